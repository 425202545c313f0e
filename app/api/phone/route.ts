// POST /api/phone: opens a code on the user's phone.
import { phoneRoute } from '@/lib/server/http/phone-route';
import { openPhoneRequest } from '@/lib/shared/phone-schema';

export const POST = phoneRoute('handle_phone_open', openPhoneRequest, [], (phone, { key }) =>
  phone.open(key),
);
