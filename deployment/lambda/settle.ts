// Lambda function: processes uploads on events of the bucket.
import { app } from '@/lib/server/compose';
import { engineEnv } from '@/lib/server/env';
import { measured } from './measured';
import { handleUploads } from './settle-handler';

export const handler = measured('settle', (event: unknown) => {
  const { processUpload, log } = app();
  return handleUploads(event, { processUpload, log, bucket: engineEnv().bucket });
});
