// The ports of an upload on the user's phone, which has a code instead of a session, and keeps no photo after the page is closed.
import { ApiError } from '@/lib/client/api-error';
import type { PhotoFraming } from '@/lib/client/framing/photo-framing';
import { confirmOnPhone, issueOnPhone, type PhoneCredentials } from '@/lib/client/phone-api';
import { PAGE_PORTS } from './page-ports';
import type { UploadPorts } from './run-upload';

/** Errors after which the code is no longer valid: it has ended, its sign-in has ended, or its user is gone. */
const ENDS = new Set(['phone_code_ended', 'unauthenticated', 'invalid_token', 'user_not_found']);

/**
 * @param ended called once the server answers that the code is no longer valid
 * @param sent called once the photo has been sent
 */
export function createPhonePorts(
  credentials: PhoneCredentials,
  ended: () => void,
  sent: () => void,
): UploadPorts {
  async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return answer.catch((error) => {
      if (error instanceof ApiError && ENDS.has(error.code)) ended();
      throw error;
    });
  }
  return {
    ...PAGE_PORTS,
    // The phone knows of no other photo.
    check: async () => ({ verdict: 'resume', shownAt: null }),
    issue: ({ fileName, contentType, blob }, checksumSha256, signal) => {
      const photo = { fileName, contentType, fileSize: blob.size, checksumSha256 };
      return asked(issueOnPhone({ ...credentials, ...photo }, signal));
    },
    confirm: async ({ photo }, signal) => {
      await asked(confirmOnPhone(credentials, signal));
      sent();
      if (photo.framing) sendLater(credentials, photo.framing);
    },
    withdraw: () => {},
    keep: () => {},
    whenKept: async () => {},
    forget: () => {},
    releaseLock: () => {},
    revoke: () => {},
  };
}

/** Sends the framing of the photo, in the background. Without it, the photo can only be replaced, not framed again. */
function sendLater(credentials: PhoneCredentials, framing: Promise<PhotoFraming>): void {
  const loaded = import('@/lib/client/framing/send-framing-on-phone');
  Promise.all([framing, loaded])
    .then(([given, { sendFramingOnPhone }]) => sendFramingOnPhone(credentials, given))
    .catch(() => {});
}
