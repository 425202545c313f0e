// The quick test counts two hundred.
import { engineEnv } from '@/lib/server/env';
import { dynamoDbMethods } from './clients';
import { dynamoRateLimiter } from './dynamo-rate-limiter';
import { countsExactly } from './fakes/counts-exactly';

const { region, awsTimeout: timeout, dynamoDbEndpoint, rateLimitsTable } = engineEnv();
const client = dynamoDbMethods({ region, timeout, endpoint: dynamoDbEndpoint });

afterAll(() => client.destroy());

test('of a thousand at once, exactly as many as the rule allows are within it', async () => {
  const limiter = dynamoRateLimiter(client, rateLimitsTable);
  await countsExactly(limiter, { name: 'parallel', limit: 20, seconds: 3600 }, 1000);
});
