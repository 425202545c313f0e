// What an event says: which objects came. The function is handed messages of a queue, each with what EventBridge wrote, or
// what S3 wrote where a bucket notifies the queue by itself; or either of them directly.
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
  // Here the key is written as it is.
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

/** S3 sends it once, when notifications are set up. */
const test = z.object({ Event: z.literal('s3:TestEvent') }).transform((): ObjectCreated[] => []);

const document = z.union([fromEventBridge, fromS3, test]);

/** Here the key is percent-encoded, and a space is a plus. */
function decodeKey(encoded: string, context: z.RefinementCtx): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be percent-encoded' });
    return z.NEVER;
  }
}

/**
 * The objects that an event document is about; null if it is none that we know.
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

/** A body may be anything: one that nobody can read is to fail by itself, and not the whole batch with it. */
const message = z.object({
  eventSource: z.literal('aws:sqs'),
  messageId: z.string(),
  body: z.unknown().optional(),
});
const queueEvent = z.object({ Records: z.array(message).min(1) });

/** The messages of a queue that an event holds; null if it comes from no queue. */
export function messagesOf(event: unknown): { messageId: string; body?: unknown }[] | null {
  return queueEvent.safeParse(event).data?.Records ?? null;
}
