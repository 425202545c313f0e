// A photo from the phone: the handlers of desk and phone, on the real engines.
import { PUT as CONFIRM, POST as ISSUE } from '@/app/api/phone/image/route';
import { POST as OPEN } from '@/app/api/phone/route';
import { GET as EXPORT } from '@/app/api/profile/export/route';
import { DELETE as END, POST as START, GET as STATE } from '@/app/api/profile/phone/route';
import { GET as PROFILE } from '@/app/api/profile/route';
import { DELETE as END_SESSIONS } from '@/app/api/profile/sessions/route';
import { makeRequest, newAgent } from '@/test/http/agent';
import { liftLimits } from '@/test/http/lift-limits';
import {
  ASKED,
  type Credentials,
  codeOf,
  expectEnded,
  newKey,
  opened,
  phone,
  stateOf,
  upload,
} from '@/test/http/phone';

liftLimits();

test('the desk sees each step, the photo is shown there, and every event names the phone as its source', async () => {
  const agent = await newAgent({ nombre: 'Zoë', apellido: 'Núñez' });
  const code = await codeOf(agent);
  expect(await stateOf(agent)).toBe('waiting');
  const key = newKey();
  const response = await phone(OPEN, 'POST', { code, key });
  expect(await response.json()).toEqual({
    nombre: 'Zoë',
    initials: 'ZN',
    expiresIn: expect.any(Number),
  });
  expect(await stateOf(agent)).toBe('opened');
  const s3Key = await upload({ code, key });
  expect(await stateOf(agent)).toBe('sending');
  expect((await phone(CONFIRM, 'PUT', { code, key })).status).toBe(200);
  expect(await stateOf(agent)).toBe('done');
  // The phone repeats a request whose response was lost.
  expect((await phone(CONFIRM, 'PUT', { code, key })).status).toBe(200);
  const profile = await (await PROFILE(agent.request('GET', '/api/profile'))).json();
  expect(profile).toMatchObject({ profileImageKey: s3Key, profileImageFileName: 'selfie.png' });
  const { events } = await (await EXPORT(agent.request('GET', '/api/profile/export'))).json();
  expect(events.map(({ type, via }: Record<string, string>) => [type, via])).toEqual([
    ['shown', 'phone'],
    ['issued', 'phone'],
  ]);
});

test('a code works once: for one phone and one photo', async () => {
  const agent = await newAgent();
  const code = await codeOf(agent);
  const phones = [newKey(), newKey()].map((key) => ({ code, key }));
  const both = await Promise.all(phones.map((one) => phone(OPEN, 'POST', one)));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
  const first = phones[both.findIndex(({ status }) => status === 200)] as Credentials;
  await expectEnded(await phone(OPEN, 'POST', { code, key: newKey() }));
  await upload(first);
  await phone(CONFIRM, 'PUT', first);
  expect(await upload(first)).toBe(404);
  await expectEnded(await phone(OPEN, 'POST', first));
});

test('a phone whose response was lost opens the code again, also while it sends', async () => {
  const agent = await newAgent({ nombre: 'Zoë' });
  const credentials = await opened(await codeOf(agent));
  const again = () => phone(OPEN, 'POST', credentials);
  expect((await again()).status).toBe(200);
  expect(await stateOf(agent)).toBe('opened');
  await upload(credentials);
  expect(await (await again()).json()).toMatchObject({ nombre: 'Zoë' });
  expect(await stateOf(agent)).toBe('sending');
  await END(agent.request('DELETE', '/api/profile/phone'));
  await expectEnded(await again());
});

test('without the key of the phone that opened it, a code is useless', async () => {
  const agent = await newAgent();
  const { code, key } = await opened(await codeOf(agent));
  const forged = ['A'.repeat(22), code];
  for (const wrong of forged) {
    await expectEnded(await phone(ISSUE, 'POST', { ...ASKED, code, key: wrong }));
    await expectEnded(await phone(CONFIRM, 'PUT', { code, key: wrong }));
  }
  await expectEnded(await phone(CONFIRM, 'PUT', { code, key }));
  const other = await opened(await codeOf(await newAgent()));
  await expectEnded(await phone(ISSUE, 'POST', { ...ASKED, code, key: other.key }));
});

