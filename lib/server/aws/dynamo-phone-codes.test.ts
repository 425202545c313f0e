// Phone codes on a real engine and in memory, with the same tests.
import { randomUUID } from 'node:crypto';
import { engineEnv } from '@/lib/server/env';
import type { PhoneCode, PhoneCodes } from '@/lib/server/profile/ports';
import { ChangeConflictError } from '@/lib/server/shared/errors';
import { memoryPhoneCodes } from '@/test/profile/memory-phone-codes';
import { dynamoDbClient } from './clients';
import { dynamoPhoneCodes } from './dynamo-phone-codes';

const { region, awsTimeout: timeout, dynamoDbEndpoint: endpoint, imagesTable } = engineEnv();
const client = dynamoDbClient({ region, timeout, endpoint });
afterAll(() => client.destroy());

const newCode = (userId = `phone-${randomUUID()}`): PhoneCode => ({
  userId,
  codeHash: randomUUID(),
  keyHash: null,
  kind: 'session',
  signedInAt: 1_700_000_000_000,
  state: 'waiting',
  imageKey: null,
  issues: 0,
  isFramingIssued: false,
  codeExpiresAt: 1_700_000_300,
  rev: 1,
});

const stores: [string, () => PhoneCodes][] = [
  ['in DynamoDB', () => dynamoPhoneCodes(client, imagesTable, { sleep: async () => {} })],
  ['in memory', memoryPhoneCodes],
];

describe.each(stores)('the codes of phones %s', (_name, open) => {
  test('a code is found by its hash and by its user', async () => {
    const codes = open();
    const [one, other] = [newCode(), newCode()];
    await codes.create(one);
    await codes.create(other);
    expect(await codes.find(one.codeHash)).toEqual(one);
    expect(await codes.readOf(other.userId)).toEqual(other);
    expect(await codes.find('unknown')).toBeNull();
    expect(await codes.readOf('nobody')).toBeNull();
  });

  test('a newer code of the user replaces it', async () => {
    const codes = open();
    const first = newCode();
    const second = newCode(first.userId);
    await codes.create(first);
    await codes.create(second);
    expect(await codes.find(first.codeHash)).toBeNull();
    await expect(codes.update(first)).rejects.toThrow(ChangeConflictError);
    await codes.end(first);
    expect(await codes.find(second.codeHash)).toEqual(second);
  });

  test('of two changes of the same code, one succeeds', async () => {
    const codes = open();
    const code = newCode();
    await codes.create(code);
    const results = await Promise.allSettled(
      ['a', 'b'].map((keyHash) => codes.update({ ...code, keyHash, state: 'opened' })),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await codes.readOf(code.userId)).toMatchObject({ state: 'opened', rev: 2 });
  });

  test('an ended code is not found, and cannot be changed', async () => {
    const codes = open();
    const code = newCode();
    await codes.create(code);
    await codes.end(code);
    expect(await codes.find(code.codeHash)).toBeNull();
    await expect(codes.update(code)).rejects.toThrow(ChangeConflictError);
    await codes.end(code);
  });
});
