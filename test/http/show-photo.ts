// Shows a photo by the handlers: requested, uploaded, confirmed.
import { POST } from '@/app/api/profile/image/route';
import { PUT } from '@/app/api/profile/route';
import type { IssueUploadRequest, IssueUploadResponse } from '@/lib/shared/profile-schema';
import { type Agent, askUpload, put } from './agent';

/** @returns the response to the upload request */
export async function showPhoto(
  agent: Agent,
  bytes: Uint8Array,
  asked: Partial<IssueUploadRequest> = {},
): Promise<IssueUploadResponse> {
  const upload = await askUpload(POST, agent, asked);
  await put(upload.presignedUrl, upload.headers, bytes);
  const confirm = { profileImageKey: upload.s3Key };
  const response = await PUT(agent.request('PUT', '/api/profile', confirm));
  if (response.status !== 200) throw new Error(`PUT answered ${await response.text()}`);
  return upload;
}
