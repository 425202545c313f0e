// Next calls this once, before the server takes its first request: a server that cannot be right does not start.
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startServer } = await import('./lib/server/startup/start-server');
  await startServer();
}
