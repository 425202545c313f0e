// A rate limiter in DynamoDB, exact across processes. The windows of one call are one item, and a count is one conditional update of it.
import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { UnavailableError } from '@/lib/server/shared/errors';
import type { Count, RateLimiter, RateRule } from '@/lib/server/shared/rate-limiter';
import { type ItemKey, TABLES } from '@/lib/server/shared/tables';
import { fromAws } from './aws-errors';

/** Maximum updates of one count. The second has the state of the item; it fails only if a window began or ended in between. */
const MAX_TRIES = 5;
/** Maximum items whose state is remembered. */
const MAX_REMEMBERED = 10_000;

/** The state of one window. */
interface Window {
  /** The requests counted. */
  count: number;
  /** Unix time in milliseconds. */
  end: number;
}

type Windows = Partial<Record<string, Window>>;
type Attributes = Record<string, AttributeValue>;

/**
 * The update depends on whether each window has ended. The state that this process saw last decides, so that nearly every
 * count is one update; if the state has changed, the condition fails, and DynamoDB returns the current state for the next update.
 */
export function dynamoRateLimiter(
  client: DynamoDBClient,
  table: string,
  now: () => number = () => Date.now(),
): RateLimiter {
  const known = new Map<string, Windows>();

  function remember(key: string, windows: Windows): void {
    known.delete(key);
    known.set(key, windows);
    const [oldest] = known.keys();
    if (known.size > MAX_REMEMBERED && oldest !== undefined) known.delete(oldest);
  }

  /** @returns the new state, or the current one if it differs from the assumed one and nothing was counted */
  async function increment(key: string, rules: readonly RateRule[], assumed: Windows, at: number) {
    try {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { key: { S: key } } satisfies Record<
          keyof ItemKey<typeof TABLES.rateLimits.key>,
          AttributeValue
        >,
        ...update(rules, assumed, at),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const { Attributes: item } = await client.send(command);
      return { isCounted: true, windows: readWindows(rules, item) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        throw fromAws('DynamoDB', `table ${table}`, error);
      }
      return { isCounted: false, windows: readWindows(rules, error.Item) };
    }
  }

  return {
    async count(rules, subject) {
      const key = keyOf(rules, subject);
      let windows = known.get(key) ?? {};
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const at = now();
        const counts = rules.map((rule) => peek(rule, windows, at));
        if (counts.some(({ allowed }) => !allowed)) return counts;
        const result = await increment(key, rules, windows, at);
        windows = result.windows;
        remember(key, windows);
        if (result.isCounted) return rules.map((rule) => counted(rule, windows, at));
      }
      throw new UnavailableError('Too many concurrent counts of one rate limit');
    },

    lastSeen: (rule, subject) => peek(rule, known.get(keyOf([rule], subject)) ?? {}, now()),
  };
}

/** Hashed, since an id may be longer than a DynamoDB key, and addresses should not be stored. */
function keyOf(rules: readonly RateRule[], subject: string): string {
  const hash = createHash('sha256').update(subject).digest('base64url');
  return `${rules.map(({ name }) => name).join('+')}:${hash}`;
}

/** The window of the rule, unless it has ended. */
function open({ name }: RateRule, windows: Windows, at: number): Window | undefined {
  const window = windows[name];
  return window && window.end > at ? window : undefined;
}

/** Returns the state of a window without counting; `allowed` says whether one more request is within the rule. */
function peek(rule: RateRule, windows: Windows, at: number): Count {
  const { count, end } = open(rule, windows, at) ?? { count: 0, end: at + rule.seconds * 1000 };
  return { allowed: count < rule.limit, ...standing(rule, count, end, at) };
}

/** Returns the state of a window after a request was counted. */
function counted(rule: RateRule, windows: Windows, at: number): Count {
  const { count, end } = windows[rule.name] ?? { count: 1, end: at };
  return { allowed: true, ...standing(rule, count, end, at) };
}

function standing({ limit }: RateRule, count: number, end: number, at: number) {
  return {
    remaining: Math.max(0, limit - count),
    resetSeconds: Math.max(1, Math.ceil((end - at) / 1000)),
  };
}

/** Increments each open window and starts the others, on the condition that the state is as assumed and within the limits. */
function update(rules: readonly RateRule[], assumed: Windows, at: number) {
  const set = ['#expire = :expire'];
  const conditions: string[] = [];
  const names: Record<string, string> = { '#expire': TABLES.rateLimits.ttl, '#end': 'end' };
  const values: Attributes = {};
  const ends: number[] = [];
  rules.forEach((rule, i) => {
    const window = open(rule, assumed, at);
    const end = window?.end ?? at + rule.seconds * 1000;
    ends.push(end);
    names[`#w${i}`] = rule.name;
    // DynamoDB rejects names and values that no expression uses.
    if (window) {
      names['#count'] = 'count';
      values[':one'] = number(1);
      set.push(`#w${i}.#count = #w${i}.#count + :one`);
      conditions.push(`#w${i}.#end = :end${i} AND #w${i}.#count < :limit${i}`);
      values[`:end${i}`] = number(end);
      values[`:limit${i}`] = number(rule.limit);
    } else {
      values[':now'] = number(at);
      set.push(`#w${i} = :new${i}`);
      conditions.push(`(attribute_not_exists(#w${i}) OR #w${i}.#end <= :now)`);
      values[`:new${i}`] = { M: { count: number(1), end: number(end) } };
    }
  });
  // The item may be deleted once its last window has ended.
  values[':expire'] = number(Math.ceil(Math.max(...ends) / 1000));
  return {
    UpdateExpression: `SET ${set.join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

function readWindows(rules: readonly RateRule[], item: Attributes = {}): Windows {
  const windows: Windows = {};
  for (const { name } of rules) {
    const { count, end } = item[name]?.M ?? {};
    if (count && end) windows[name] = { count: Number(count.N), end: Number(end.N) };
  }
  return windows;
}

function number(value: number): AttributeValue {
  return { N: String(value) };
}
