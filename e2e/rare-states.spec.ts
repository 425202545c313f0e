// axe finds nothing in rare states, in both themes.
import type { Page, Route } from 'playwright/test';
import { es } from '@/components/messages/es';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { photoFile } from '../test/browser/editor-page';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

/** Replaces the responses to some API calls while it is switched on. */
async function answers(page: Page) {
  const given = new Map<string, Parameters<Route['fulfill']>[0]>();
  await page.route('**/api/profile**', (route) => {
    const request = route.request();
    const answer = given.get(`${request.method()} ${new URL(request.url()).pathname}`);
    return answer ? route.fulfill(answer) : route.fallback();
  });
  await page.route('**/api/profile/image/**', (route) => {
    const answer = given.get(`GET ${new URL(route.request().url()).pathname}`);
    return answer ? route.fulfill(answer) : route.fallback();
  });
  return given;
}

test(
  'a waiting upload, a rejected one, and a failed change',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/422|503/);
    const given = await answers(signedIn);
    const profile = await openProfile(signedIn);

    given.set('POST /api/profile/image', {
      status: 503,
      json: { code: 'unavailable' },
      headers: { 'Retry-After': '20' },
    });
    await profile.upload(await photoFile());
    await expect(profile.button(es.upload.cancel)).toBeVisible();
    await expect(profile.progress).toHaveCount(0);
    await expectNoFindingsInBothThemes(signedIn, 'waiting');
    await profile.button(es.upload.cancel).click();
    given.clear();
    given.set('PUT /api/profile', {
      status: 422,
      json: { code: 'image_rejected', reason: 'corrupt' },
    });
    await profile.upload(await photoFile());
    await expect(signedIn.getByText(es.rejection.corrupt).first()).toBeVisible();
    await expect(profile.button(es.upload.retry)).toHaveCount(0);
    await expectNoFindingsInBothThemes(signedIn, 'rejected');

    given.clear();
    await profile.upload(await photoFile({ seed: 2 }));
    await expect(profile.button(es.change.undo)).toBeVisible();
    given.set('DELETE /api/profile/image', { status: 503, json: { code: 'unavailable' } });
    await profile.button(es.change.undo).click();
    await expect(signedIn.getByText(es.change.unavailable)).toBeVisible();
    await expectNoFindingsInBothThemes(signedIn, 'a change that failed');
  },
);

test(
  'a history that does not load, an ended session, names that were not saved',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/401|503/);
    const given = await answers(signedIn);
    const profile = new ProfilePage(signedIn);
    const unavailable = { status: 503, json: { code: 'unavailable' } };
    await profile.open();
    // A page reads no history before a photo is replaced or removed.
    await profile.upload(await photoFile());
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
    await profile.button(es.photo.remove).click();
    const dialog = signedIn.getByRole('dialog', { name: es.change.removeTitle });
    await dialog.getByRole('button', { name: es.change.removeConfirm }).click();
    await expect(profile.photo).toHaveCount(0);
    given.set('GET /api/profile/image/history', unavailable);
    given.set('PUT /api/profile', unavailable);
    await profile.open();
    await expect(signedIn.getByText(es.history.failed)).toBeVisible();
    await signedIn.getByLabel(es.details.nombre).fill('Lucía');
    await profile.button(es.details.save).click();
    await expect(signedIn.getByText(es.details.unavailable)).toBeVisible();
    await expect(profile.button(es.details.save)).toBeFocused();
    await expectNoFindingsInBothThemes(signedIn, 'a history that did not load');

    const ended = { status: 401, json: { code: 'unauthenticated' } };
    given.set('GET /api/profile/image/history', ended);
    given.set('GET /api/profile', ended);
    await signedIn.evaluate(() => window.dispatchEvent(new Event('online')));
    await expect(signedIn.getByText(es.profile.sessionEnded)).toBeVisible();
    await expectNoFindingsInBothThemes(signedIn, 'a session that ended');
  },
);

test('a camera that is blocked', DEEP, async ({ signedIn }) => {
  await signedIn.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  const profile = await openProfile(signedIn);
  await profile.button(es.photo.take).click();
  await expect(signedIn.getByText(es.camera.deniedTitle)).toBeVisible();
  await expectNoFindingsInBothThemes(signedIn, 'a blocked camera');
});
