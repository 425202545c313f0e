// What a step of an image's life needs to know of the world around it, and how steps that met another one are tried again.
import { ChangeConflictError, UnavailableError } from './errors';
import type { Moment } from './image-life';
import type { Actor } from './model';
import type { Ports } from './ports';

/** So often a step is decided anew because another process came between: enough for as many as limits let through. */
const MAX_TRIES = 14;
/** The wait before try n is a random part of this many milliseconds times two to the n, up to the longest. */
const BACKOFF = 10;
const LONGEST_BACKOFF = 640;

/** Now, as the steps of lib/server/profile/image-life see it. */
export function momentOf(ports: Pick<Ports, 'clock' | 'newId' | 'policy'>, actor: Actor): Moment {
  return { now: unixTime(ports.clock), actor, newId: ports.newId, ...ports.policy };
}

/** Unix time in whole seconds. */
export function unixTime(clock: Pick<Ports['clock'], 'now'>): number {
  return Math.floor(clock.now().getTime() / 1000);
}

/** `untilSettled`, after what this process was asked to change of the same user before. */
export function changing<T>(
  ports: Pick<Ports, 'clock' | 'inTurn'>,
  userId: string,
  decide: () => Promise<T>,
): Promise<T> {
  return ports.inTurn(userId, () => untilSettled(ports.clock, decide));
}

/**
 * Reads, decides and commits, from the start again as long as another change comes between.
 * @throws UnavailableError when that goes on for too long
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
