// A rate limiter in DynamoDB, exact across processes: each count is one conditional update of one item.
import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, type DynamoDB } from '@aws-sdk/client-dynamodb';
import { RateLimiterDynamo, RateLimiterRes } from 'rate-limiter-flexible';
import { UnavailableError } from '@/lib/server/shared/errors';
import type { Count, RateLimiter, RateRule } from '@/lib/server/shared/rate-limiter';
import { fromAws } from './aws-errors';

/**
 * @param client the aggregated client: the library calls its methods by name
 */
export function dynamoRateLimiter(client: DynamoDB, table: string): RateLimiter {
  const counters = new Map<string, RateLimiterDynamo>();

  function counterOf({ name, limit, seconds }: RateRule): RateLimiterDynamo {
    const known = counters.get(name);
    if (known) return known;
    const counter = new RateLimiterDynamo({
      storeClient: client,
      tableName: table,
      tableCreated: true,
      ttlSet: true,
      keyPrefix: name,
      points: limit,
      duration: seconds,
    });
    counters.set(name, counter);
    return counter;
  }

  return {
    async count(rule, subject) {
      // Hashed, since an id may be longer than a DynamoDB key, and addresses should not be stored.
      const key = createHash('sha256').update(subject).digest('base64url');
      try {
        return toCount(await counterOf(rule).consume(key), true);
      } catch (error) {
        if (error instanceof RateLimiterRes) return toCount(error, false);
        // The library treats any failure of its first update as an expired window, and then finds that it has not expired.
        if (error instanceof ConditionalCheckFailedException) {
          throw new UnavailableError('DynamoDB could not count', error);
        }
        throw fromAws('DynamoDB', `table ${table}`, error);
      }
    },
  };
}

function toCount({ remainingPoints, msBeforeNext }: RateLimiterRes, allowed: boolean): Count {
  return {
    allowed,
    remaining: remainingPoints,
    resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
  };
}
