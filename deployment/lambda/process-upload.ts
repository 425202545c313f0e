// Lambda function: processes uploads on events of the bucket.
import { app } from '@/lib/server/compose';
import { engineEnv } from '@/lib/server/env';
import { handleUploads } from './handle-uploads';
import { withTelemetry } from './with-telemetry';

export const handler = withTelemetry('process-upload', (event: unknown) => {
  const { processUpload, log } = app();
  return handleUploads(event, { processUpload, log, bucket: engineEnv().bucket });
});
