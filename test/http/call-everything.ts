// A separate process that calls the handlers and logs like the app: its standard output is the log. On standard error it prints
// the secrets that the log must not contain.

import { cameraPhoto } from 'odd-images/camera-photo';
import { GET as SWEEP } from '@/app/api/cron/sweep/route';
import { GET as EXPORT } from '@/app/api/profile/export/route';
import { GET as HISTORY } from '@/app/api/profile/image/history/route';
import { DELETE, POST } from '@/app/api/profile/image/route';
import { PUT as LINK } from '@/app/api/profile/link/route';
import { GET, PUT } from '@/app/api/profile/route';
import { DELETE as END_SESSIONS } from '@/app/api/profile/sessions/route';
import { GET as PHOTO_LINK } from '@/app/f/[file]/route';
import { env } from '@/lib/server/env';
import type { IssueUploadResponse } from '@/lib/shared/profile-schema';
import { type Agent, askUpload, makeRequest, newAgent, put, signedInAgent } from './agent';

const PHOTO = { width: 120, height: 90, format: 'jpeg', gps: true } as const;
/** A token as from the identity provider. */
const TOKEN = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJlLW9mLWEtdG9rZW4';

const [, , userId = '', engines] = process.argv;

async function callEverything(): Promise<object> {
  const agent = await newAgent({ userId });
  const photo = await cameraPhoto(PHOTO);
  const upload = await confirm(agent, photo);
  await PUT(agent.request('PUT', '/api/profile', { nombre: 'Eva', apellido: 'Luna' }));
  const profile = await (await GET(agent.request('GET', '/api/profile'))).json();
  await confirm(agent, Buffer.from('<svg/>'));
  await confirm(agent, photo.subarray(0, photo.length / 2));
  const held = await (await EXPORT(agent.request('GET', '/api/profile/export'))).json();
  const links = await followLinks(agent);
  await HISTORY(agent.request('GET', '/api/profile/image/history'));
  await DELETE(agent.request('DELETE', '/api/profile/image'));
  await callRefused(agent);
  await sweep();
  await END_SESSIONS(agent.request('DELETE', '/api/profile/sessions'));
  await GET(agent.request('GET', '/api/profile'));
  const exported = held.images.find(({ url }: { url: string | null }) => url !== null);
  const urls = [upload.presignedUrl, profile.profileImageUrl, exported.url, links.url];
  return {
    s3Key: upload.s3Key,
    secrets: [...secretsOf(agent), ...urls, ...urls.map(signatureOf), ...links.tokens],
  };
}

/** Requests, uploads and confirms a photo, and ignores failures. */
async function confirm(agent: Agent, photo: Uint8Array): Promise<IssueUploadResponse> {
  const upload = await askUpload(POST, agent, { contentType: 'image/jpeg' });
  await put(upload.presignedUrl, upload.headers, photo);
  await PUT(agent.request('PUT', '/api/profile', { profileImageKey: upload.s3Key }));
  return upload;
}

/** Follows a link, and another that does not exist. */
async function followLinks(agent: Agent) {
  const asked = agent.request('PUT', '/api/profile/link', { audience: 'anyone' });
  const { profileImageLink: link } = await (await LINK(asked)).json();
  const path = new URL(link.url).pathname;
  const unknown = path.replace(/...\.jpg$/, 'AAA.jpg');
  const response = await PHOTO_LINK(makeRequest('GET', path));
  await PHOTO_LINK(makeRequest('GET', unknown));
  const tokens = [path, unknown].map((one) => one.slice(3, -4));
  return { url: response.headers.get('location') ?? '', tokens };
}

async function callRefused({ request, cookie }: Agent): Promise<void> {
  const refused: HeadersInit[] = [
    { authorization: `Bearer ${TOKEN}` },
    { authorization: `Bearer ${cookie}` },
    { authorization: `Basic ${TOKEN}` },
    { origin: `https://evil.example/?token=${TOKEN}` },
  ];
  for (const headers of refused) await PUT(request('PUT', '/api/profile', {}, headers));
  await PUT(request('PUT', '/api/profile', `{"nombre":"${TOKEN}`));
  await PUT(
    request('PUT', '/api/profile', { profileImageKey: `https://x/?X-Amz-Signature=${TOKEN}` }),
  );
}

async function sweep(): Promise<void> {
  for (const secret of [env().cronSecret, TOKEN]) {
    const authorization = `Bearer ${secret}`;
    await SWEEP(makeRequest('GET', '/api/cron/sweep', undefined, { authorization }));
  }
}

function secretsOf({ cookie }: Agent): (string | undefined)[] {
  const { sessionSecret, cronSecret } = env();
  const token = cookie.split('=')[1];
  const keys = [process.env.AWS_SECRET_ACCESS_KEY, sessionSecret, cronSecret];
  return [token, token?.split('.').at(-1), TOKEN, TOKEN.split('.')[2], ...keys];
}

function signatureOf(url: string): string | null {
  return new URL(url).searchParams.get('X-Amz-Signature');
}

/** Calls with an unreachable DynamoDB in the environment. */
async function callWithoutDynamoDb(): Promise<object> {
  const agent = await signedInAgent(userId);
  const asked = { fileName: 'foto.png', contentType: 'image/png' };
  return told(await POST(agent.request('POST', '/api/profile/image', asked)), agent);
}

/** Calls with an unreachable S3 in the environment. */
async function callWithoutS3(): Promise<object> {
  const agent = await newAgent({ userId });
  const { s3Key } = await askUpload(POST, agent);
  return told(await PUT(agent.request('PUT', '/api/profile', { profileImageKey: s3Key })), agent);
}

function told({ status, headers }: Response, agent: Agent): object {
  return { status, wait: headers.get('retry-after'), secrets: secretsOf(agent) };
}

const calls = { 'no DynamoDB': callWithoutDynamoDb, 'no S3': callWithoutS3 }[engines ?? ''];
(calls ?? callEverything)().then(
  (secrets) => console.error(JSON.stringify(secrets)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
