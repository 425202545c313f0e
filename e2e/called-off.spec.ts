// An upload that the person calls off, wherever it stands: nothing of it is shown, also after a reload.
import type { BrowserContext, Page, Route } from 'playwright/test';
import { es } from '@/components/messages/es';
import { type Agent, DEEP, expect, test, variation } from '../test/browser/fixtures';
import { isUpload } from '../test/browser/gate';
import { keptPhotos } from '../test/browser/kept-photos';
import { otherDevice } from '../test/browser/other-device';
import { photoFile } from '../test/browser/photo-file';
import { ProfilePage } from '../test/browser/profile-page';

interface Scene {
  page: Page;
  context: BrowserContext;
  profile: ProfilePage;
}

/** Takes a photo as far as each of these, where it stays. */
const STANDS: Record<string, (scene: Scene) => Promise<void>> = {
  'being made': async ({ page, profile }) => {
    await page.addInitScript(() => {
      // On the page itself, by a canvas that never comes to an end.
      Reflect.deleteProperty(globalThis, 'OffscreenCanvas');
      HTMLCanvasElement.prototype.toBlob = () => {};
    });
    await profile.open();
    await profile.choose(await photoFile());
    await profile.confirmEdit();
    await expect(page.getByText(es.upload.preparing).first()).toBeVisible();
  },
  'asking for a URL': async ({ page, profile }) => {
    const asked = page.waitForRequest('**/api/profile/image');
    await page.route('**/api/profile/image', () => {});
    await profile.open();
    await profile.upload(await photoFile());
    await asked;
  },
  'waiting to be tried again': async ({ page, profile }) => {
    await page.clock.install();
    await profile.open();
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.route(isUpload, (route) => route.abort('connectionreset'));
    await profile.upload(await photoFile());
    await expect(page.getByText(es.waiting.network).first()).toBeVisible();
  },
  'without a connection': async ({ profile }) => {
    await profile.open();
    await profile.uploadOffline(await photoFile());
  },
  'stored, of which no answer came': async ({ page, profile }) => {
    await page.route(
      isUpload,
      storedUnheard(() => {}),
    );
    await profile.open();
    await profile.upload(await photoFile());
    await expect(profile.progress).toBeVisible();
    await expect.poll(() => storedPhotos).toBe(1);
  },
  'stored when the connection went': async ({ page, context, profile }) => {
    await page.route(
      isUpload,
      storedUnheard(async (route) => {
        await context.setOffline(true);
        await route.abort('connectionreset');
      }),
    );
    await profile.open();
    await profile.upload(await photoFile());
    await expect(page.getByText(es.upload.offline).first()).toBeVisible();
    expect(storedPhotos).toBe(1);
  },
};

let storedPhotos = 0;
test.beforeEach(() => {
  storedPhotos = 0;
});

/** Has S3 store the photo, and `then` do with the answer. */
function storedUnheard(then: (route: Route) => unknown) {
  return async (route: Route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    const response = await route.fetch();
    expect(response.status()).toBe(200);
    storedPhotos++;
    await then(route);
  };
}

for (const [place, [where, bring]] of Object.entries(STANDS).entries()) {
  test(
    `cancelled while it is ${where}`,
    variation(place),
    async ({ signedIn, context, agent, allowedErrors }) => {
      allowedErrors.push(/ERR_/);
      const profile = new ProfilePage(signedIn);
      await bring({ page: signedIn, context, profile });
      await profile.button(es.upload.cancel).click();
      await expectNothing(signedIn, profile);
      // By now everything works again.
      await signedIn.unrouteAll({ behavior: 'ignoreErrors' });
      await context.setOffline(false);
      await profile.open();
      await expectNothing(signedIn, profile);
      await expectNothingShown(signedIn, agent);
    },
  );
}

test(
  'called off after the session has ended, it is not shown once they are signed in again',
  DEEP,
  async ({ signedIn, context, agent, signIn, allowedErrors }) => {
    allowedErrors.push(/401/);
    const profile = new ProfilePage(signedIn);
    // Its bytes are there when the session ends.
    await signedIn.route(
      isUpload,
      storedUnheard(async (route) => {
        await context.clearCookies();
        await route.fulfill({ headers: { 'access-control-allow-origin': '*' } });
      }),
    );
    await profile.open();
    await profile.upload(await photoFile());
    await expect(signedIn.getByText(es.upload.signedOut).first()).toBeVisible();
    await profile.button(es.upload.dismiss).click();
    await expectNothing(signedIn, profile);
    await signIn(agent);
    await signedIn.reload();
    await expectNothing(signedIn, profile);
    await expectNothingShown(signedIn, agent);
  },
);

test('another photo chosen in its place: the one before never shows', async ({
  signedIn,
  agent,
  allowedErrors,
}) => {
  allowedErrors.push(/ERR_/);
  const profile = new ProfilePage(signedIn);
  await signedIn.route(
    isUpload,
    storedUnheard(() => {}),
  );
  await profile.open();
  await profile.upload(await photoFile());
  await expect.poll(() => storedPhotos).toBe(1);
  // The second one does not even come as far as being asked for.
  await signedIn.route('**/api/profile/image', () => {});
  const asked = signedIn.waitForRequest('**/api/profile/image');
  await profile.upload(await photoFile());
  await asked;
  await profile.button(es.upload.cancel).click();
  await expectNothing(signedIn, profile);
  await expectNothingShown(signedIn, agent);
});

async function expectNothing(page: Page, profile: ProfilePage): Promise<void> {
  await expect(profile.photo).toHaveCount(0);
  await expect(profile.progress).toHaveCount(0);
  await expect.poll(() => keptPhotos(page)).toBe(0);
}

/**
 * The server settles what has arrived when the profile is read, by whatever device: what was not called off is shown then. That
 * it was, the server knows once the page has nothing left to say.
 */
async function expectNothingShown(page: Page, agent: Agent): Promise<void> {
  const unsaid = () =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('withdrawn')));
  await expect.poll(unsaid).toEqual([]);
  const { profileImageKey } = await (await otherDevice(agent)).profile();
  expect(profileImageKey).toBeNull();
}
