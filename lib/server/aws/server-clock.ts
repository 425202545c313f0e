// The clock of S3 and CloudFront. They reject a URL signed with a skewed clock although every other call works: the SDK
// corrects the clock for calls, by the Date header of each response, but not for presigned URLs.
import type { Clock } from '@/lib/server/shared/clock';

/** The offset that the SDK has measured: how far the service's clock is ahead of ours, in milliseconds. */
interface LearntOffset {
  config: { systemClockOffset: number };
}

/** A smaller offset, in milliseconds, is network delay and not clock skew. */
const NOTABLE = 5000;

/**
 * Returns how far the services' clock is ahead of ours, in milliseconds; 0 if unknown or negligible.
 * @param clients the first with an offset is used: pass the most frequently called one first, since its offset is the most recent
 */
export function clockOffset(clients: readonly LearntOffset[]): number {
  const offset = clients.map(({ config }) => config.systemClockOffset).find(Boolean) ?? 0;
  return Math.abs(offset) < NOTABLE ? 0 : offset;
}

/** The clock, corrected by the offset. */
export function serverClock(
  clock: Pick<Clock, 'now'>,
  clients: readonly LearntOffset[],
): Pick<Clock, 'now'> {
  return { now: () => new Date(clock.now().getTime() + clockOffset(clients)) };
}
