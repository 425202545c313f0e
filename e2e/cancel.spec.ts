// Cancelling an upload at each of its stages: its photo never shows, even after a reload.
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

/** Takes an upload to a stage, and holds it there. */
const STAGES: Record<string, (scene: Scene) => Promise<void>> = {
  'being made': async ({ page, profile }) => {
    await page.addInitScript(() => {
      // Encoding happens on the main thread, and the canvas never finishes.
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
  'waiting for a retry': async ({ page, profile }) => {
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
  'stored, without a response': async ({ page, profile }) => {
    await page.route(
      isUpload,
      storeAndIntercept(() => {}),
    );
    await profile.open();
    await profile.upload(await photoFile());
    await expect(profile.progress).toBeVisible();
    await expect.poll(() => storedPhotos).toBe(1);
  },
  'stored when the connection was lost': async ({ page, context, profile }) => {
    await page.route(
      isUpload,
      storeAndIntercept(async (route) => {
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

/** Lets S3 store the photo, but passes its response to `then` instead of the page. */
function storeAndIntercept(then: (route: Route) => unknown) {
  return async (route: Route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    const response = await route.fetch();
    expect(response.status()).toBe(200);
    storedPhotos++;
    await then(route);
  };
}

for (const [place, [where, bring]] of Object.entries(STAGES).entries()) {
  test(
    `cancelled while it is ${where}`,
    variation(place),
    async ({ signedIn, context, agent, allowedErrors }) => {
      allowedErrors.push(/ERR_/);
      const profile = new ProfilePage(signedIn);
      await bring({ page: signedIn, context, profile });
      await profile.button(es.upload.cancel).click();
      await expectNothing(signedIn, profile);
      // Everything works again by now.
      await signedIn.unrouteAll({ behavior: 'ignoreErrors' });
      await context.setOffline(false);
      await profile.open();
      await expectNothing(signedIn, profile);
      await expectNothingShown(signedIn, agent);
    },
  );
}

test(
  'an upload cancelled after the session has ended does not show after the next sign-in',
  DEEP,
  async ({ signedIn, context, agent, signIn, allowedErrors }) => {
    allowedErrors.push(/401/);
    const profile = new ProfilePage(signedIn);
    // S3 has its bytes when the session ends.
    await signedIn.route(
      isUpload,
      storeAndIntercept(async (route) => {
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

test('choosing another photo replaces the upload: the first photo never shows', async ({
  signedIn,
  agent,
  allowedErrors,
}) => {
  allowedErrors.push(/ERR_/);
  const profile = new ProfilePage(signedIn);
  await signedIn.route(
    isUpload,
    storeAndIntercept(() => {}),
  );
  await profile.open();
  await profile.upload(await photoFile());
  await expect.poll(() => storedPhotos).toBe(1);
  // The second upload never requests a URL.
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
 * The server confirms arrived uploads when any device reads the profile, so an upload that was not cancelled shows then. The
 * server knows about the cancellation once the page has no request left in flight.
 */
async function expectNothingShown(page: Page, agent: Agent): Promise<void> {
  const unsaid = () =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('withdrawn')));
  await expect.poll(unsaid).toEqual([]);
  const { profileImageKey } = await (await otherDevice(agent)).profile();
  expect(profileImageKey).toBeNull();
}
