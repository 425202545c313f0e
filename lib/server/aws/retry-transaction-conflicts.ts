// Retries writes that conflict with a transaction, and reads why a transaction was cancelled.
import {
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '@/lib/server/shared/clock';
import { UnavailableError } from '@/lib/server/shared/errors';

/** Maximum tries of a transaction that is throttled or conflicts with another one on an item; then UnavailableError. */
const MAX_TRIES = 6;
/** Exponential backoff with full jitter, in milliseconds: the wait before try n is random, below `BACKOFF * 2 ** n`. */
const BACKOFF = 25;

/** Transient cancellation reasons of a transaction. */
const TRANSIENT = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** Retries a write that conflicts with a transaction on the same item, a limited number of times. */
export async function retryTransactionConflicts(
  clock: Pick<Clock, 'sleep'>,
  write: () => Promise<unknown>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write();
      return;
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (attempt === MAX_TRIES) throw new UnavailableError('DynamoDB is busy', error);
      await clock.sleep(Math.random() * BACKOFF * 2 ** attempt);
    }
  }
}

/** Returns the cancellation reasons of a transaction, item by item; empty for any other error. */
export function reasonsOf(error: unknown): string[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  return error.CancellationReasons?.map(({ Code }) => Code ?? 'None') ?? [];
}

/** True for a conflict with another transaction or a throttle: retry, unless a condition failed as well. */
function isTransient(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  const reasons = reasonsOf(error);
  return !reasons.includes('ConditionalCheckFailed') && reasons.some((one) => TRANSIENT.has(one));
}
