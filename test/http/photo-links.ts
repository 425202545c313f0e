// Photos and lasting links on engines whose date the tests set, and the reads of a link.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cameraPhoto } from 'odd-images/camera-photo';
import { type RunningS3, startS3 } from 'strict-s3';
import { POST } from '@/app/api/profile/image/route';
import { PUT as LINK } from '@/app/api/profile/link/route';
import { PUT } from '@/app/api/profile/route';
import { GET } from '@/app/f/[file]/route';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { env } from '@/lib/server/env';
import { LINK_WINDOW_SECONDS } from '@/lib/shared/upload-policy';
import { type FaultyNetwork, faultyNetwork } from '@/test/aws/faulty-network';
import { type Agent, askUpload, makeRequest, put } from '@/test/http/agent';
import { fixDate } from '@/test/http/fixed-date';

export const WINDOW = LINK_WINDOW_SECONDS * 1000;
export let dynamoDb: FaultyNetwork;
let engine: RunningS3;
let s3: FaultyNetwork;
let photo: Buffer;
export let client: ReturnType<typeof dynamoDbClient>;
/** The first two numbers of the addresses of a test file. The limits count requests of all test files. */
let network = '';
let addresses = 0;

const dataDir = mkdtempSync(join(tmpdir(), 'photo-link-'));
/** Ten seconds into a window. */
export const START = new Date(Math.floor(Date.now() / WINDOW) * WINDOW + 10_000);

/**
 * Starts an S3 with the date of the tests, and networks in front of it and DynamoDB, for a test file.
 * @param ownNetwork the first two numbers of IPv4 addresses that no other test file uses
 */
export function setUpPhotoLinks(ownNetwork: string): void {
  network = ownNetwork;
  beforeAll(async () => {
    // An S3 in this process has the same date as the app.
    fixDate(START);
    engine = await startS3({
      port: 0,
      dataDir,
      region: process.env.APP_REGION ?? process.env.AWS_REGION ?? '',
      credentials: {
        accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
        secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
      },
      buckets: [process.env.S3_BUCKET ?? 'polizalab-documents-dev'],
    });
    s3 = await faultyNetwork(engine.url);
    process.env.S3_ENDPOINT = s3.url;
    dynamoDb = await faultyNetwork(process.env.DYNAMODB_ENDPOINT ?? '');
    process.env.DYNAMODB_ENDPOINT = dynamoDb.url;
    // The app corrects its clock by their Date headers.
    for (const engineNetwork of [dynamoDb, s3]) {
      engineNetwork.fail(() => ({ headers: { date: new Date().toUTCString() } }));
    }
    photo = await cameraPhoto({ width: 900, height: 900, format: 'jpeg' });
    const { region, awsTimeout: timeout, dynamoDbEndpoint: endpoint } = env();
    client = dynamoDbClient({ region, timeout, endpoint });
  });

  beforeEach(() => fixDate(START));

  afterAll(async () => {
    jest.useRealTimers();
    client.destroy();
    await dynamoDb.close();
    await s3.close();
    await engine.stop();
    rmSync(dataDir, { recursive: true });
  });
}

/** An address that no other test uses. */
export function newAddress(): string {
  addresses += 1;
  return `${network}.${addresses >> 8}.${addresses & 255}`;
}

/** Uploads and confirms the photo of the tests. */
export async function showPhoto(agent: Agent): Promise<void> {
  const { presignedUrl, headers, s3Key } = await askUpload(POST, agent, {
    contentType: 'image/jpeg',
  });
  expect((await put(presignedUrl, headers, photo)).status).toBe(200);
  const response = await PUT(agent.request('PUT', '/api/profile', { profileImageKey: s3Key }));
  expect(response.status).toBe(200);
}

/** Turns the link on and returns its path. */
export async function turnOn(
  agent: Agent,
  asked: object = { audience: 'anyone' },
): Promise<string> {
  const response = await LINK(agent.request('PUT', '/api/profile/link', asked));
  expect(response.status).toBe(200);
  return new URL((await response.json()).profileImageLink.url).pathname;
}

/** Requests a link from a new address. */
export const follow = (path: string, headers: Record<string, string> = {}) =>
  GET(makeRequest('GET', path, undefined, { 'x-forwarded-for': newAddress(), ...headers }));

/** Returns the target of a link's redirect. */
export async function locationOf(path: string, headers?: Record<string, string>): Promise<string> {
  const response = await follow(path, headers);
  expect(response.status).toBe(302);
  return response.headers.get('location') ?? '';
}
