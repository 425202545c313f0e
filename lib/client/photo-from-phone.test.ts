import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { fakeFetch, someProfile } from '@/test/client/fake-network';
import { showPhotoFromPhone } from './photo-from-phone';

const KEY = 'profiles/ana/1.webp';

let network: ReturnType<typeof fakeFetch>;
beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  network.restore();
});

/** Returns, in order, what the page is told of that profile, given the responses to later reads. */
async function told(
  first: Partial<ProfileResponse>,
  ...answers: Partial<ProfileResponse>[]
): Promise<string[]> {
  network = fakeFetch(() => ({ body: someProfile(answers.shift() ?? first) }));
  const news: string[] = [];
  const shown = showPhotoFromPhone(
    someProfile(first),
    async ({ profileImageKey }) => void news.push(`photo ${profileImageKey}`),
    (key, status) => void news.push(`${status} ${key}`),
  );
  await jest.advanceTimersByTimeAsync(60_000);
  await shown;
  return news;
}

it('shows the photo at once, and then waits for its framing', async () => {
  const photo = { profileImageKey: KEY };
  expect(await told(photo, photo, { ...photo, profileImageFramed: true })).toEqual([
    `sending ${KEY}`,
    `photo ${KEY}`,
    `stored ${KEY}`,
  ]);
});

it('reports that the framing does not arrive', async () => {
  expect(await told({ profileImageKey: KEY })).toEqual([
    `sending ${KEY}`,
    `photo ${KEY}`,
    `failed ${KEY}`,
  ]);
});

it('does not wait if the framing is stored already, or no photo is shown', async () => {
  const framed = { profileImageKey: KEY, profileImageFramed: true };
  expect(await told(framed)).toEqual([`photo ${KEY}`]);
  network.restore();
  expect(await told({})).toEqual(['photo null']);
});
