// A missing table, bucket or permission: every route answers 503 without revealing the reason.

import { cameraPhoto } from 'odd-images/camera-photo';
import { problem } from '@/lib/shared/profile-schema';
import {
  dynamoError,
  type FaultyNetwork,
  faultyNetwork,
  recognizeNodeErrors,
  s3Error,
} from '@/test/aws/faulty-network';
import { type Agent, askUpload, newAgent, put } from '@/test/http/agent';
import { findRoutes, type Route } from '@/test/http/routes';

const engines = {
  s3: process.env.S3_ENDPOINT ?? '',
  dynamoDb: process.env.DYNAMODB_ENDPOINT ?? '',
};
let s3: FaultyNetwork;
let dynamoDb: FaultyNetwork;
let agent: Agent;

beforeAll(async () => {
  recognizeNodeErrors();
  s3 = await faultyNetwork(engines.s3);
  dynamoDb = await faultyNetwork(engines.dynamoDb);
  process.env.S3_ENDPOINT = s3.url;
  process.env.S3_PUBLIC_ENDPOINT = engines.s3;
  process.env.DYNAMODB_ENDPOINT = dynamoDb.url;
  agent = await newAgent();
});

beforeEach(() => {
  s3.fail(() => undefined);
  dynamoDb.fail(() => undefined);
});

afterAll(async () => {
  await s3.close();
  await dynamoDb.close();
});

const routes = findRoutes().filter(({ path }) => path.startsWith('/api/profile'));
const BODIES: Record<string, unknown> = {
  'PUT /api/profile': { nombre: 'Eva' },
  'POST /api/profile/image': { fileName: 'a.png', contentType: 'image/png' },
};
const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const);
const call = ({ handler, method, path }: Route, body = BODIES[`${method} ${path}`]) =>
  handler(agent.request(method, path, body));

async function expectUnavailable(response: Response): Promise<void> {
  const text = await response.text();
  expect(problem.parse(JSON.parse(text))).toMatchObject({ status: 503, code: 'unavailable' });
  expect(response.headers.get('retry-after')).toBe('30');
  expect(text).not.toMatch(/Exception|Denied|Bucket|Users|ProfileImages/);
}

describe.each(named)('%s', (_name, route) => {
  test.each(['ResourceNotFoundException', 'ValidationException', 'AccessDeniedException'])(
    'if DynamoDB answers %s: 503',
    async (type) => {
      dynamoDb.fail(() => dynamoError(type));
      await expectUnavailable(await call(route));
    },
  );
});

const limited = ['UpdateItem', 'TransactWriteItems'] as const;

test.each(limited)('the table that only %s needs: no upload is issued, 503', async (operation) => {
  dynamoDb.fail((_, asked) =>
    asked === operation ? dynamoError('ResourceNotFoundException') : undefined,
  );
  const [, route] = named.find(([name]) => name === 'POST /api/profile/image') ?? [];
  if (!route) throw new Error('no route');
  await expectUnavailable(await call(route));
});

test.each([
  ['NoSuchBucket', 404],
  ['AccessDenied', 403],
  ['InvalidAccessKeyId', 403],
])(
  'a photo for which S3 answers %s stays pending: 503, and is shown once S3 returns it',
  async (code, status) => {
    const handlerOf = (name: string) => {
      const [, route] = named.find(([one]) => one === name) ?? [];
      if (!route) throw new Error(`no ${name}`);
      return route;
    };
    const photo = await cameraPhoto({ width: 90, height: 90, format: 'png' });
    const grant = await askUpload(handlerOf('POST /api/profile/image').handler, agent);
    await put(grant.presignedUrl, grant.headers, photo);
    const confirm = () => call(handlerOf('PUT /api/profile'), { profileImageKey: grant.s3Key });
    s3.fail(() => s3Error(status, code));
    await expectUnavailable(await confirm());
    s3.fail(() => undefined);
    expect((await confirm()).status).toBe(200);
  },
);
