// Rate limiting while DynamoDB is busy: a failed count is UnavailableError, never an internal error and never allowed.
import { randomUUID } from 'node:crypto';
import { engineEnv } from '@/lib/server/env';
import { UnavailableError } from '@/lib/server/shared/errors';
import {
  dynamoError,
  type Fault,
  type FaultyNetwork,
  faultyNetwork,
  recognizeNodeErrors,
} from '@/test/aws/faulty-network';
import { dynamoDbMethods } from './clients';
import { dynamoRateLimiter } from './dynamo-rate-limiter';

const { region, awsTimeout: timeout, dynamoDbEndpoint = '', rateLimitsTable } = engineEnv();
const rule = { name: 'faults', limit: 3, seconds: 60 };
let network: FaultyNetwork;
let client: ReturnType<typeof dynamoDbMethods>;

recognizeNodeErrors();

beforeAll(async () => {
  network = await faultyNetwork(dynamoDbEndpoint);
  // Otherwise the SDK would retry and wait in between.
  process.env.AWS_MAX_ATTEMPTS = '1';
  client = dynamoDbMethods({ region, timeout, endpoint: network.url });
});

afterAll(async () => {
  client.destroy();
  await network.close();
});

const count = (subject: string) =>
  dynamoRateLimiter(client, rateLimitsTable).count([rule], subject);

test.each<[string, Fault]>([
  ['ThrottlingException', dynamoError('ThrottlingException')],
  ['a broken connection', 'reset'],
])('the first count of a subject during %s is UnavailableError', async (_name, fault) => {
  network.fail((nth) => (nth === 0 ? fault : undefined));
  await expect(count(randomUUID())).rejects.toThrow(UnavailableError);
});

test.each(['ThrottlingException', 'InternalServerError'])(
  'a later count during %s is UnavailableError',
  async (type) => {
    const subject = randomUUID();
    network.fail(() => undefined);
    await count(subject);
    network.fail(() => dynamoError(type));
    await expect(count(subject)).rejects.toThrow(UnavailableError);
  },
);

test.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])(
  '%s is ServiceRefusalError',
  async (type) => {
    network.fail(() => dynamoError(type));
    await expect(count(randomUUID())).rejects.toMatchObject({
      code: 'unavailable',
      cause: { name: type },
    });
  },
);
