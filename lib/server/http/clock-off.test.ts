// Clock skew of the server: DynamoDB and S3 report a different time.
import { generateKeyPairSync } from 'node:crypto';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { type FaultyNetwork, faultyNetwork } from '@/test/aws/faulty-network';
import { askUpload, newAgent } from '@/test/http/agent';

/** In milliseconds. */
const MINUTE = 60_000;
let dynamoDb: FaultyNetwork;
let s3: FaultyNetwork;

beforeAll(async () => {
  dynamoDb = await faultyNetwork(process.env.DYNAMODB_ENDPOINT ?? '');
  s3 = await faultyNetwork(process.env.S3_ENDPOINT ?? '');
  process.env.DYNAMODB_ENDPOINT = dynamoDb.url;
  process.env.S3_ENDPOINT = s3.url;
});

afterAll(async () => {
  await dynamoDb.close();
  await s3.close();
});

function serversAreAhead(milliseconds: number): void {
  for (const network of [dynamoDb, s3]) {
    network.fail(() => ({
      headers: { date: new Date(Date.now() + milliseconds).toUTCString() },
    }));
  }
}

/** How far the time in a URL is ahead of this machine's clock, in minutes. */
function minutesAhead(url: string): number {
  const { searchParams: query } = new URL(url);
  const signed = (query.get('X-Amz-Date') ?? '').replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  const dies = Number(query.get('Expires')) - URL_LIFETIME_SECONDS;
  const named = query.has('Expires') ? dies * 1000 : Date.parse(signed);
  return Math.round((named - Date.now()) / MINUTE);
}

const KEY = 'profiles/agente/0199c0de-0000-7000-8000-000000000000.png';
const SHOWN = {
  profileImageKey: KEY,
  profileImage: {
    imageId: '0199c0de-0000-7000-8000-000000000000',
    key: KEY,
    contentType: 'image/png',
    fileName: 'foto.png',
    updatedAt: 1_700_000_000,
    width: 1,
    height: 1,
    variants: [],
    placeholder: '',
  },
};
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const CLOUDFRONT = {
  CLOUDFRONT_DOMAIN: 'photos.example',
  CLOUDFRONT_KEY_PAIR_ID: 'K1',
  CLOUDFRONT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

describe.each([
  ['from the bucket', {}, '127.0.0.1'],
  ['from CloudFront', CLOUDFRONT, 'photos.example'],
])('URLs of photos %s', (_whence, variables, host) => {
  beforeEach(() => {
    Object.assign(process.env, variables);
    jest.resetModules();
  });
  afterEach(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
  });

  test.each([10, -10])(
    'ahead by %i minutes: every URL is signed with their time',
    async (minutes) => {
      const upload: typeof import('@/app/api/profile/image/route') = require('@/app/api/profile/image/route');
      const profile: typeof import('@/app/api/profile/route') = require('@/app/api/profile/route');
      serversAreAhead(minutes * MINUTE);
      const agent = await newAgent(SHOWN);
      const { presignedUrl } = await askUpload(upload.POST, agent);
      expect(minutesAhead(presignedUrl)).toBe(minutes);
      const answer = await profile.GET(agent.request('GET', '/api/profile'));
      const { profileImageUrl } = await answer.json();
      expect(new URL(profileImageUrl).hostname).toBe(host);
      expect(minutesAhead(profileImageUrl)).toBe(minutes);
    },
  );
});

test.each([
  [10, { status: 'ok', clockOffSeconds: expect.closeTo(-600, -2) }],
  [0, { status: 'ok' }],
])('health, if they are ahead by %i minutes', async (minutes, expected) => {
  serversAreAhead(minutes * MINUTE);
  jest.resetModules();
  const health: typeof import('@/app/api/health/route') = require('@/app/api/health/route');
  expect(await (await health.GET()).json()).toEqual(expected);
});
