// The quick test makes two hundred counts.

import { dynamoDbMethods } from '@/lib/server/aws/clients';
import { dynamoRateLimiter } from '@/lib/server/aws/dynamo-rate-limiter';
import { engineEnv } from '@/lib/server/env';
import { countsExactly } from '@/test/aws/counts-exactly';

const { region, awsTimeout: timeout, dynamoDbEndpoint, rateLimitsTable } = engineEnv();
const client = dynamoDbMethods({ region, timeout, endpoint: dynamoDbEndpoint });

afterAll(() => client.destroy());

test('of a thousand concurrent counts, exactly as many as the rule allows are within it', async () => {
  const limiter = dynamoRateLimiter(client, rateLimitsTable);
  await countsExactly(limiter, { name: 'parallel', limit: 20, seconds: 3600 }, 1000);
});
