// A user's phone and the desk that it sends a photo to, by their handlers.
import { randomBytes } from 'node:crypto';
import { cameraPhoto } from 'odd-images/camera-photo';
import { PUT as CONFIRM, POST as ISSUE } from '@/app/api/phone/image/route';
import { POST as OPEN } from '@/app/api/phone/route';
import { POST as START, GET as STATE } from '@/app/api/profile/phone/route';
import { type Agent, type Handler, makeRequest, put } from './agent';

export const ASKED = { fileName: 'selfie.png', contentType: 'image/png' };

/** The credentials that a phone sends with each request. */
export interface Credentials {
  code: string;
  key: string;
}

/** Creates a code at the desk. */
export async function codeOf(agent: Agent): Promise<string> {
  const response = await START(agent.request('POST', '/api/profile/phone', {}));
  const { url, qr, expiresIn } = await response.json();
  expect(qr).toMatch(/^<svg /);
  expect(expiresIn).toBe(300);
  return new URL(url).hash.slice(1);
}

/** The state of the phone, as the desk reads it. */
export const stateOf = async (agent: Agent) =>
  (await (await STATE(agent.request('GET', '/api/profile/phone'))).json()).state;

let networks = 0;

/** A request of the phone, which has neither session nor token. */
export const phone = (handler: Handler, method: string, body: object) =>
  handler(makeRequest(method, '/api/phone', body, { 'x-forwarded-for': newAddress() }));

/** Each request comes from another network, so that none exceeds the limit of one. */
function newAddress(): string {
  networks += 1;
  return `198.51.${networks >> 8}.${networks & 255}`;
}

/** A key, as each phone makes its own. */
export const newKey = () => randomBytes(16).toString('base64url');

/** Opens a code on a phone. */
export async function opened(code: string): Promise<Credentials> {
  const credentials = { code, key: newKey() };
  const response = await phone(OPEN, 'POST', credentials);
  expect(response.status).toBe(200);
  return credentials;
}

/** Uploads a photo. Returns its key, or the status of the refusal. */
export async function upload(credentials: object, asked: object = {}) {
  const response = await phone(ISSUE, 'POST', { ...ASKED, ...asked, ...credentials });
  if (response.status !== 200) return response.status;
  const { presignedUrl, headers, s3Key } = await response.json();
  await put(presignedUrl, headers, await cameraPhoto({ width: 90, height: 90, format: 'png' }));
  return s3Key as string;
}

/** Uploads a photo and confirms it. Returns its key. */
export async function sendPhoto(credentials: Credentials): Promise<string> {
  const key = await upload(credentials);
  const response = await phone(CONFIRM, 'PUT', credentials);
  expect(response.status).toBe(200);
  return key as string;
}

/** Expects the refusal of a code that cannot be used. */
export async function expectEnded(response: Response): Promise<void> {
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: 'phone_code_ended' });
}
