// Lambda: settles uploads on events of the bucket.
import { app } from '@/lib/server/compose';
import { engineEnv } from '@/lib/server/env';
import { type BatchResponse, handleUploads } from './settle-handler';

export async function handler(event: unknown): Promise<BatchResponse> {
  const { settleUpload, log } = app();
  return handleUploads(event, { settleUpload, log, bucket: engineEnv().bucket });
}
