// The requests and responses of an upload from the user's phone: the desk (a signed-in browser) starts it, the phone follows its code.
import * as z from 'zod/mini';
import { issueFramingRequest } from './framing-schema';
import { issueUploadRequest } from './profile-schema';

/** How long a code is valid, in seconds. */
export const PHONE_CODE_LIFETIME = 300;

/** The path of the page that the phone opens. The code follows after `#`, which browsers never send to a server. */
export const PHONE_PATH = '/t';

/** 128 random bits in base64url. */
const secret = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/, 'must be 22 characters'));

/** `POST /api/profile/phone`: an empty JSON object, which no form of another site can send. */
export const startPhoneRequest = z.object({});

/** The SHA-256 of a code in base64url. It identifies the code without revealing it. */
const codeId = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/, 'must be 43 characters'));

/** `POST /api/profile/phone`. */
export const startPhoneResponse = z.object({
  id: codeId,
  /** The address for the phone, with the code. */
  url: z.string(),
  /** The address as a QR code: an SVG document. */
  qr: z.string(),
  /** Lifetime of the code in seconds. */
  expiresIn: z.int(),
});
export type StartPhoneResponse = z.infer<typeof startPhoneResponse>;

/** `waiting` for a phone, `opened` on one, `sending`, `done`; `ended` if the code expired or was replaced. */
export const phoneState = z.enum(['waiting', 'opened', 'sending', 'done', 'ended']);
export type PhoneState = z.infer<typeof phoneState>;

/** `GET` and `DELETE /api/profile/phone`. Without `id`, the code that was created last; the state of a replaced code is `ended`. */
export const phoneCodeQuery = z.object({ id: z.optional(codeId) });

/** `GET` and `DELETE /api/profile/phone`. */
export const phoneStateResponse = z.object({ state: phoneState });

const credentials = { code: secret, key: secret };

/**
 * `POST /api/phone`: the first phone that opens a code sends a key that it has made. Every later request needs the key, so the code alone is
 * useless then. The phone can repeat the request, because a response may be lost.
 */
export const openPhoneRequest = z.object(credentials);
export const openPhoneResponse = z.object({
  nombre: z.string(),
  initials: z.string(),
  /** Seconds until the code expires. */
  expiresIn: z.int(),
});
export type OpenPhoneResponse = z.infer<typeof openPhoneResponse>;

/** `POST /api/phone/image`: as `POST /api/profile/image`. */
export const issueOnPhoneRequest = z.extend(issueUploadRequest, credentials);
export type IssueOnPhoneRequest = z.infer<typeof issueOnPhoneRequest>;

/** `PUT /api/phone/image`: confirms the upload. */
export const confirmOnPhoneRequest = z.object(credentials);
export const confirmOnPhoneResponse = z.object({ state: z.literal('done') });

/** `POST /api/phone/image/framing`: as `POST /api/profile/image/framing`, for the photo that the phone has confirmed. */
export const issueFramingOnPhoneRequest = z.extend(
  z.omit(issueFramingRequest, { key: true }),
  credentials,
);
export type IssueFramingOnPhoneRequest = z.infer<typeof issueFramingOnPhoneRequest>;

/** `PUT /api/phone/image/framing`: confirms that upload. */
export const confirmFramingOnPhoneRequest = z.object(credentials);
