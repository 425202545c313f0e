// Creates a span for each AWS call. Without telemetry the spans are no-ops at almost no cost.
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { inStep } from '@/lib/server/shared/deadline';

/** The part of an SDK client's middleware stack that is used here. */
interface Traceable {
  middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<unknown>,
        context: { clientName?: string; commandName?: string },
      ) => (args: never) => Promise<unknown>,
      options: { step: 'initialize'; name: string },
    ): void;
  };
}

/** Wraps each call of the client in a span named after its service and operation. */
export function traceCalls<Client>(client: Client): Client {
  (client as Traceable).middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      (args) =>
        inSpan(clientName.replace(/Client$/, ''), commandName.replace(/Command$/, ''), () =>
          next(args),
        ),
    { step: 'initialize', name: 'traceCalls' },
  );
  return client;
}

function inSpan(
  service: string,
  operation: string,
  call: () => Promise<unknown>,
): Promise<unknown> {
  const attributes = {
    'rpc.system': 'aws-api',
    'rpc.service': service,
    'rpc.method': operation,
  };
  return trace
    .getTracer('polizalab-profile')
    .startActiveSpan(
      `${service}.${operation}`,
      { kind: SpanKind.CLIENT, attributes },
      async (span) => {
        try {
          return await inStep(`${service}.${operation}`, call);
        } catch (error) {
          // Only the name: a message may contain a key or a URL.
          span.setStatus({
            code: SpanStatusCode.ERROR,
            message: error instanceof Error ? error.name : 'unknown',
          });
          throw error;
        } finally {
          span.end();
        }
      },
    );
}
