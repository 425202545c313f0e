import { act, renderHook } from '@testing-library/react';
import { type Answer, fakeFetch, someProfile } from '@/test/client/fake-network';
import { usePhoneAtDesk } from './use-phone-at-desk';

/** Longer than any polling interval, in milliseconds. */
const LONG = 10_000;

const ID = 'the-hash';
const ASK = `GET /api/profile/phone?id=${ID}`;

let network: ReturnType<typeof fakeFetch>;
beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  see(true);
  network.restore();
  jest.useRealTimers();
});

/** Hides the page, or shows it again. */
function see(isVisible: boolean): void {
  Object.defineProperty(document, 'hidden', { value: !isVisible, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

/** A desk that shows a code. The fake server reads `answers` for each request, so a test can change them. */
async function desk(state: string) {
  const answers: Record<string, () => Answer | Promise<Answer>> = {
    'POST /api/profile/phone': () => ({ body: { id: ID, url: 'https://p/t#c', qr: '' } }),
    [ASK]: () => ({ body: { state } }),
    'GET /api/profile': () => ({ body: someProfile({ profileImageKey: 'new' }) }),
  };
  network = fakeFetch(({ method, path }) => answers[`${method} ${path}`]?.() ?? {});
  const done = jest.fn();
  const hook = renderHook(() => usePhoneAtDesk(done));
  await act(async () => {});
  const count = (method: string) =>
    network.calls.filter(
      (call) => call.method === method && call.path === `/api/profile/phone?id=${ID}`,
    ).length;
  return {
    answers,
    done,
    unmount: hook.unmount,
    state: () => hook.result.current.state,
    questions: () => count('GET'),
    ended: () => count('DELETE'),
    pass: (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms)),
  };
}

it('polls less and less often while nothing happens, and often while a phone is active', async () => {
  const { answers, questions, pass } = await desk('waiting');
  await pass(20_000);
  const early = questions();
  await pass(20_000);
  expect(questions() - early).toBeLessThan(early);
  answers[ASK] = () => ({ body: { state: 'opened' } });
  await pass(LONG);
  const before = questions();
  await pass(LONG);
  expect(questions() - before).toBeGreaterThanOrEqual(14);
});

it('does not poll while the page is hidden, and polls at once when it is visible', async () => {
  const { questions, pass } = await desk('waiting');
  see(false);
  await pass(LONG);
  expect(questions()).toBe(0);
  see(true);
  expect(questions()).toBe(1);
  await pass(0);
});

it('polls no more often after it was hidden and visible again during a request', async () => {
  const { answers, questions, pass, done } = await desk('opened');
  await pass(LONG);
  const start = questions();
  await pass(LONG);
  const usual = questions() - start;

  const late: ((answer: Answer) => void)[] = [];
  answers[ASK] = () => new Promise((resolve) => late.push(resolve));
  for (let times = 0; times < 4; times++) {
    see(false);
    see(true);
  }
  answers[ASK] = () => ({ body: { state: 'opened' } });
  await act(async () => {
    for (const answer of late) answer({ body: { state: 'opened' } });
  });
  const before = questions();
  await pass(LONG);
  expect(questions() - before).toBeLessThanOrEqual(usual + 1);

  answers[ASK] = () => ({ body: { state: 'done' } });
  see(false);
  see(true);
  await pass(LONG);
  expect(done).toHaveBeenCalledTimes(1);
});

it('gets the photo even if the first read of the profile fails', async () => {
  const { answers, done, state, pass, ended, unmount } = await desk('done');
  const working = answers['GET /api/profile'];
  answers['GET /api/profile'] = () => {
    throw new TypeError('the connection failed');
  };
  await pass(LONG);
  expect(state()).toBe('done');
  expect(done).not.toHaveBeenCalled();

  answers['GET /api/profile'] = working as () => Answer;
  await pass(LONG);
  expect(done).toHaveBeenCalledTimes(1);
  expect(done).toHaveBeenCalledWith(expect.objectContaining({ profileImageKey: 'new' }));
  unmount();
  // The phone may still send the source picture.
  expect(ended()).toBe(0);
});

it.each([
  ['ended', { body: { state: 'ended' } }],
  ['signed-out', { status: 401, body: { code: 'unauthenticated' } }],
])('shows no code that is %s, and asks no more', async (name, answer) => {
  const { answers, state, questions, pass } = await desk('waiting');
  answers[ASK] = () => answer;
  await pass(LONG);
  expect(state()).toBe(name);
  const before = questions();
  await pass(LONG);
  expect(questions()).toBe(before);
});

it('keeps its state and polls on after an error of the server', async () => {
  const { answers, state, pass } = await desk('waiting');
  answers[ASK] = () => ({ status: 429, body: { code: 'rate_limited' } });
  await pass(LONG);
  expect(state()).toBe('waiting');
  answers[ASK] = () => ({ body: { state: 'sending' } });
  await pass(LONG);
  expect(state()).toBe('sending');
});

it('ends the code when the dialog closes, also a code that arrives later', async () => {
  const { unmount, ended } = await desk('waiting');
  unmount();
  expect(ended()).toBe(1);
  network.restore();

  const calls: string[] = [];
  let created = (_: Answer) => {};
  network = fakeFetch(({ method, path }) => {
    calls.push(`${method} ${path}`);
    return method === 'POST' ? new Promise((resolve) => (created = resolve)) : {};
  });
  renderHook(() => usePhoneAtDesk(() => {})).unmount();
  expect(calls).toEqual(['POST /api/profile/phone']);
  await act(async () => created({ body: { id: ID, url: 'https://p/t#c', qr: '' } }));
  expect(calls).toEqual(['POST /api/profile/phone', `DELETE /api/profile/phone?id=${ID}`]);
});
