// The life of a code, by a clock that the test sets.
import { PHONE_CODE_LIFETIME } from '@/lib/shared/phone-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { caller, GOOD, newUser, type World, world } from '@/test/profile/memory-ports';
import { createPhoneCode, phoneCodeState } from './phone-code';
import { confirmOnPhone, findPhoneCode, issueOnPhone, openPhoneCode } from './phone-upload';

const USER = 'agente';
const BY = caller(USER);
const ASKED = { fileName: 'yo.png', contentType: 'image/png' as const };

async function start(): Promise<{ here: World; code: string }> {
  const here = world();
  here.store.putUser(newUser(USER));
  const code = await createPhoneCode(here, { userId: USER, kind: 'session', signedInAt: 0 }, BY);
  return { here, code };
}

const open = async (here: World, code: string) =>
  openPhoneCode(here, await findPhoneCode(here, code), BY);

async function send(here: World, code: string, key: string): Promise<void> {
  const found = await findPhoneCode(here, code);
  const { presignedUrl } = await issueOnPhone(here, found, key, ASKED, BY);
  here.storage.put(presignedUrl.replace('memory:', ''), GOOD, 'image/png');
}

test('it lives five minutes, to the second', async () => {
  const { here, code } = await start();
  here.clock.advance(PHONE_CODE_LIFETIME - 1);
  expect(await phoneCodeState(here, USER, BY)).toBe('waiting');
  const { key, expiresIn } = await open(here, code);
  expect(expiresIn).toBe(1);
  here.clock.advance(1);
  expect(await phoneCodeState(here, USER, BY)).toBe('ended');
  await expect(send(here, code, key)).rejects.toMatchObject({ code: 'phone_code_ended' });

  const late = await start();
  late.here.clock.advance(PHONE_CODE_LIFETIME);
  await expect(open(late.here, late.code)).rejects.toMatchObject({ code: 'phone_code_ended' });
});

test('an upload that was requested in time may still be confirmed while its URL is valid', async () => {
  const { here, code } = await start();
  const { key } = await open(here, code);
  here.clock.advance(PHONE_CODE_LIFETIME - 1);
  await send(here, code, key);
  here.clock.advance(URL_LIFETIME_SECONDS);
  expect(await phoneCodeState(here, USER, BY)).toBe('sending');
  await confirmOnPhone(here, await findPhoneCode(here, code), key, BY);
  expect(await phoneCodeState(here, USER, BY)).toBe('done');

  const late = await start();
  const opened = await open(late.here, late.code);
  await send(late.here, late.code, opened.key);
  late.here.clock.advance(PHONE_CODE_LIFETIME + URL_LIFETIME_SECONDS);
  await expect(findPhoneCode(late.here, late.code)).rejects.toMatchObject({
    code: 'phone_code_ended',
  });
  expect(await phoneCodeState(late.here, USER, BY)).toBe('ended');
});

test('the table holds neither the code nor the key', async () => {
  const { here, code } = await start();
  const { key } = await open(here, code);
  const stored = JSON.stringify(await here.phoneCodes.readOf(USER));
  expect(stored).not.toContain(code);
  expect(stored).not.toContain(key);
});
