// POST and PUT /api/phone/image/framing: requests and confirms the upload of the source picture of a photo from a phone.
import { phoneRoute } from '@/lib/server/http/phone-route';
import {
  confirmFramingOnPhoneRequest,
  issueFramingOnPhoneRequest,
} from '@/lib/shared/phone-schema';

export const POST = phoneRoute(
  'handle_phone_framing_upload',
  issueFramingOnPhoneRequest,
  ['writesPerMinute'],
  (phone, { code, key, ...asked }) => phone.issueFraming(key, asked),
);

export const PUT = phoneRoute(
  'handle_phone_framing_confirmation',
  confirmFramingOnPhoneRequest,
  ['writesPerMinute'],
  async (phone, { key }) => {
    await phone.confirmFraming(key);
    return { state: 'stored' };
  },
);
