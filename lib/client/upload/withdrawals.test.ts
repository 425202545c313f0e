import { type Answer, type Call, fakeFetch, photoProfile } from '@/test/client/fake-network';
import { recordWithdrawal, sendWithdrawals } from './withdrawals';

let network: ReturnType<typeof fakeFetch>;
let answer: (call: Call) => Answer;
const shown = photoProfile('old', 'm');
beforeEach(() => {
  localStorage.clear();
  answer = () => ({ body: shown });
  network = fakeFetch((call) => answer(call));
});
afterEach(() => {
  network.restore();
  jest.useRealTimers();
});

const problem = (status: number, code: string): Answer => ({ status, body: { code } });
const said = () => network.calls.map(({ method, path }) => `${method} ${path}`);

it('sends nothing if nothing was recorded', async () => {
  await expect(sendWithdrawals('u1')).resolves.toBeNull();
  expect(said()).toEqual([]);
});

it('sends each withdrawal once, and returns the profile', async () => {
  recordWithdrawal('u1', 'profiles/u1/1.webp');
  recordWithdrawal('u1', 'profiles/u1/2.webp');
  await expect(sendWithdrawals('u1')).resolves.toEqual(shown);
  await expect(sendWithdrawals('u1')).resolves.toBeNull();
  expect(said()).toEqual([
    'DELETE /api/profile/image?key=profiles%2Fu1%2F1.webp',
    'DELETE /api/profile/image?key=profiles%2Fu1%2F2.webp',
  ]);
});

it.each([
  ['no connection', () => Promise.reject(new TypeError('failed to fetch')) as never],
  ['no session', () => problem(401, 'unauthenticated')],
  ['a busy server', () => problem(503, 'unavailable')],
  ['too many requests', () => problem(429, 'rate_limited')],
])(
  'rejects after %s, so that the profile is not read before a retry succeeds',
  async (_, fails) => {
    recordWithdrawal('u1', 'k');
    answer = fails;
    await expect(sendWithdrawals('u1')).rejects.toMatchObject({ name: 'ApiError' });
    answer = () => ({ body: shown });
    await sendWithdrawals('u1');
    await sendWithdrawals('u1');
    expect(network.calls).toHaveLength(2);
  },
);

it('drops a withdrawal of an upload that the server does not know', async () => {
  recordWithdrawal('u1', 'k');
  answer = () => problem(404, 'image_not_found');
  await expect(sendWithdrawals('u1')).resolves.toBeNull();
  await sendWithdrawals('u1');
  expect(network.calls).toHaveLength(1);
});

it('sends no withdrawal of another user', async () => {
  recordWithdrawal('u1', 'k');
  await sendWithdrawals('u2');
  expect(network.calls).toEqual([]);
});

it('drops a withdrawal after an hour, when the upload has expired', async () => {
  jest.useFakeTimers({ now: 1_700_000_000_000 });
  recordWithdrawal('u1', 'k');
  jest.setSystemTime(1_700_000_000_000 + 3_600_000);
  await sendWithdrawals('u1');
  expect(network.calls).toEqual([]);
});

it('ignores a stored value of another shape', async () => {
  localStorage.setItem('polizalab-profile-withdrawn-u1', '{"a":1}');
  await expect(sendWithdrawals('u1')).resolves.toBeNull();
});
