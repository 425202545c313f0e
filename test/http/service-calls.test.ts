// The calls of DynamoDB and S3 that each operation makes, the number of sequential stages, and the capacity units they consume.
// docs/performance.md has the table.
import { createHash } from 'node:crypto';
import { cameraPhoto } from 'odd-images/camera-photo';
import {
  POST as ASK_FRAMING,
  PUT as CONFIRM_FRAMING,
  GET as FRAMING,
} from '@/app/api/profile/image/framing/route';
import { GET as HISTORY } from '@/app/api/profile/image/history/route';
import { DELETE, POST } from '@/app/api/profile/image/route';
import { GET, PUT } from '@/app/api/profile/route';
import { writeEventItem } from '@/lib/server/aws/dynamo-items';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import type { IssueUploadResponse } from '@/lib/shared/profile-schema';
import { type Agent, type Handler, newAgent, put } from './agent';
import { heldNetwork, type Trips } from './held-network';
import { writeLongHistory, writeOlderEventItem } from './long-history';

/** The master and its variants, written side by side. */
const OBJECTS = 1 + IMAGE_VARIANTS.length;

const network = heldNetwork();
let photo: Buffer;
let agent: Agent;

beforeAll(async () => {
  process.env.S3_PUBLIC_ENDPOINT = process.env.S3_ENDPOINT;
  process.env.S3_ENDPOINT = await network.before(process.env.S3_ENDPOINT ?? '');
  process.env.DYNAMODB_ENDPOINT = await network.before(process.env.DYNAMODB_ENDPOINT ?? '');
  photo = await cameraPhoto({ width: 1200, height: 1200, format: 'jpeg' });
});

afterAll(() => network.close());

beforeEach(async () => {
  agent = (await network.trips(() => newAgent())).result;
});

async function call(handler: Handler, method: string, path: string, body?: unknown) {
  const { result, trips } = await network.trips(() => handler(agent.request(method, path, body)));
  expect(result.status).toBe(200);
  return { answer: await result.json(), trips };
}

const ask = (contentType = 'image/jpeg') =>
  call(POST, 'POST', '/api/profile/image', { fileName: 'foto', contentType });

const send = ({ presignedUrl, headers }: Omit<IssueUploadResponse, 's3Key'>) =>
  put(presignedUrl, headers, photo);

const confirm = ({ s3Key }: IssueUploadResponse) =>
  call(PUT, 'PUT', '/api/profile', { profileImageKey: s3Key });

async function showPhoto(): Promise<IssueUploadResponse> {
  const { answer } = await ask();
  await send(answer);
  await confirm(answer);
  return answer;
}

const FRAMING_PATH = '/api/profile/image/framing';

const askFraming = (key: string) =>
  call(ASK_FRAMING, 'POST', FRAMING_PATH, {
    key,
    contentType: 'image/jpeg',
    fileSize: photo.length,
    checksumSha256: createHash('sha256').update(photo).digest('base64'),
    width: 1200,
    height: 1200,
    crop: { x: 0.5, y: 0.5, zoom: 1, turns: 0, straighten: 0 },
  });

const confirmFraming = (key: string) => call(CONFIRM_FRAMING, 'PUT', FRAMING_PATH, { key });

/** @returns the key of the photo */
async function sentFraming(): Promise<string> {
  const { s3Key } = await showPhoto();
  const { answer } = await askFraming(s3Key);
  await send(answer);
  return s3Key;
}

