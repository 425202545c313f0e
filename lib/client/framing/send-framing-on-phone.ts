// Sends the framing of a photo from the phone. Its code is loaded after the photo has been sent.
import {
  confirmFramingOnPhone,
  issueFramingOnPhone,
  type PhoneCredentials,
} from '@/lib/client/phone-api';
import type { PhotoFraming } from './photo-framing';
import { sendPicture } from './send-framing';

/**
 * Sends it for the photo that this phone has confirmed. It can be done once.
 * @throws Error
 */
export function sendFramingOnPhone(
  credentials: PhoneCredentials,
  framing: PhotoFraming,
): Promise<void> {
  return sendPicture(framing, {
    issue: (declared) => issueFramingOnPhone({ ...credentials, ...declared }),
    confirm: () => confirmFramingOnPhone(credentials),
  });
}