test('unknown, malformed and replaced codes are refused', async () => {
  const agent = await newAgent();
  const first = await codeOf(agent);
  const second = await codeOf(agent);
  const key = newKey();
  const swapped = [...second].map((c) =>
    c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase(),
  );
  for (const code of [first, 'B'.repeat(22), swapped.join(''), [...second].reverse().join('')]) {
    await expectEnded(await phone(OPEN, 'POST', { code, key }));
  }
  for (const code of ['', 'short', 7, null, `${second}=`, second.slice(1), `${second}.`]) {
    expect((await phone(OPEN, 'POST', { code, key })).status).toBe(400);
  }
  for (const wrong of ['', undefined, 7, `${key}=`]) {
    expect((await phone(OPEN, 'POST', { code: second, key: wrong })).status).toBe(400);
  }
  await opened(second);
});

test('closing the dialog ends the code and withdraws a started upload', async () => {
  const agent = await newAgent();
  const credentials = await opened(await codeOf(agent));
  await upload(credentials);
  await END(agent.request('DELETE', '/api/profile/phone'));
  expect(await stateOf(agent)).toBe('ended');
  await expectEnded(await phone(CONFIRM, 'PUT', credentials));
  const profile = await (await PROFILE(agent.request('GET', '/api/profile'))).json();
  expect(profile).toMatchObject({ profileImageKey: null, profileImageStatus: 'none' });
});

test('a second desk of the user ends the code of the first, and the first desk cannot end the new code', async () => {
  const agent = await newAgent();
  const start = async () =>
    (await START(agent.request('POST', '/api/profile/phone', {}))).json() as Promise<{
      id: string;
      url: string;
    }>;
  const [earlier, later] = [await start(), await start()];
  const at = ({ id }: { id: string }) => `/api/profile/phone?id=${id}`;
  const states = () =>
    Promise.all(
      [earlier, later].map(
        async (desk) => (await (await STATE(agent.request('GET', at(desk)))).json()).state,
      ),
    );
  expect(await states()).toEqual(['ended', 'waiting']);
  await END(agent.request('DELETE', at(earlier)));
  expect(await states()).toEqual(['ended', 'waiting']);
  await opened(new URL(later.url).hash.slice(1));
  expect(await states()).toEqual(['ended', 'opened']);
  // The id of a code does not reveal the code, and another user can do nothing with it.
  expect(later.url).not.toContain(later.id);
  const colleague = await newAgent();
  await END(colleague.request('DELETE', at(later)));
  expect(await (await STATE(colleague.request('GET', at(later)))).json()).toEqual({
    state: 'ended',
  });
  expect(await states()).toEqual(['ended', 'opened']);
  await END(agent.request('DELETE', at(later)));
  expect(await states()).toEqual(['ended', 'ended']);
});

test('the code ends with the session', async () => {
  const agent = await newAgent();
  const code = await codeOf(agent);
  const credentials = await opened(await codeOf(agent));
  await END_SESSIONS(agent.request('DELETE', '/api/profile/sessions'));
  expect((await phone(ISSUE, 'POST', { ...ASKED, ...credentials })).status).toBe(401);
  expect((await phone(OPEN, 'POST', { code, key: newKey() })).status).toBe(404);
});

test('only the last of repeated upload requests counts, and there are five at most', async () => {
  const agent = await newAgent();
  const credentials = await opened(await codeOf(agent));
  const keys: unknown[] = [];
  for (let count = 0; count < 5; count++) keys.push(await upload(credentials));
  expect(await upload(credentials)).toBe(404);
  await phone(CONFIRM, 'PUT', credentials);
  const profile = await (await PROFILE(agent.request('GET', '/api/profile'))).json();
  expect(profile.profileImageKey).toBe(keys.at(-1));
});

test('guesses are limited per network, before any code is looked up', async () => {
  const guess = () =>
    OPEN(
      makeRequest(
        'POST',
        '/api/phone',
        { code: 'C'.repeat(22), key: newKey() },
        { 'x-forwarded-for': '192.0.2.9' },
      ),
    );
  const statuses: number[] = [];
  for (let count = 0; count < 61; count++) statuses.push((await guess()).status);
  expect(statuses).toEqual([...Array(60).fill(404), 429]);
});
