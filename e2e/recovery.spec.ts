// Automatic recovery of an upload, and the questions before it continues: the network fails, S3 and the API are busy,
// a response is lost, another photo arrives first.
import type { Page } from 'playwright/test';
import { es } from '@/components/messages/es';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { type Agent, DEEP, expect, test, variation } from '../test/browser/fixtures';
import { isUpload } from '../test/browser/gate';
import { otherDevice } from '../test/browser/other-device';
import { photoFile } from '../test/browser/photo-file';
import { openProfile, type ProfilePage } from '../test/browser/profile-page';

const MINUTE = 60_000;
const networkErrors = [/ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/, /ERR_CONNECTION/];

const isApi = (url: URL) => url.pathname.startsWith('/api/profile');

async function openWithClock(page: Page): Promise<ProfilePage> {
  await page.clock.install();
  const profile = await openProfile(page);
  return profile;
}

async function done(page: Page): Promise<void> {
  await expect(page.getByText(es.upload.done).first()).toBeVisible();
}

for (const [place, [what, status, code]] of (
  [
    ['is busy', 503, 'SlowDown'],
    ['has another PUT of the same object', 409, 'ConditionalRequestConflict'],
  ] as const
).entries()) {
  test(
    `when S3 ${what}, the upload retries automatically`,
    variation(place),
    async ({ signedIn, allowedErrors }) => {
      allowedErrors.push(new RegExp(`${status}`));
      const profile = await openWithClock(signedIn);
      const sent: string[] = [];
      await signedIn.route(isUpload, (route) => {
        if (route.request().method() === 'PUT') sent.push(route.request().url());
        if (sent.length !== 1) return route.continue();
        return route.fulfill({
          status,
          headers: { 'access-control-allow-origin': '*' },
          contentType: 'application/xml',
          body: `<Error><Code>${code}</Code></Error>`,
        });
      });
      await profile.upload(await photoFile());
      await expect(signedIn.getByText(es.waiting.unavailable).first()).toBeVisible();
      await signedIn.clock.runFor(MINUTE / 60);
      await done(signedIn);
      expect(sent).toEqual([sent[0], sent[0]]);
    },
  );
}

test(
  'when the API is busy, the client retries automatically, no sooner than Retry-After',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/503/);
    const profile = await openWithClock(signedIn);
    const asked: string[] = [];
    await signedIn.route(isApi, (route) => {
      asked.push(route.request().method());
      if (asked.length > 1) return route.continue();
      return route.fulfill({
        status: 503,
        headers: { 'Retry-After': '30' },
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'about:blank', title: '', status: 503, code: 'unavailable' }),
      });
    });
    await profile.choose(await photoFile());
    await profile.button(es.editor.use).waitFor();
    asked.length = 0;
    await profile.confirmEdit();
    await expect(signedIn.getByText(es.waiting.unavailable).first()).toBeVisible();
    await expect(profile.button(es.upload.retryNow)).toHaveCount(0);
    await signedIn.clock.runFor(25_000);
    expect(asked).toEqual(['POST']);
    await signedIn.clock.runFor(10_000);
    await done(signedIn);
  },
);

/** Fails every try of an upload, on a dead connection that the browser reports as online, until the page stops retrying. */
async function failForGood(page: Page) {
  const state = { isMended: false };
  const profile = await openWithClock(page);
  let tries = 0;
  const cut = (url: URL) => isApi(url) || isUpload(url);
  await profile.choose(await photoFile());
  await profile.button(es.editor.use).waitFor();
  await page.route(cut, (route) => {
    if (state.isMended) return route.continue();
    tries++;
    return route.abort('connectionreset');
  });
  await profile.confirmEdit();
  const waiting = page.getByText(es.waiting.network).first();
  await expect(waiting).toBeVisible();
  expect(await page.evaluate(() => navigator.onLine)).toBe(true);
  for (let minutes = 0; minutes < 5; minutes++) {
    const before = tries;
    await page.clock.runFor(MINUTE / 2);
    await expect.poll(() => tries).toBeGreaterThan(before);
    await expect(waiting).toBeVisible();
  }
  // Then it stops retrying, and shows a message with a retry button.
  await expect(async () => {
    await page.clock.runFor(MINUTE);
    await expect(page.getByText(es.failure.network).first()).toBeVisible({ timeout: 100 });
  }).toPass({ intervals: [0] });
  return { profile, state };
}

test(
  'on a dead connection that the browser reports as online, the upload retries for minutes, then offers a button',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(...networkErrors);
    const { profile, state } = await failForGood(signedIn);
    state.isMended = true;
    await profile.button(es.upload.retry).click();
    await done(signedIn);
  },
);

test(
  'axe finds nothing once an upload has stopped retrying',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(...networkErrors);
    await failForGood(signedIn);
    await expectNoFindingsInBothThemes(signedIn, 'failed');
  },
);

