// POST and PUT /api/phone/image: requests and confirms the one upload of a phone.
import { phoneRoute } from '@/lib/server/http/phone-route';
import { confirmOnPhoneRequest, issueOnPhoneRequest } from '@/lib/shared/phone-schema';

export const POST = phoneRoute(
  'handle_phone_upload',
  issueOnPhoneRequest,
  ['uploadsPerMinute', 'uploadsPerDay'],
  (phone, { code, key, ...asked }) => phone.issue(key, asked),
);

export const PUT = phoneRoute(
  'handle_phone_confirm',
  confirmOnPhoneRequest,
  ['writesPerMinute'],
  async (phone, { key }) => {
    await phone.confirm(key);
    return { state: 'done' };
  },
);
