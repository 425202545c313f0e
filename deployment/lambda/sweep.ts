// Lambda function: sweeps on a schedule. It ignores the event, and concurrent runs are safe.
import { app } from '@/lib/server/compose';
import { LOOK_AHEAD } from '@/lib/server/profile/use-cases/sweep-images';
import { withTelemetry } from './with-telemetry';

/**
 * @throws Error if some images could not be swept, so that the alarm sees it; the next run retries them
 */
export const handler = withTelemetry('sweep', async (_event?: unknown) => {
  const report = await app().sweep({ lookAhead: LOOK_AHEAD });
  if (report.failed > 0) throw new Error(`${report.failed} images could not be swept yet`);
  return report;
});
