import { act, renderHook } from '@testing-library/react';
import { type Answer, fakeFetch } from '@/test/client/fake-network';
import { usePhoneCode } from './use-phone-code';

const CODE = 'AbCdEfGhIjKlMnOpQrSt-_';
const ENDED = { status: 404, body: { code: 'phone_code_ended' } };

let network: ReturnType<typeof fakeFetch>;
let answer: () => Answer;

beforeEach(() => {
  sessionStorage.clear();
  answer = () => ({ body: { nombre: 'Ana', initials: 'AO', expiresIn: 300 } });
  network = fakeFetch(() => answer());
});
afterEach(() => network.restore());

/** Loads the page, with a fragment in its address, or without one as a reload does. */
async function load(fragment = '') {
  window.history.replaceState(null, '', `/t${fragment}`);
  const { result } = renderHook(usePhoneCode);
  await act(async () => {});
  return result;
}

const asked = () => network.calls.map(({ body }) => body as { code: string; key: string });

it('opens the code with a key of its own, and removes the code from the address', async () => {
  const entries = window.history.length;
  const result = await load(`#${CODE}`);
  expect(window.location.href).toMatch(/\/t$/);
  expect(window.history.length).toBe(entries);
  expect(result.current.opening).toMatchObject({ name: 'open', nombre: 'Ana', initials: 'AO' });
  expect(asked()).toEqual([{ code: CODE, key: expect.stringMatching(/^[\w-]{22}$/) }]);

  await load(`#${CODE}`);
  expect(asked()[1]?.key).not.toBe(asked()[0]?.key);
});

it('repeats the request with the same key after a lost response, by the button or a reload', async () => {
  answer = () => {
    throw new TypeError('the connection failed');
  };
  const result = await load(`#${CODE}`);
  const { opening } = result.current;
  if (opening.name !== 'failed') throw new Error(`it is ${opening.name}`);
  await act(async () => opening.retry());
  await load();
  const [first, ...others] = asked();
  expect(others).toEqual([first, first]);
});

it('ignores a full stop after the code in the address', async () => {
  await load(`#${CODE}.`);
  expect(asked()).toMatchObject([{ code: CODE }]);
});

it.each([
  ['unknown', ENDED],
  ['malformed', { status: 400, body: { code: 'invalid_request' } }],
  ['of a session that has ended', { status: 401, body: { code: 'unauthenticated' } }],
])('says that a code has ended that is %s, also after a reload', async (_, refusal) => {
  answer = () => refusal;
  expect((await load(`#${CODE}`)).current.opening).toEqual({ name: 'ended' });
  expect((await load()).current.opening).toEqual({ name: 'ended' });
  expect(asked()).toHaveLength(1);
});

it('offers to try again after too many requests', async () => {
  answer = () => ({ status: 429, body: { code: 'rate_limited' } });
  expect((await load(`#${CODE}`)).current.opening.name).toBe('failed');
});

it('says after a reload that the photo was sent', async () => {
  const result = await load(`#${CODE}`);
  act(() => result.current.sent());
  expect(result.current.opening.name).toBe('open');
  expect((await load()).current.opening).toEqual({ name: 'sent' });
  expect(asked()).toHaveLength(1);
});

it('works where the browser refuses storage', async () => {
  const refuse = () => {
    throw new DOMException('cookies are blocked', 'SecurityError');
  };
  jest.spyOn(window, 'sessionStorage', 'get').mockImplementation(refuse);
  try {
    expect((await load(`#${CODE}`)).current.opening.name).toBe('open');
    expect((await load()).current.opening.name).toBe('ended');
  } finally {
    jest.restoreAllMocks();
  }
});
