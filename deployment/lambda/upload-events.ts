// Reads events: which objects were created. The function receives messages of a queue, each with an EventBridge event or, if a bucket
// notifies the queue itself, an S3 notification; or either of them directly.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
import { z } from 'zod';

export interface ObjectCreated {
  bucket: string;
  key: string;
}

const fromEventBridge = z
  .object({
    source: z.literal('aws.s3'),
    'detail-type': z.literal('Object Created'),
    detail: z.object({
      bucket: z.object({ name: z.string() }),
      object: z.object({ key: z.string() }),
    }),
  })
  // Here the key is not encoded.
  .transform(({ detail }): ObjectCreated[] => [
    { bucket: detail.bucket.name, key: detail.object.key },
  ]);

const fromS3 = z
  .object({
    Records: z.array(
      z.object({
        eventSource: z.literal('aws:s3'),
        eventName: z.string(),
        s3: z.object({
          bucket: z.object({ name: z.string() }),
          object: z.object({ key: z.string().transform(decodeKey) }),
        }),
      }),
    ),
  })
  .transform(({ Records: records }): ObjectCreated[] =>
    records
      .filter(({ eventName }) => eventName.startsWith('ObjectCreated:'))
      .map(({ s3 }) => ({ bucket: s3.bucket.name, key: s3.object.key })),
  );

/** S3 sends it once, when notifications are configured. */
const test = z.object({ Event: z.literal('s3:TestEvent') }).transform((): ObjectCreated[] => []);

const document = z.union([fromEventBridge, fromS3, test]);

/** Here the key is percent-encoded, with a plus for a space. */
function decodeKey(encoded: string, context: z.RefinementCtx): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be percent-encoded' });
    return z.NEVER;
  }
}

/**
 * Returns the objects of an event document; null if its format is unknown.
 * @param written the document, or its JSON
 */
export function objectsOf(written: unknown): ObjectCreated[] | null {
  let value = written;
  if (typeof written === 'string') {
    try {
      value = JSON.parse(written);
    } catch {
      return null;
    }
  }
  return document.safeParse(value).data ?? null;
}

/** A body may be anything: an unreadable one must fail alone, not with its batch. */
const message = z.object({
  eventSource: z.literal('aws:sqs'),
  messageId: z.string(),
  body: z.unknown().optional(),
});
const queueEvent = z.object({ Records: z.array(message).min(1) });

/** Returns the messages of a queue; null if the event does not come from a queue. */
export function messagesOf(event: unknown): { messageId: string; body?: unknown }[] | null {
  return queueEvent.safeParse(event).data?.Records ?? null;
}
