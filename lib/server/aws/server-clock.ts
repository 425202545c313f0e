// The clock of S3 and CloudFront. They reject a URL signed with a skewed clock although every other call works: the SDK
// corrects the clock for calls, by the Date header of each response, but not for presigned URLs.
import type { Clock } from '@/lib/server/shared/clock';

/** The offset that the SDK has measured: how far the service's clock is ahead of ours, in milliseconds. */
interface MeasuredOffset {
  config: { systemClockOffset: number };
}

/** A smaller offset, in milliseconds, is network delay and not clock skew. */
const MIN_OFFSET = 5000;

/**
 * Returns how far the services' clock is ahead of ours, in milliseconds; 0 if unknown or negligible.
 * @param clients the first with an offset is used: pass the most frequently called one first, since its offset is the most recent
 */
export function clockOffset(clients: readonly MeasuredOffset[]): number {
  const offset = clients.map(({ config }) => config.systemClockOffset).find(Boolean) ?? 0;
  return Math.abs(offset) < MIN_OFFSET ? 0 : offset;
}

/** The clock, corrected by the offset. */
export function serverClock(
  clock: Pick<Clock, 'now'>,
  clients: readonly MeasuredOffset[],
): Pick<Clock, 'now'> {
  return { now: () => new Date(clock.now().getTime() + clockOffset(clients)) };
}
