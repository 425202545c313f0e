// Next calls this once, before the server accepts requests. With an invalid environment the server does not start.
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startServer } = await import('./lib/server/startup/start-server');
  await startServer();
}
