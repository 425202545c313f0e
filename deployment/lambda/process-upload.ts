// Lambda function: processes uploads on events of the bucket.
import { app } from '@/lib/server/compose';
import { engineEnv } from '@/lib/server/env';
import { handleUploads } from './handle-uploads';
import { measured } from './measured';

export const handler = measured('process-upload', (event: unknown) => {
  const { processUpload, log } = app();
  return handleUploads(event, { processUpload, log, bucket: engineEnv().bucket });
});
