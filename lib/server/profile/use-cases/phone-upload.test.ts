// The lifetime of a code, on a clock that the test sets.
import { PHONE_CODE_LIFETIME } from '@/lib/shared/phone-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { caller, GOOD, type MemoryPorts, memoryPorts, newUser } from '@/test/profile/memory-ports';
import { createPhoneCode, phoneCodeState } from './phone-code';
import { confirmOnPhone, findPhoneCode, issueOnPhone, openPhoneCode } from './phone-upload';

const USER = 'agente';
const BY = caller(USER);
const ASKED = { fileName: 'yo.png', contentType: 'image/png' as const };

async function start(): Promise<{ memory: MemoryPorts; code: string }> {
  const memory = memoryPorts();
  memory.store.putUser(newUser(USER));
  const by = { userId: USER, kind: 'session' as const, signedInAt: 0 };
  const { code } = await createPhoneCode(memory, by, BY);
  return { memory, code };
}

const KEY = 'K'.repeat(22);

const open = async (memory: MemoryPorts, code: string) =>
  openPhoneCode(memory, await findPhoneCode(memory, code), KEY, BY);

async function send(memory: MemoryPorts, code: string): Promise<void> {
  const found = await findPhoneCode(memory, code);
  const { presignedUrl } = await issueOnPhone(memory, found, KEY, ASKED, BY);
  memory.storage.put(presignedUrl.replace('memory:', ''), GOOD, 'image/png');
}

test('a code is valid for five minutes, to the second', async () => {
  const { memory, code } = await start();
  memory.clock.advance(PHONE_CODE_LIFETIME - 1);
  expect(await phoneCodeState(memory, USER, BY)).toBe('waiting');
  const { expiresIn } = await open(memory, code);
  expect(expiresIn).toBe(1);
  memory.clock.advance(1);
  expect(await phoneCodeState(memory, USER, BY)).toBe('ended');
  await expect(send(memory, code)).rejects.toMatchObject({ code: 'phone_code_ended' });

  const late = await start();
  late.memory.clock.advance(PHONE_CODE_LIFETIME);
  await expect(open(late.memory, late.code)).rejects.toMatchObject({ code: 'phone_code_ended' });
});

test('an upload that was requested in time may still be confirmed while its URL is valid', async () => {
  const { memory, code } = await start();
  await open(memory, code);
  memory.clock.advance(PHONE_CODE_LIFETIME - 1);
  await send(memory, code);
  memory.clock.advance(URL_LIFETIME_SECONDS);
  expect(await phoneCodeState(memory, USER, BY)).toBe('sending');
  await confirmOnPhone(memory, await findPhoneCode(memory, code), KEY, BY);
  expect(await phoneCodeState(memory, USER, BY)).toBe('done');

  const late = await start();
  await open(late.memory, late.code);
  await send(late.memory, late.code);
  late.memory.clock.advance(PHONE_CODE_LIFETIME + URL_LIFETIME_SECONDS);
  await expect(findPhoneCode(late.memory, late.code)).rejects.toMatchObject({
    code: 'phone_code_ended',
  });
  expect(await phoneCodeState(late.memory, USER, BY)).toBe('ended');
});

test('the table holds neither the code nor the key', async () => {
  const { memory, code } = await start();
  await open(memory, code);
  const stored = JSON.stringify(await memory.phoneCodes.readOf(USER));
  expect(stored).not.toContain(code);
  expect(stored).not.toContain(KEY);
});
