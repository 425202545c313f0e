// The source picture of a photo from the phone, on the real engines: what the code allows after the photo, and what it does not.
import { createHash, randomBytes } from 'node:crypto';
import { cameraPhoto } from 'odd-images/camera-photo';
import { POST as ISSUE, PUT as STORE } from '@/app/api/phone/image/framing/route';
import { PUT as CONFIRM } from '@/app/api/phone/image/route';
import {
  POST as ISSUE_AT_DESK,
  GET as READ,
  PUT as STORE_AT_DESK,
} from '@/app/api/profile/image/framing/route';
import { DELETE as REMOVE } from '@/app/api/profile/image/route';
import { DELETE as END } from '@/app/api/profile/phone/route';
import { GET as PROFILE, PUT as UPDATE } from '@/app/api/profile/route';
import { DELETE as END_SESSIONS } from '@/app/api/profile/sessions/route';
import { issueFramingResponse } from '@/lib/shared/framing-schema';
import { type Agent, newAgent, put } from '@/test/http/agent';
import { liftLimits } from '@/test/http/lift-limits';
import {
  type Credentials,
  codeOf,
  expectEnded,
  opened,
  phone,
  sendPhoto,
  stateOf,
  upload,
} from '@/test/http/phone';
import { showPhoto } from '@/test/http/show-photo';

liftLimits();

const PICTURE = randomBytes(30_000);
const DECLARED = {
  contentType: 'image/jpeg',
  fileSize: PICTURE.length,
  checksumSha256: createHash('sha256').update(PICTURE).digest('base64'),
  width: 1600,
  height: 1200,
  crop: { x: 0.25, y: 0.5, zoom: 1.5, turns: 0, straighten: 3 },
};

const issue = (credentials: Credentials, more: object = {}) =>
  phone(ISSUE, 'POST', { ...DECLARED, ...more, ...credentials });
const store = (credentials: Credentials) => phone(STORE, 'PUT', credentials);
const read = (agent: Agent) => READ(agent.request('GET', '/api/profile/image/framing'));
const isFramed = async (agent: Agent) =>
  (await (await PROFILE(agent.request('GET', '/api/profile'))).json()).profileImageFramed;

async function putTo(response: Response): Promise<string> {
  expect(response.status).toBe(200);
  const { presignedUrl, headers } = issueFramingResponse.parse(await response.json());
  expect((await put(presignedUrl, headers, PICTURE)).status).toBe(200);
  return presignedUrl;
}

async function aPhone() {
  const agent = await newAgent();
  return { agent, credentials: await opened(await codeOf(agent)) };
}

test('after its photo the phone sends the picture, and the desk reads it with the crop', async () => {
  const { agent, credentials } = await aPhone();
  const key = await sendPhoto(credentials);
  expect(await isFramed(agent)).toBe(false);
  const url = await putTo(await issue(credentials));
  expect(new URL(url).pathname).toMatch(/\/uploads\/[^/]+\/[^/]+\/framing$/);
  const stored = await store(credentials);
  // The response reveals nothing of the profile.
  expect([stored.status, await stored.json()]).toEqual([200, { state: 'stored' }]);
  expect(await isFramed(agent)).toBe(true);
  const found = await (await read(agent)).json();
  expect(found).toMatchObject({ key, crop: DECLARED.crop, contentType: 'image/jpeg' });
  const bytes = Buffer.from(await (await fetch(found.url)).arrayBuffer());
  expect(bytes.equals(PICTURE)).toBe(true);
  // The phone repeats a request whose response was lost. The dialog at the desk closes once the photo is there.
  expect((await store(credentials)).status).toBe(200);
  expect(await stateOf(agent)).toBe('done');
});

test('before its photo is confirmed, a phone can send no picture', async () => {
  const { agent, credentials } = await aPhone();
  await expectEnded(await issue(credentials));
  await upload(credentials);
  await expectEnded(await issue(credentials));
  await expectEnded(await store(credentials));
  expect((await phone(CONFIRM, 'PUT', credentials)).status).toBe(200);
  await expectEnded(await store(credentials));
  expect(await isFramed(agent)).toBe(false);
});

