// The time that S3 and CloudFront go by. A URL that is signed by a clock that is off is refused, though every other call works: the
// SDK corrects the clock for those, by the Date header of each answer, and for nothing else.
import type { Clock } from '@/lib/server/profile/ports';

/** What the SDK has learnt so far: how far the service's clock is ahead of ours, in milliseconds. */
export interface LearntOffset {
  config: { systemClockOffset: number };
}

/** Below this, in milliseconds, it is the delay of an answer that is measured, not the clock. */
const NOTABLE = 5000;

/**
 * How far the services' clock is ahead of ours, in milliseconds; 0 where that is not known, or not worth mentioning.
 * @param clients the first that has learnt an offset tells: put first the one that is asked most often, for a clock may be set right
 */
export function clockOffset(clients: readonly LearntOffset[]): number {
  const offset = clients.map(({ config }) => config.systemClockOffset).find(Boolean) ?? 0;
  return Math.abs(offset) < NOTABLE ? 0 : offset;
}

/** The clock, corrected by that. */
export function serverClock(
  clock: Pick<Clock, 'now'>,
  clients: readonly LearntOffset[],
): Pick<Clock, 'now'> {
  return { now: () => new Date(clock.now().getTime() + clockOffset(clients)) };
}
