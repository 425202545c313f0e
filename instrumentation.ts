// Next calls this once, before the server takes its first request: a server that cannot be right does not start.
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { checkStart } = await import('./lib/server/check-start');
  await checkStart();
  const { env } = await import('./lib/server/env');
  const { otlpEndpoint, proxyDepth } = env();
  if (proxyDepth === 0) {
    const { takeConnectionAddress } = await import('./lib/server/connection-address');
    takeConnectionAddress();
  }
  if (otlpEndpoint === undefined) return;
  const { startTelemetry } = await import('./lib/server/telemetry/start');
  process.once('SIGTERM', startTelemetry(otlpEndpoint));
}