test('the upload can be requested once, even by two concurrent requests', async () => {
  const { agent, credentials } = await aPhone();
  await sendPhoto(credentials);
  const both = await Promise.all([issue(credentials), issue(credentials)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
  const granted = both.find(({ status }) => status === 200);
  if (!granted) throw new Error('no request was granted');
  await expectEnded(await issue(credentials));
  await putTo(granted);
  await store(credentials);
  await expectEnded(await issue(credentials));
  expect(await isFramed(agent)).toBe(true);
});

test('the picture is stored with the photo of this phone, whatever key is sent and whichever photo is shown', async () => {
  const agent = await newAgent();
  const bytes = await cameraPhoto({ width: 90, height: 90, format: 'png' });
  const photo = await showPhoto(agent, bytes, { contentType: 'image/png' });
  const credentials = await opened(await codeOf(agent));
  const key = await sendPhoto(credentials);
  await UPDATE(agent.request('PUT', '/api/profile', { profileImageKey: photo.s3Key }));
  await putTo(
    await issue(credentials, { s3Key: photo.s3Key, imageKey: photo.s3Key, imageId: 'x' }),
  );
  await store(credentials);
  expect(await isFramed(agent)).toBe(false);
  await UPDATE(agent.request('PUT', '/api/profile', { profileImageKey: key }));
  expect(await (await read(agent)).json()).toMatchObject({ key });
});

test('the key of an image is not accepted as the key of a phone', async () => {
  const { credentials } = await aPhone();
  const key = await sendPhoto(credentials);
  const response = await issue({ ...credentials, key });
  expect(response.status).toBe(400);
  expect((await response.json()).errors).toMatchObject([{ field: 'key' }]);
});

test('without the key of the phone, or with that of another one, the request is refused', async () => {
  const { agent, credentials } = await aPhone();
  await sendPhoto(credentials);
  const other = await aPhone();
  await sendPhoto(other.credentials);
  const forged = ['A'.repeat(22), credentials.code, other.credentials.key];
  for (const key of forged) await expectEnded(await issue({ ...credentials, key }));
  await putTo(await issue(credentials));
  for (const key of forged) await expectEnded(await store({ ...credentials, key }));
  expect(await isFramed(agent)).toBe(false);
  expect(await isFramed(other.agent)).toBe(false);
});

test('closing the dialog, or creating another code, ends the permission', async () => {
  const { agent, credentials } = await aPhone();
  await sendPhoto(credentials);
  const url = await putTo(await issue(credentials));
  await END(agent.request('DELETE', '/api/profile/phone'));
  await expectEnded(await store(credentials));
  expect(await isFramed(agent)).toBe(false);
  expect((await put(url, {}, PICTURE)).status).toBe(403);

  const second = await opened(await codeOf(agent));
  await sendPhoto(second);
  const third = await codeOf(agent);
  await expectEnded(await issue(second));
  await opened(third);
});

test('the permission ends with the session', async () => {
  const { agent, credentials } = await aPhone();
  await sendPhoto(credentials);
  await putTo(await issue(credentials));
  const other = await opened(await codeOf(agent));
  await sendPhoto(other);
  await END_SESSIONS(agent.request('DELETE', '/api/profile/sessions'));
  expect((await issue(other)).status).toBe(401);
  expect((await store(other)).status).toBe(401);
});

test('a picture that the desk stored first is not replaced', async () => {
  const { agent, credentials } = await aPhone();
  const key = await sendPhoto(credentials);
  const atDesk = agent.request('POST', '/api/profile/image/framing', { ...DECLARED, key });
  await putTo(await ISSUE_AT_DESK(atDesk));
  await STORE_AT_DESK(agent.request('PUT', '/api/profile/image/framing', { key }));
  const response = await issue(credentials);
  expect([response.status, (await response.json()).code]).toEqual([409, 'already_framed']);
});

test('a photo that was removed during the upload has its picture once it is restored', async () => {
  const { agent, credentials } = await aPhone();
  const key = await sendPhoto(credentials);
  await putTo(await issue(credentials));
  await REMOVE(agent.request('DELETE', '/api/profile/image'));
  expect((await store(credentials)).status).toBe(200);
  expect((await read(agent)).status).toBe(404);
  await UPDATE(agent.request('PUT', '/api/profile', { profileImageKey: key }));
  expect(await isFramed(agent)).toBe(true);
});

test.each([
  ['more than 2 MiB', { fileSize: 2 * 1024 * 1024 + 1 }, 'fileSize'],
  ['a type that is no image', { contentType: 'text/html' }, 'contentType'],
  ['no checksum', { checksumSha256: undefined }, 'checksumSha256'],
  ['a zoom below the whole', { crop: { ...DECLARED.crop, zoom: 0.5 } }, 'crop.zoom'],
])('with %s: 400, and the code can still be used', async (_what, more, field) => {
  const { credentials } = await aPhone();
  await sendPhoto(credentials);
  const response = await issue(credentials, more);
  expect(response.status).toBe(400);
  expect((await response.json()).errors).toMatchObject([{ field }]);
  expect((await issue(credentials)).status).toBe(200);
});

test('an upload that differs from its declaration is not stored', async () => {
  const { agent, credentials } = await aPhone();
  await sendPhoto(credentials);
  const { presignedUrl, headers } = await (await issue(credentials)).json();
  const other = Buffer.from(PICTURE).fill(7, 0, 9);
  expect((await put(presignedUrl, headers, other)).status).toBe(400);
  const response = await store(credentials);
  expect([response.status, (await response.json()).code]).toEqual([409, 'not_uploaded']);
  expect(await isFramed(agent)).toBe(false);
});
