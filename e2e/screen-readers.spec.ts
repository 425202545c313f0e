// Screen readers and keyboards: what is announced, and where the focus goes when a control disappears.
import type { Page } from 'playwright/test';
import { fill } from '@/components/i18n/fill';
import { es } from '@/components/messages/es';
import { photoFile } from '../test/browser/editor-page';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { gateOn, isUpload } from '../test/browser/gate';
import { PDF_FILE } from '../test/browser/photo-file';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

/** The current announcement about the photo. */
const said = (page: Page) => page.getByRole('main').getByRole('status').first();

test('progress, a refusal during it, the result and a failed undo are announced', async ({
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(/503/);
  const uploads = await gateOn(signedIn, isUpload);
  let isDown = false;
  await signedIn.route('**/api/profile/image', (route) =>
    isDown && route.request().method() === 'DELETE'
      ? route.fulfill({ status: 503, json: { code: 'unavailable' } })
      : route.fallback(),
  );
  const profile = await openProfile(signedIn);
  uploads.hold();
  await profile.upload(await photoFile());
  await expect(said(signedIn)).toHaveText(es.upload.sending);
  await profile.drop(PDF_FILE);
  const refusal = fill(es.refusal.type, { file: PDF_FILE.name });
  await expect(said(signedIn)).toHaveText(refusal);
  uploads.open();
  await expect(said(signedIn)).toHaveText(es.upload.done);
  await expect(signedIn.getByText(refusal)).toHaveCount(0);

  isDown = true;
  await profile.button(es.change.undo).click();
  await expect(said(signedIn)).toHaveText(es.change.unavailable);
  isDown = false;
  await profile.button(es.change.retry).click();
  await expect(said(signedIn)).toHaveText(es.change.undone);
  await expect(profile.photo).toHaveCount(0);
});

test(
  'the focus is never lost: dialogs return it, and disappearing controls pass it on',
  DEEP,
  async ({ signedIn }) => {
    const uploads = await gateOn(signedIn, isUpload);
    const profile = await openProfile(signedIn);
    const keys = signedIn.keyboard;
    /** Presses a button with the keyboard. */
    const press = async (name: string) => {
      await profile.button(name).focus();
      await keys.press('Enter');
    };

    await press(es.photo.take);
    await signedIn.getByRole('dialog', { name: es.camera.title }).waitFor();
    await keys.press('Escape');
    await expect(profile.button(es.photo.take)).toBeFocused();

    uploads.hold();
    await profile.upload(await photoFile({ seed: 1 }));
    await press(es.upload.cancel);
    await expect(profile.button(es.photo.choose)).toBeFocused();
    uploads.open();

    await profile.drop(PDF_FILE);
    await press(es.photo.closeNotice);
    await expect(profile.button(es.photo.choose)).toBeFocused();

    for (const seed of [1, 2]) {
      await profile.upload(await photoFile({ seed }));
      await expect(said(signedIn)).toHaveText(es.upload.done);
    }
    await press(es.change.undo);
    await expect(said(signedIn)).toHaveText(es.change.undone);
    await expect(profile.button(es.photo.replace)).toBeFocused();
    await press(es.photo.closeNotice);
    await expect(profile.button(es.photo.replace)).toBeFocused();

    const earlier = signedIn.getByRole('button', { name: /^Volver a la foto/ });
    await earlier.focus();
    await keys.press('Enter');
    await expect(said(signedIn)).toHaveText(es.change.restored);
    await expect(profile.button(es.photo.replace)).toBeFocused();

    await press(es.photo.remove);
    await keys.press('Escape');
    await expect(profile.button(es.photo.remove)).toBeFocused();
    await keys.press('Enter');
    const dialog = signedIn.getByRole('dialog', { name: es.change.removeTitle });
    await dialog.getByRole('button', { name: es.change.removeConfirm }).focus();
    await keys.press('Enter');
    await expect(said(signedIn)).toHaveText(es.change.removed);
    await expect(profile.button(es.photo.choose)).toBeFocused();
  },
);

test(
  'the success message goes when something newer begins, and undo goes when another tab changes the photo',
  DEEP,
  async ({ signedIn, context }) => {
    const profile = await openProfile(signedIn);
    await profile.upload(await photoFile({ seed: 1 }));
    const done = signedIn.getByRole('main').getByText(es.upload.done);
    await expect(done).toBeVisible();
    await profile.drop(PDF_FILE);
    await expect(done).toHaveCount(0);
    await profile.button(es.photo.closeNotice).click();

    await profile.upload(await photoFile({ seed: 2 }));
    await expect(profile.button(es.change.undo)).toBeVisible();
    const other = new ProfilePage(await context.newPage());
    await other.open();
    await other.upload(await photoFile({ seed: 3 }));
    await expect(profile.button(es.change.undo)).toHaveCount(0);
    await expect(done).toHaveCount(0);
  },
);

test("the user's change of the photo supersedes an upload", DEEP, async ({ signedIn }) => {
  const uploads = await gateOn(signedIn, isUpload);
  const profile = await openProfile(signedIn);
  await profile.upload(await photoFile({ seed: 1 }));
  await expect(said(signedIn)).toHaveText(es.upload.done);
  uploads.hold();
  await profile.upload(await photoFile({ seed: 2 }));
  await expect(profile.progress).toBeVisible();
  await profile.button(es.photo.remove).click();
  const dialog = signedIn.getByRole('dialog', { name: es.change.removeTitle });
  await dialog.getByRole('button', { name: es.change.removeConfirm }).click();
  await expect(profile.photo).toHaveCount(0);
  await expect(profile.progress).toHaveCount(0);
  await expect(said(signedIn)).toHaveText(es.change.removed);
  await expect(signedIn.getByText(es.upload.failedTitle)).toHaveCount(0);
});
