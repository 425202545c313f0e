// Removes private data from spans before export: URL queries, since the sign-in callback has its code in one, the tokens of lasting
// links, and the messages and stacks of errors, which may quote anything. The log has those, with secrets redacted.
import type { SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { hideLinkTokens } from './hide-link-tokens';

/** Register it before the processor that exports the spans. */
export const privateSpans: SpanProcessor = {
  onStart() {},
  onEnd({ attributes, events, status }) {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'string') {
        attributes[name] = hideLinkTokens(value.replace(/\?\S*/g, ''));
      }
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
