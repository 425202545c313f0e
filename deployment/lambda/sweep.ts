// Lambda: sweeps on a schedule. The event is of no interest, and running twice at once does no harm.
import { app } from '@/lib/server/compose';
import { LOOK_AHEAD } from '@/lib/server/profile/use-cases/sweep-images';
import { measured } from './measured';

/**
 * @throws Error if there were images that could not be swept, for the schedule's alarm to see; the next run takes them up
 */
export const handler = measured('sweep', async (_event?: unknown) => {
  const report = await app().sweep({ lookAhead: LOOK_AHEAD });
  if (report.failed > 0) throw new Error(`${report.failed} images could not be swept yet`);
  return report;
});
