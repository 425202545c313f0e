// Sends what a photo was framed from. Its code is loaded after an upload.
import { call } from '@/lib/client/api';
import { sha256Base64 } from '@/lib/client/images/sha256';
import {
  confirmFramingOnPhone,
  issueFramingOnPhone,
  type PhoneCredentials,
} from '@/lib/client/phone-api';
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
export function sendFraming(key: string, framing: PhotoFraming): Promise<void> {
  const confirm: ConfirmFramingRequest = { key };
  return send(framing, {
    issue: (declared) => {
      const asked: IssueFramingRequest = { key, ...declared };
      return call('POST', FRAMING_PATH, { json: asked });
    },
    confirm: () => call('PUT', FRAMING_PATH, { json: confirm }),
  });
}

/**
 * Does the same for the photo that this phone has confirmed. It can be done once.
 * @throws Error
 */
export function sendFramingOnPhone(
  credentials: PhoneCredentials,
  framing: PhotoFraming,
): Promise<void> {
  return send(framing, {
    issue: (declared) => issueFramingOnPhone({ ...credentials, ...declared }),
    confirm: () => confirmFramingOnPhone(credentials),
  });
}

interface Calls {
  issue: (declared: Omit<IssueFramingRequest, 'key'>) => Promise<IssueFramingResponse>;
  confirm: () => Promise<unknown>;
}

async function send({ picture, crop }: PhotoFraming, calls: Calls): Promise<void> {
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
