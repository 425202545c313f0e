// Settles every upload that an event is about. Events come twice, late and in any order; settling minds none of it.
import type { Log } from '@/lib/server/shared/log';
import { messagesOf, type ObjectCreated, objectsOf } from './upload-events';

interface SettleDeps {
  /** Settles the upload at a key, and says how that ended. Throws if it should be tried again. */
  settleUpload(key: string): Promise<string>;
  /** Objects of another bucket are none of ours. */
  bucket: string;
  log: Log;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Handles one event. From a queue, what failed is named in the answer and comes again by itself, until it ends among the
 * dead letters. A document that nobody can read goes the same way, so that somebody looks at it.
 * @throws Error if an event that came directly could not be handled, for Lambda to try again
 */
export async function handleUploads(event: unknown, deps: SettleDeps): Promise<BatchResponse> {
  const messages = messagesOf(event);
  if (messages === null) {
    if (!(await handleDocument(event, deps))) throw new Error('The event could not be handled');
    return { batchItemFailures: [] };
  }
  const batchItemFailures: BatchResponse['batchItemFailures'] = [];
  // One after another: a decode wants the processor and much of the memory for itself.
  for (const { messageId, body } of messages) {
    if (!(await handleDocument(body, deps))) {
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

/** Settles what a document is about; true if nothing of it has to come again. */
async function handleDocument(written: unknown, deps: SettleDeps): Promise<boolean> {
  const objects = objectsOf(written);
  if (objects === null) {
    deps.log.error({}, 'An event is in no form that is known');
    return false;
  }
  let done = true;
  for (const object of objects) {
    if (!(await handleObject(object, deps))) done = false;
  }
  return done;
}

async function handleObject({ bucket, key }: ObjectCreated, deps: SettleDeps): Promise<boolean> {
  if (bucket !== deps.bucket || !key.startsWith('uploads/')) {
    deps.log.warn({ bucket, key }, 'An event is about an object that is none of ours');
    return true;
  }
  try {
    const outcome = await deps.settleUpload(key);
    deps.log.info({ key, outcome }, 'Handled the event of an upload');
    return true;
  } catch (err) {
    deps.log.error({ key, err }, 'An upload could not be settled now');
    return false;
  }
}