test(
  'an upload that has stopped retrying recovers automatically when the connection works again',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(...networkErrors);
    const profile = await openWithClock(signedIn);
    let cuts = 0;
    await signedIn.route(isUpload, (route) =>
      cuts++ < 6 ? route.abort('connectionreset') : route.continue(),
    );
    await profile.upload(await photoFile());
    await expect(async () => {
      await signedIn.clock.runFor(5_000);
      await expect(signedIn.getByText(es.upload.done).first()).toBeVisible({ timeout: 100 });
    }).toPass({ intervals: [0] });
    expect(cuts).toBeGreaterThan(6);
  },
);

test('returning to the window retries at once', DEEP, async ({ signedIn, allowedErrors }) => {
  allowedErrors.push(...networkErrors);
  const profile = await openWithClock(signedIn);
  await signedIn.clock.pauseAt(Date.now() + MINUTE);
  let isCut = true;
  await signedIn.route(isUpload, (route) =>
    isCut ? route.abort('connectionreset') : route.continue(),
  );
  await profile.upload(await photoFile());
  await expect(signedIn.getByText(es.waiting.network).first()).toBeVisible();
  isCut = false;
  await signedIn.evaluate(() => window.dispatchEvent(new Event('focus')));
  await done(signedIn);
});

/** Opens the page and confirms a photo whose response is lost, with the page's clock stopped. */
async function loseConfirmation(page: Page, agent: Agent) {
  const profile = await openWithClock(page);
  await page.clock.pauseAt(Date.now() + MINUTE);
  const device = await otherDevice(agent);
  const confirms: string[] = [];
  await page.route('**/api/profile', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    confirms.push(route.request().url());
    await route.fetch();
    await route.abort('connectionreset');
  });
  await profile.upload(await photoFile(1));
  await expect(page.getByText(es.waiting.network).first()).toBeVisible();
  const { profileImageKey: key } = await device.profile();
  if (key === null) throw new Error('nothing is shown');
  return { profile, device, key, confirms };
}

test(
  'when the response to the confirmation is lost, nothing is sent twice',
  DEEP,
  async ({ signedIn, agent, allowedErrors }) => {
    allowedErrors.push(...networkErrors);
    const { device, key, confirms } = await loseConfirmation(signedIn, agent);
    await signedIn.clock.runFor(MINUTE / 30);
    await done(signedIn);
    expect((await device.profile()).profileImageKey).toBe(key);
    expect(confirms).toHaveLength(1);
  },
);

test(
  'when that response is lost and the user cancels, the page says that the photo is saved, and offers undo',
  DEEP,
  async ({ signedIn, agent, allowedErrors }) => {
    allowedErrors.push(...networkErrors);
    const { profile } = await loseConfirmation(signedIn, agent);
    await profile.button(es.upload.cancel).click();
    await done(signedIn);
    await signedIn.clock.resume();
    await profile.button(es.change.undo).click();
    await expect(profile.photo).toHaveCount(0);
  },
);

test(
  'when that response is lost and a newer photo arrives, the newer one is not overwritten',
  DEEP,
  async ({ signedIn, agent, allowedErrors }) => {
    allowedErrors.push(...networkErrors);
    const { device, confirms } = await loseConfirmation(signedIn, agent);
    const newer = await device.setPhoto(2);
    await signedIn.clock.runFor(MINUTE / 30);
    await expect(signedIn.getByText(es.upload.newer).first()).toBeVisible();
    expect((await device.profile()).profileImageKey).toBe(newer);
    expect(confirms).toHaveLength(1);
  },
);

test(
  'the page asks before it replaces a newer photo that arrived while it was offline',
  DEEP,
  async ({ signedIn, context, agent, allowedErrors }) => {
    allowedErrors.push(...networkErrors);
    const profile = await openProfile(signedIn);
    await profile.uploadOffline(await photoFile(1));
    const device = await otherDevice(agent);
    const newer = await device.setPhoto(2);
    await context.setOffline(false);
    await expect(signedIn.getByText(es.upload.newer).first()).toBeVisible();
    expect((await device.profile()).profileImageKey).toBe(newer);
    await expect.poll(() => profile.shownPath()).toContain(newer.replace(/\.\w+$/, ''));
    await profile.button(es.upload.useKept).click();
    await done(signedIn);
    expect((await device.profile()).profileImageKey).not.toBe(newer);
  },
);

test(
  'an upload superseded by another request is used if the user wants it',
  DEEP,
  async ({ signedIn, agent, allowedErrors }) => {
    allowedErrors.push(/409/);
    const profile = await openProfile(signedIn);
    const device = await otherDevice(agent);
    let newer = '';
    await signedIn.route(isUpload, async (route) => {
      if (newer === '' && route.request().method() === 'PUT') newer = await device.setPhoto(2);
      await route.continue();
    });
    await profile.upload(await photoFile(1));
    await expect(signedIn.getByText(es.failure.superseded).first()).toBeVisible();
    expect((await device.profile()).profileImageKey).toBe(newer);
    await profile.button(es.upload.useThis).click();
    await done(signedIn);
    expect((await device.profile()).profileImageKey).not.toBe(newer);
  },
);
