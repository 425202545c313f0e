// What leaves this process in a trace: no query of any address, since a sign-in comes back with its code in one, and no message
// or stack of an error, which may quote anything. The log has those, and its last line of defence.
import type { SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** Stands before the processor that sends the spans. */
export const privateSpans: SpanProcessor = {
  onStart() {},
  onEnd({ attributes, events, status }) {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'string') attributes[name] = value.replace(/\?\S*/g, '');
    }
    for (const event of events) {
      delete event.attributes?.['exception.message'];
      delete event.attributes?.['exception.stacktrace'];
    }
    delete status.message;
  },
  forceFlush: async () => {},
  shutdown: async () => {},
};
