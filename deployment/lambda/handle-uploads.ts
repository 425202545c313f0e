// Processes the uploads that an event names. Events may arrive twice, late and in any order; processing is idempotent.
import type { Log } from '@/lib/server/shared/log';
import { messagesOf, type ObjectCreated, objectsOf } from './upload-events';

interface HandlerDeps {
  /** Processes the upload at a key and returns the outcome. Throws if it should be retried. */
  processUpload(key: string): Promise<string>;
  /** Objects of other buckets are ignored. */
  bucket: string;
  log: Log;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Handles one event. Messages of a queue that fail are listed in the response, so that SQS delivers them again and finally moves them to
 * the dead-letter queue. Unreadable documents go the same way, so that an operator sees them.
 * @throws Error if an event that was sent directly could not be handled, so that Lambda retries it
 */
export async function handleUploads(event: unknown, deps: HandlerDeps): Promise<BatchResponse> {
  const messages = messagesOf(event);
  if (messages === null) {
    if (!(await handleDocument(event, deps))) throw new Error('The event could not be handled');
    return { batchItemFailures: [] };
  }
  const batchItemFailures: BatchResponse['batchItemFailures'] = [];
  // Sequentially: decoding needs the whole vCPU and much of the memory.
  for (const { messageId, body } of messages) {
    if (!(await handleDocument(body, deps))) {
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

/** Processes the uploads of a document; true if it needs no retry. */
async function handleDocument(written: unknown, deps: HandlerDeps): Promise<boolean> {
  const objects = objectsOf(written);
  if (objects === null) {
    deps.log.error({}, 'An event has an unknown format');
    return false;
  }
  let done = true;
  for (const object of objects) {
    if (!(await handleObject(object, deps))) done = false;
  }
  return done;
}

async function handleObject({ bucket, key }: ObjectCreated, deps: HandlerDeps): Promise<boolean> {
  if (bucket !== deps.bucket || !key.startsWith('uploads/')) {
    deps.log.warn({ bucket, key }, 'An event is about an object that is not an upload of this app');
    return true;
  }
  try {
    const outcome = await deps.processUpload(key);
    deps.log.info({ key, outcome }, 'Handled the event of an upload');
    return true;
  } catch (err) {
    deps.log.error({ key, err }, 'An upload could not be processed yet');
    return false;
  }
}
