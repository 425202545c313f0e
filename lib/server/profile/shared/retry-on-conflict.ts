// Optimistic concurrency: reads, decides and commits, and retries on a conflict.
import type { UserPorts } from '@/lib/server/profile/ports';
import { ChangeConflictError, UnavailableError } from '@/lib/server/shared/errors';

/** Maximum tries on an optimistic-lock conflict: enough for as many concurrent changes as the rate limits allow. */
const MAX_TRIES = 14;
/** Exponential backoff with full jitter, in milliseconds: the wait before try n is random, below `BACKOFF * 2 ** n` and the longest. */
const BACKOFF = 10;
const LONGEST_BACKOFF = 640;

/**
 * Reads, decides and commits; on a conflict it starts again from the read.
 * @throws UnavailableError after `MAX_TRIES`
 */
export async function retryOnConflict<T>(
  clock: Pick<UserPorts['clock'], 'sleep'>,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ChangeConflictError)) throw error;
      if (tries === MAX_TRIES) throw new UnavailableError('Too many concurrent changes', error);
      await clock.sleep(Math.random() * Math.min(BACKOFF * 2 ** tries, LONGEST_BACKOFF));
    }
  }
}

/** Calls `retryOnConflict` under the user's lock of this process. */
export function retryUnderLock<T>(
  ports: Pick<UserPorts, 'clock' | 'withUserLock'>,
  userId: string,
  attempt: () => Promise<T>,
): Promise<T> {
  return ports.withUserLock(userId, () => retryOnConflict(ports.clock, attempt));
}
