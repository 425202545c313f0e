import { type Answer, fakeFetch, someProfile } from '@/test/client/fake-network';
import { awaitFraming } from './await-framing';

const KEY = 'profiles/ana/1.webp';
const ALL_WAITS = 31_000;

const NOT_YET = someProfile({ profileImageKey: KEY });
const FRAMED = someProfile({ profileImageKey: KEY, profileImageFramed: true });

let network: ReturnType<typeof fakeFetch>;

/** Answers the reads of the profile in turn, and the last one again and again. */
function answering(...answers: (Answer['body'] | 'lost')[]) {
  network = fakeFetch(() => {
    const body = answers.length > 1 ? answers.shift() : answers[0];
    if (body === 'lost') throw new TypeError('network');
    return { body };
  });
  return network.calls;
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  network.restore();
});

/** Returns the outcome after so many milliseconds; `waiting` if there is none yet. */
async function after(ms: number, key = KEY): Promise<string> {
  let outcome = 'waiting';
  void awaitFraming(key).then((given) => {
    outcome = given;
  });
  await jest.advanceTimersByTimeAsync(ms);
  return outcome;
}

it('reads the profile until the picture is stored, and then stops', async () => {
  const reads = answering(NOT_YET, 'lost', FRAMED);
  expect(await after(ALL_WAITS)).toBe('stored');
  expect(reads).toHaveLength(3);
});

it('reads five times in 31 seconds, and gives up', async () => {
  const reads = answering(NOT_YET);
  expect(await after(ALL_WAITS - 1)).toBe('waiting');
  expect(reads).toHaveLength(4);
  await jest.advanceTimersByTimeAsync(1);
  expect(reads).toHaveLength(5);
  expect(await after(ALL_WAITS)).toBe('failed');
});

it('stops once another photo is shown', async () => {
  const reads = answering(FRAMED);
  expect(await after(1_000, 'profiles/ana/2.webp')).toBe('failed');
  expect(reads).toHaveLength(1);
});

it('reads nothing while the page is hidden', async () => {
  const reads = answering(FRAMED);
  jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  expect(await after(1_000)).toBe('failed');
  expect(reads).toHaveLength(0);
});
