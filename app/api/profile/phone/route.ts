// /api/profile/phone: the desk creates a code for the user's phone, polls its state, and ends it.
import { phoneAddress } from '@/lib/server/http/phone-address';
import { route } from '@/lib/server/http/route';
import {
  PHONE_CODE_LIFETIME,
  phoneCodeQuery,
  phoneStateResponse,
  startPhoneRequest,
  startPhoneResponse,
} from '@/lib/shared/phone-schema';

export const POST = route(
  {
    name: 'handle_phone_start',
    summary: 'A code with which the caller’s phone can send one photo; an earlier code ends',
    body: startPhoneRequest,
    response: startPhoneResponse,
    limits: ['writesPerMinute'],
  },
  async ({ app }) => {
    const { code, id } = await app.createPhoneCode();
    return { id, ...phoneAddress(code), expiresIn: PHONE_CODE_LIFETIME };
  },
);

export const GET = route(
  {
    name: 'handle_phone_state',
    summary: 'What has become of that code',
    query: phoneCodeQuery,
    response: phoneStateResponse,
    limits: ['historiesPerMinute'],
  },
  async ({ app, query }) => ({ state: await app.phoneCodeState(query.id) }),
);

export const DELETE = route(
  {
    name: 'handle_phone_end',
    summary: 'Ends that code, and withdraws an upload that the phone has not finished',
    query: phoneCodeQuery,
    response: phoneStateResponse,
  },
  async ({ app, query }) => {
    await app.endPhoneCode(query.id);
    return { state: 'ended' as const };
  },
);
