// Sends the framing of a photo. Its code is loaded after an upload.
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
 * Sends the framing from the signed-in page.
 * @param key the key of a photo of the user, shown or kept
 * @throws Error
 */
export function sendFraming(key: string, framing: PhotoFraming): Promise<void> {
  const confirm: ConfirmFramingRequest = { key };
  return sendPicture(framing, {
    issue: (declared) => {
      const asked: IssueFramingRequest = { key, ...declared };
      return call('POST', FRAMING_PATH, { json: asked });
    },
    confirm: () => call('PUT', FRAMING_PATH, { json: confirm }),
  });
}

interface Calls {
  issue: (declared: Omit<IssueFramingRequest, 'key'>) => Promise<IssueFramingResponse>;
  confirm: () => Promise<unknown>;
}

/**
 * Requests the upload by the given calls, uploads the picture, and confirms it.
 * @throws Error
 */
export async function sendPicture({ picture, crop }: PhotoFraming, calls: Calls): Promise<void> {
  const { blob, contentType, width, height } = picture;
  const grant = await calls.issue({
    ...{ contentType, width, height, crop },
    fileSize: blob.size,
    checksumSha256: await sha256Base64(blob),
  });
  const outcome = await putObject({
    url: grant.presignedUrl,
    headers: grant.headers,
    body: blob,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  if (outcome !== 'stored') throw new Error(`the picture is not stored: ${outcome}`);
  await calls.confirm();
}
