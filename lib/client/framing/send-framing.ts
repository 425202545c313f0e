// Stores what a photo was framed from. Its code is loaded after an upload.
import { call } from '@/lib/client/api';
import { sha256Base64 } from '@/lib/client/images/sha256';
import { putObject } from '@/lib/client/put-object';
import type {
  ConfirmFramingRequest,
  IssueFramingRequest,
  IssueFramingResponse,
} from '@/lib/shared/framing-schema';
import { FRAMING_PATH, type PhotoFraming } from './photo-framing';

/**
 * @param key of a photo of the user, shown or kept
 * @throws Error
 */
export async function sendFraming(key: string, { picture, crop }: PhotoFraming): Promise<void> {
  const { blob, contentType, width, height } = picture;
  const asked: IssueFramingRequest = {
    ...{ key, contentType, width, height, crop },
    fileSize: blob.size,
    checksumSha256: await sha256Base64(blob),
  };
  const grant = await call<IssueFramingResponse>('POST', FRAMING_PATH, { json: asked });
  const outcome = await putObject({
    url: grant.presignedUrl,
    headers: grant.headers,
    body: blob,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  if (outcome !== 'stored') throw new Error(`the picture is not stored: ${outcome}`);
  const confirm: ConfirmFramingRequest = { key };
  await call('PUT', FRAMING_PATH, { json: confirm });
}
