// Wraps a function with telemetry. Lambda freezes the process between invocations, so each invocation exports its data before it ends.
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { app } from '@/lib/server/compose';
import { engineEnv } from '@/lib/server/env';
import { consoleToLog } from '@/lib/server/telemetry/console-to-log';
import type { Telemetry } from '@/lib/server/telemetry/start';

let telemetry: Promise<Telemetry | undefined> | undefined;

async function start(): Promise<Telemetry | undefined> {
  consoleToLog(app().log);
  const { otlpEndpoint, version, telemetryTimeout } = engineEnv();
  if (otlpEndpoint === undefined) return undefined;
  const { startTelemetry } = await import('@/lib/server/telemetry/start');
  return startTelemetry(otlpEndpoint, version, telemetryTimeout);
}

/**
 * Wraps the handler in a span per invocation.
 * @param name the name of the span
 */
export function withTelemetry<Event, Result>(
  name: string,
  handle: (event: Event) => Promise<Result>,
): (event: Event) => Promise<Result> {
  return async (event) => {
    telemetry ??= start();
    const started = await telemetry;
    try {
      return await trace.getTracer('polizalab-profile').startActiveSpan(name, async (span) => {
        try {
          return await handle(event);
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    } finally {
      await started?.flush();
    }
  };
}
