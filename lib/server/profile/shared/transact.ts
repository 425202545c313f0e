// Optimistic concurrency: reads, decides and commits, and retries on a conflict. Also the moment and actor of a step.

import type { Moment } from '@/lib/server/profile/domain/image-life';
import type { Ports } from '@/lib/server/profile/ports';
import type { Actor } from '@/lib/server/shared/caller';
import { unixTime } from '@/lib/server/shared/clock';
import { ChangeConflictError, UnavailableError } from '@/lib/server/shared/errors';

/** Maximum tries on an optimistic-lock conflict: enough for as many concurrent changes as the rate limits allow. */
const MAX_TRIES = 14;
/** Exponential backoff with full jitter, in milliseconds: the wait before try n is random, below `BACKOFF * 2 ** n` and the longest. */
const BACKOFF = 10;
const LONGEST_BACKOFF = 640;

/** The current time, the actor and the policy, as the steps in ./image-life take them. */
export function momentOf(ports: Pick<Ports, 'clock' | 'newId' | 'policy'>, actor: Actor): Moment {
  return { now: unixTime(ports.clock), actor, newId: ports.newId, ...ports.policy };
}

/** Calls `untilSettled` under the user's lock of this process. */
export function changing<T>(
  ports: Pick<Ports, 'clock' | 'withUserLock'>,
  userId: string,
  decide: () => Promise<T>,
): Promise<T> {
  return ports.withUserLock(userId, () => untilSettled(ports.clock, decide));
}

/**
 * Reads, decides and commits; on a conflict it starts again from the read.
 * @throws UnavailableError after `MAX_TRIES`
 */
export async function untilSettled<T>(
  clock: Pick<Ports['clock'], 'sleep'>,
  decide: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await decide();
    } catch (error) {
      if (!(error instanceof ChangeConflictError)) throw error;
      if (attempt === MAX_TRIES) throw new UnavailableError('Others are changing this too', error);
      await clock.sleep(Math.random() * Math.min(BACKOFF * 2 ** attempt, LONGEST_BACKOFF));
    }
  }
}
