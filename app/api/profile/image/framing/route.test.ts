// /api/profile/image/framing on the real engines: the signed headers, what S3 enforces, and access by other users.
import { createHash, randomBytes } from 'node:crypto';
import { cameraPhoto } from 'odd-images/camera-photo';
import { DELETE, POST as ISSUE_IMAGE } from '@/app/api/profile/image/route';
import { GET as PROFILE, PUT as UPDATE } from '@/app/api/profile/route';
import { framingResponse, issueFramingResponse } from '@/lib/shared/framing-schema';
import { profileResponse } from '@/lib/shared/profile-schema';
import { type Agent, askUpload, newAgent, put } from '@/test/http/agent';
import { showPhoto } from '@/test/http/show-photo';
import { GET, POST, PUT } from './route';

const PATH = '/api/profile/image/framing';
const CROP = { x: 0.25, y: 0.5, zoom: 1.5, turns: 0, straighten: 3 };
const picture = randomBytes(50_000);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');
let photo: Buffer;

beforeAll(async () => {
  photo = await cameraPhoto({ width: 120, height: 90, format: 'jpeg' });
});

function body(key: string, more: object = {}) {
  return {
    key,
    contentType: 'image/jpeg',
    fileSize: picture.length,
    checksumSha256: sha256(picture),
    width: 1600,
    height: 1200,
    crop: CROP,
    ...more,
  };
}

const issue = (agent: Agent, key: string, more?: object) =>
  POST(agent.request('POST', PATH, body(key, more)));
const confirm = (agent: Agent, key: string) => PUT(agent.request('PUT', PATH, { key }));
const read = (agent: Agent) => GET(agent.request('GET', PATH));

async function anAgentWithPhoto() {
  const agent = await newAgent();
  const { s3Key } = await showPhoto(agent, photo, { contentType: 'image/jpeg' });
  return { agent, key: s3Key };
}

async function granted(response: Response) {
  expect(response.status).toBe(200);
  return issueFramingResponse.parse(await response.json());
}

async function expectRefused(response: Response, status: number, code: string) {
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ status, code });
}

