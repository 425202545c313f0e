// Effects of time: URLs that expire, a laptop that slept, a photo that was kept too long. The test controls the
// browser's clock; the server's clock is real.
import type { Page } from 'playwright/test';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { keptPhotos } from '../test/browser/kept-photos';
import { photoFile } from '../test/browser/photo-file';
import { openProfile, type ProfilePage } from '../test/browser/profile-page';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A page that shows its photo by URLs valid for five minutes from now. */
async function openWithPhoto(page: Page): Promise<ProfilePage> {
  const profile = await openProfile(page);
  await profile.upload(await photoFile());
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  await page.clock.install();
  await profile.open();
  await profile.shownPath();
  return profile;
}

function answerOf(page: Page) {
  return page.waitForResponse(
    (response) =>
      new URL(response.url()).pathname === '/api/profile' && response.request().method() === 'GET',
  );
}

test("the photo's URLs are renewed before they expire, and not earlier", async ({ signedIn }) => {
  const profile = await openWithPhoto(signedIn);
  const before = await profile.photo.getAttribute('src');
  let answers = 0;
  signedIn.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/profile') answers++;
  });
  await signedIn.clock.runFor(3 * MINUTE);
  expect(answers).toBe(0);
  await expect(profile.photo).toHaveAttribute('src', before ?? '');

  const renewed = answerOf(signedIn);
  await signedIn.clock.runFor(1.5 * MINUTE);
  const { profileImageVariants } = await (await renewed).json();
  await expect(profile.photo).toHaveAttribute('src', profileImageVariants.at(-1).url);
  await profile.shownPath();
});

test('they are renewed when a laptop wakes up', DEEP, async ({ signedIn }) => {
  const profile = await openWithPhoto(signedIn);
  const renewed = answerOf(signedIn);
  // Overdue timers fire once, as after waking up.
  await signedIn.clock.fastForward(9 * HOUR);
  const { profileImageVariants } = await (await renewed).json();
  await expect(profile.photo).toHaveAttribute('src', profileImageVariants.at(-1).url);
  await profile.shownPath();
});

test(
  'returning to the window while they are valid downloads nothing again',
  DEEP,
  async ({ signedIn }) => {
    const profile = await openWithPhoto(signedIn);
    await profile.upload(await photoFile(2));
    await expect(signedIn.getByRole('button', { name: /^Volver a la foto/ })).toHaveCount(1);
    const loaded: string[] = [];
    signedIn.on('request', (request) => {
      if (request.resourceType() === 'image') loaded.push(request.url());
    });
    await signedIn.clock.runFor(MINUTE);
    const looked = Promise.all([
      answerOf(signedIn),
      signedIn.waitForResponse((response) => response.url().includes('/image/history')),
    ]);
    await signedIn.evaluate(() => window.dispatchEvent(new Event('focus')));
    await looked;
    await signedIn.clock.runFor(1_000);
    expect(loaded).toEqual([]);
  },
);

for (const [place, [hours, fate]] of (
  [
    [23, 'sent'],
    [25, 'forgotten'],
  ] as const
).entries()) {
  test(
    `a photo kept for ${hours} hours is ${fate}`,
    variation(place),
    async ({ signedIn, context, allowedErrors }) => {
      allowedErrors.push(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
      const profile = await openProfile(signedIn);
      await profile.uploadOffline(await photoFile());
      await expect.poll(() => keptPhotos(signedIn)).toBe(1);
      await signedIn.goto('about:blank');

      await context.setOffline(false);
      await signedIn.clock.install({ time: Date.now() + hours * HOUR });
      await profile.open();
      await expect.poll(() => keptPhotos(signedIn)).toBe(0);
      if (fate === 'sent') await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
      else await expect(profile.photo).toHaveCount(0);
    },
  );
}
