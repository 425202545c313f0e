// When a phone may send the source picture of its photo, on a clock that the test sets.
import { createHash } from 'node:crypto';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { UnavailableError } from '@/lib/server/shared/errors';
import { PHONE_CODE_LIFETIME } from '@/lib/shared/phone-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { GOOD, type MemoryPorts } from '@/test/profile/memory-ports';
import { AGENT, BY, imageOf, memoryPortsWithAgent } from '@/test/profile/start-states';
import { createPhoneCode, endPhoneCode } from './phone-code';
import { confirmFramingOnPhone, issueFramingOnPhone } from './phone-framing';
import { confirmOnPhone, findPhoneCode, issueOnPhone, openPhoneCode } from './phone-upload';

const PICTURE = Buffer.from('the whole picture');
const ASKED = {
  contentType: 'image/jpeg' as const,
  fileSize: PICTURE.length,
  checksumSha256: createHash('sha256').update(PICTURE).digest('base64'),
  width: 1600,
  height: 1200,
  crop: { x: 0.4, y: 0.6, zoom: 2.5, turns: 1, straighten: -7 },
};
const ENDED = { code: 'phone_code_ended' };

/** A phone that has sent its photo. */
async function sent() {
  const memory = memoryPortsWithAgent();
  const by = { userId: AGENT, kind: 'session' as const, signedInAt: 0 };
  const { code } = await createPhoneCode(memory, by, BY);
  const found = () => findPhoneCode(memory, code);
  const key = 'K'.repeat(22);
  await openPhoneCode(memory, await found(), key, BY);
  const photo = { fileName: 'yo.png', contentType: 'image/png' as const };
  const { presignedUrl, s3Key } = await issueOnPhone(memory, await found(), key, photo, BY);
  memory.storage.put(presignedUrl.replace('memory:', ''), GOOD, 'image/png');
  await confirmOnPhone(memory, await found(), key, BY);
  return {
    memory,
    issue: async () => issueFramingOnPhone(memory, await found(), key, ASKED, BY),
    confirm: async () => confirmFramingOnPhone(memory, await found(), key, BY),
    framing: async () => (await imageOf(memory, imageIdOfKey(AGENT, s3Key))).framing,
  };
}

function upload(memory: MemoryPorts, { presignedUrl }: { presignedUrl: string }): void {
  memory.storage.put(presignedUrl.replace('memory:', ''), PICTURE, 'image/jpeg');
}

test('the upload is issued within the lifetime of the code, to the second', async () => {
  const { memory, issue, framing } = await sent();
  memory.clock.advance(PHONE_CODE_LIFETIME);
  await expect(issue()).rejects.toMatchObject(ENDED);
  expect(await framing()).toBeUndefined();

  const early = await sent();
  early.memory.clock.advance(PHONE_CODE_LIFETIME - 1);
  await early.issue();
  expect(await early.framing()).toMatchObject({ crop: ASKED.crop, isStored: false });
});

test('an upload that was issued in time can be confirmed while its URL is valid', async () => {
  const { memory, issue, confirm, framing } = await sent();
  memory.clock.advance(PHONE_CODE_LIFETIME - 1);
  upload(memory, await issue());
  memory.clock.advance(URL_LIFETIME_SECONDS);
  await confirm();
  expect(await framing()).toMatchObject({ isStored: true });

  memory.clock.advance(1);
  await expect(confirm()).rejects.toMatchObject(ENDED);
});

test('once the desk has ended the code, the picture cannot be confirmed', async () => {
  const { memory, issue, confirm, framing } = await sent();
  upload(memory, await issue());
  await endPhoneCode(memory, AGENT, BY);
  await expect(confirm()).rejects.toMatchObject(ENDED);
  expect(await framing()).toMatchObject({ isStored: false });
});

test('a request that fails uses up the code', async () => {
  const { memory, issue, framing } = await sent();
  const { commit } = memory.store;
  memory.store.commit = async () => Promise.reject(new UnavailableError('DynamoDB cannot answer'));
  await expect(issue()).rejects.toThrow(UnavailableError);
  memory.store.commit = commit;
  await expect(issue()).rejects.toMatchObject(ENDED);
  expect(await framing()).toBeUndefined();
});