/** The operations by name, each with its preparation and the expected calls. */
const OPERATIONS: [string, () => Promise<{ trips: Trips }>, Expected][] = [
  ['POST the first image', () => ask(), { dynamoDb: 3, s3: 0, stages: 3, units: 9 }],
  [
    'POST another image',
    async () => {
      await showPhoto();
      return ask();
    },
    { dynamoDb: 3, s3: 0, stages: 3, units: 11 },
  ],
  [
    'confirm the first image',
    async () => {
      const { answer } = await ask();
      await send(answer);
      return confirm(answer);
    },
    { dynamoDb: 5, s3: 2 + OBJECTS, stages: 5, units: 17 },
  ],
  [
    'confirm a square WebP, as the page sends it',
    async () => {
      const webp = await cameraPhoto({ width: 1024, height: 1024, format: 'webp' });
      const { answer } = await ask('image/webp');
      await put(answer.presignedUrl, answer.headers, webp);
      return confirm(answer);
    },
    // The largest variant is the master.
    { dynamoDb: 5, s3: 2 + OBJECTS - 1, stages: 5, units: 17 },
  ],
  [
    'confirm another image',
    async () => {
      await showPhoto();
      const { answer } = await ask();
      await send(answer);
      return confirm(answer);
    },
    { dynamoDb: 6, s3: 2 + OBJECTS, stages: 5, units: 26 },
  ],
  [
    'restore an image',
    async () => {
      const old = await showPhoto();
      await showPhoto();
      return confirm(old);
    },
    { dynamoDb: 5, s3: 0, stages: 4, units: 24 },
  ],
  [
    'GET the profile',
    async () => {
      await showPhoto();
      return call(GET, 'GET', '/api/profile');
    },
    { dynamoDb: 1, s3: 0, stages: 1, units: 1 },
  ],
  [
    'GET the profile while an upload is pending',
    async () => {
      await ask();
      return call(GET, 'GET', '/api/profile');
    },
    { dynamoDb: 1, s3: 1, stages: 2, units: 1 },
  ],
  [
    'PUT a name',
    () => call(PUT, 'PUT', '/api/profile', { nombre: 'Eva' }),
    { dynamoDb: 3, s3: 0, stages: 3, units: 4 },
  ],
  [
    'GET the history',
    async () => {
      await showPhoto();
      await showPhoto();
      return call(HISTORY, 'GET', '/api/profile/image/history');
    },
    { dynamoDb: 5, s3: 0, stages: 4, units: 5 },
  ],
  [
    'DELETE the photo',
    async () => {
      await showPhoto();
      return call(DELETE, 'DELETE', '/api/profile/image');
    },
    { dynamoDb: 4, s3: 0, stages: 4, units: 15 },
  ],
  [
    'POST the source picture of a photo',
    async () => {
      const { s3Key } = await showPhoto();
      return askFraming(s3Key);
    },
    { dynamoDb: 4, s3: 0, stages: 3, units: 9 },
  ],
  [
    'confirm that picture',
    async () => confirmFraming(await sentFraming()),
    { dynamoDb: 7, s3: 3, stages: 8, units: 23 },
  ],
  [
    'GET that picture',
    async () => {
      await confirmFraming(await sentFraming());
      return call(FRAMING, 'GET', FRAMING_PATH);
    },
    { dynamoDb: 2, s3: 0, stages: 2, units: 2 },
  ],
];

/** Under Next, the upload is deleted after the response. */
const isDeletion = (stage: string[]) => stage.every((call) => call === 'S3 POST');

interface Expected {
  dynamoDb: number;
  s3: number;
  /** The stages before the response. */
  stages: number;
  /** Highest number of capacity units. */
  units: number;
}

test.each(OPERATIONS)('%s', async (_name, operation, { units: most, ...expected }) => {
  const { stages, units, ...trips } = (await operation()).trips;
  expect({ ...trips, stages: stages.filter((stage) => !isDeletion(stage)).length }).toEqual(
    expected,
  );
  expect(units).toBeLessThanOrEqual(most);
});

describe('page 33 of a history of 700 images', () => {
  /** Follows the pages of the history, and returns the response of a page and its service calls. */
  async function historyPage(nth: number) {
    let path = '/api/profile/image/history';
    let page = await call(HISTORY, 'GET', path);
    for (let n = 1; n < nth; n++) {
      path = `/api/profile/image/history?cursor=${page.answer.next}`;
      page = await call(HISTORY, 'GET', path);
    }
    return page;
  }

  const typesOf = (page: Awaited<ReturnType<typeof historyPage>>) =>
    page.answer.items.map(({ events }: { events: { type: string }[] }) =>
      events.map(({ type }) => type),
    );
  const complete = Array.from({ length: 20 }, () => ['deleted', 'shown', 'issued']);

  test('reads the images and the events of that page only', async () => {
    await network.trips(() => writeLongHistory(agent.userId, 700, writeEventItem));
    const page = await historyPage(33);
    expect(typesOf(page)).toEqual(complete);
    const { dynamoDb, stages, units } = page.trips;
    expect({ dynamoDb, stages: stages.length }).toEqual({ dynamoDb: 5, stages: 4 });
    expect(units).toBeLessThanOrEqual(12);
  });

  test('has the events that older versions of the app wrote', async () => {
    await network.trips(() => writeLongHistory(agent.userId, 700, writeOlderEventItem));
    expect(typesOf(await historyPage(33))).toEqual(complete);
  });
});