test('the picture is uploaded, confirmed, and read back byte for byte, as a file', async () => {
  const { agent, key } = await anAgentWithPhoto();
  const { presignedUrl, headers } = await granted(await issue(agent, key));
  expect((await put(presignedUrl, headers, picture)).status).toBe(200);

  const confirmed = profileResponse.parse(await (await confirm(agent, key)).json());
  expect(confirmed).toMatchObject({ profileImageKey: key, profileImageFramed: true });

  const found = framingResponse.parse(await (await read(agent)).json());
  expect(found).toMatchObject({ key, crop: CROP, contentType: 'image/jpeg', expiresIn: 300 });
  const got = await fetch(found.url);
  expect(Buffer.from(await got.arrayBuffer())).toEqual(picture);
  expect(got.headers.get('content-type')).toBe('image/jpeg');
  expect(got.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(got.headers.get('cache-control')).toContain('private');

  // The upload is deleted, and a PUT to the URL, which is still valid, does not replace the picture.
  expect((await put(presignedUrl, headers, picture)).status).toBe(200);
  await expectRefused(await issue(agent, key), 409, 'already_framed');
  expect((await confirm(agent, key)).status).toBe(200);
  const again = framingResponse.parse(await (await read(agent)).json());
  expect(Buffer.from(await (await fetch(again.url)).arrayBuffer())).toEqual(picture);
});

test('the URL accepts only the declared bytes, size and type', async () => {
  const { agent, key } = await anAgentWithPhoto();
  const { presignedUrl, headers } = await granted(await issue(agent, key));
  const url = new URL(presignedUrl);
  expect(url.pathname).toMatch(/\/uploads\/[^/]+\/[^/]+\/framing$/);
  expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe(
    'content-length;content-type;host;if-none-match;x-amz-checksum-sha256',
  );
  const other = Buffer.from(picture).fill(7, 0, 9);
  expect((await put(presignedUrl, headers, other)).status).toBe(400);
  expect((await put(presignedUrl, headers, picture.subarray(1))).status).toBe(403);
  const html = { ...headers, 'content-type': 'text/html' };
  expect((await put(presignedUrl, html, picture)).status).toBe(403);
  const otherSum = { ...headers, 'x-amz-checksum-sha256': sha256(other) };
  expect((await put(presignedUrl, otherSum, other)).status).toBe(403);
  await expectRefused(await confirm(agent, key), 409, 'not_uploaded');
  expect((await put(presignedUrl, headers, picture)).status).toBe(200);
  expect((await put(presignedUrl, headers, picture)).status).toBe(412);
});

test('another user can neither read nor write the picture', async () => {
  const { agent, key } = await anAgentWithPhoto();
  const { agent: other, key: own } = await anAgentWithPhoto();
  const { presignedUrl, headers } = await granted(await issue(agent, key));
  await put(presignedUrl, headers, picture);
  await expectRefused(await issue(other, key), 404, 'image_not_found');
  await expectRefused(await confirm(other, key), 404, 'image_not_found');
  await confirm(agent, key);
  await expectRefused(await read(other), 404, 'image_not_found');
  await expectRefused(await issue(other, key), 404, 'image_not_found');
  await expectRefused(await confirm(other, own), 404, 'image_not_found');
  const profile = await (await PROFILE(other.request('GET', '/api/profile'))).json();
  expect(profile.profileImageFramed).toBe(false);
});

test('the picture is removed and restored with its image', async () => {
  const { agent, key } = await anAgentWithPhoto();
  const { presignedUrl, headers } = await granted(await issue(agent, key));
  await put(presignedUrl, headers, picture);
  await confirm(agent, key);
  await DELETE(agent.request('DELETE', '/api/profile/image'));
  await expectRefused(await read(agent), 404, 'image_not_found');
  await UPDATE(agent.request('PUT', '/api/profile', { profileImageKey: key }));
  expect(await (await read(agent)).json()).toMatchObject({ key, crop: CROP });
});

test('an image that is not shown yet cannot have a picture', async () => {
  const agent = await newAgent();
  const { s3Key } = await askUpload(ISSUE_IMAGE, agent);
  await expectRefused(await issue(agent, s3Key), 404, 'image_not_found');
});

test.each([
  ['no key', { key: undefined }, 'key'],
  ['no size', { fileSize: undefined }, 'fileSize'],
  ['more than 2 MiB', { fileSize: 2 * 1024 * 1024 + 1 }, 'fileSize'],
  ['no checksum', { checksumSha256: undefined }, 'checksumSha256'],
  ['a type that is no image', { contentType: 'text/html' }, 'contentType'],
  ['a side of more than 1,600 px', { width: 1601 }, 'width'],
  ['half a pixel', { height: 1.5 }, 'height'],
  ['no crop', { crop: undefined }, 'crop'],
  ['a centre outside', { crop: { ...CROP, x: 1.01 } }, 'crop.x'],
  ['a centre that is a text', { crop: { ...CROP, y: '0' } }, 'crop.y'],
  ['a zoom below the whole', { crop: { ...CROP, zoom: 0.5 } }, 'crop.zoom'],
  ['five turns', { crop: { ...CROP, turns: 5 } }, 'crop.turns'],
  ['half a turn', { crop: { ...CROP, turns: 0.5 } }, 'crop.turns'],
  ['an angle beyond 45°', { crop: { ...CROP, straighten: 46 } }, 'crop.straighten'],
])('POST with %s: 400, and the field is named', async (_what, more, field) => {
  const response = await issue(await newAgent(), 'profiles/x/y.jpg', more);
  expect(response.status).toBe(400);
  const { code, errors } = await response.json();
  expect(code).toBe('invalid_request');
  expect(errors.map((error: { field: string }) => error.field)).toEqual([field]);
});
