// The codes of uploads from a phone, in the table of images: one item per user, which a new code replaces, and one item per code that
// leads to its user. DynamoDB deletes both some time after they have expired.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PhoneCode, PhoneCodes } from '@/lib/server/profile/ports';
import type { Clock } from '@/lib/server/shared/clock';
import { ChangeConflictError } from '@/lib/server/shared/errors';
import type { ItemKey, TABLES } from '@/lib/server/shared/tables';
import { phoneState } from '@/lib/shared/phone-schema';
import { fromAws } from './aws-errors';
import { deleteMany } from './dynamo-batches';

type Key = ItemKey<typeof TABLES.images.key>;

const phoneCodeItem = z.object({
  userId: z.string(),
  codeHash: z.string(),
  keyHash: z.string().nullable(),
  kind: z.enum(['session', 'bearer']),
  signedInAt: z.number(),
  state: phoneState,
  imageKey: z.string().nullable(),
  issues: z.number(),
  // Older versions of the app wrote none.
  isFramingIssued: z.boolean().default(false),
  codeExpiresAt: z.number(),
  rev: z.number(),
});
const nameItem = z.object({ owner: z.string() });

const stateKey = (userId: string): Key => ({ userId, item: 'phone' });
/** This key cannot collide with that of a user: user ids contain no `#`, or have other sort keys. */
const nameKey = (codeHash: string): Key => ({ userId: `phone#${codeHash}`, item: 'phone-code' });

/** How long after its expiry an item may still be read, in seconds: an upload may end after the code has. */
const GRACE_SECONDS = 600;

/** @param table the table of images */
export function dynamoPhoneCodes(
  client: DynamoDBDocumentClient,
  table: string,
  clock: Pick<Clock, 'sleep'>,
): PhoneCodes {
  async function call<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        throw new ChangeConflictError('The phone code has changed since it was read');
      }
      throw fromAws('DynamoDB', `table ${table}`, error);
    }
  }
  const read = (Key: Key) =>
    call(async () => {
      const command = new GetCommand({ TableName: table, Key, ConsistentRead: true });
      return (await client.send(command)).Item;
    });

  async function readOf(userId: string) {
    const item = await read(stateKey(userId));
    return item ? phoneCodeItem.parse(item) : null;
  }
  /** Writes the next revision of a code. */
  async function put(code: PhoneCode, condition: string): Promise<void> {
    const { userId, codeHash, rev, codeExpiresAt } = code;
    const values = { ':codeHash': codeHash, ':rev': rev };
    const expiresAt = codeExpiresAt + GRACE_SECONDS;
    const command = new PutCommand({
      TableName: table,
      Item: { ...code, ...stateKey(userId), expiresAt, rev: rev + 1 },
      ConditionExpression: condition,
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(values).filter(([name]) => condition.includes(name)),
      ),
    });
    await call(() => client.send(command));
  }
  return {
    readOf,
    async find(codeHash) {
      const name = await read(nameKey(codeHash));
      if (!name) return null;
      const found = await readOf(nameItem.parse(name).owner);
      return found?.codeHash === codeHash ? found : null;
    },
    async create(code) {
      const expiresAt = code.codeExpiresAt + GRACE_SECONDS;
      const { userId: owner, codeHash } = code;
      const name = { ...nameKey(codeHash), owner, expiresAt };
      // The hash first: without the user's item it leads to no code.
      await call(() => client.send(new PutCommand({ TableName: table, Item: name })));
      const item = { ...code, ...stateKey(owner), expiresAt };
      await call(() => client.send(new PutCommand({ TableName: table, Item: item })));
    },
    update: (code) => put(code, 'rev = :rev AND codeHash = :codeHash'),
    async end(code) {
      await deleteMany(client, clock, table, [nameKey(code.codeHash)]);
      await put({ ...code, state: 'ended' }, 'codeHash = :codeHash').catch((error) => {
        // A newer code has replaced it.
        if (!(error instanceof ChangeConflictError)) throw error;
      });
    },
  };
}
