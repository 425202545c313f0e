// Undo, remove, and going back to an earlier photo.
import { es } from '@/components/messages/es';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { photoFile } from '../test/browser/photo-file';
import { ProfilePage } from '../test/browser/profile-page';

test('a change is undone: back to the photo before, or to none', async ({ signedIn }) => {
  const profile = new ProfilePage(signedIn);
  await profile.open();
  await profile.upload(await photoFile(1));
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  const first = await profile.shownPath();

  await profile.upload(await photoFile(2));
  await expect.poll(() => profile.shownPath()).not.toBe(first);
  await profile.button(es.change.undo).click();
  await expect.poll(() => profile.shownPath()).toBe(first);
  await expect(signedIn.getByText(es.change.undone).first()).toBeVisible();
});

test('the first photo is undone to none', DEEP, async ({ signedIn }) => {
  const profile = new ProfilePage(signedIn);
  await profile.open();
  await profile.upload(await photoFile(1));
  await profile.button(es.change.undo).click();
  await expect(profile.photo).toHaveCount(0);
  await signedIn.reload();
  await expect(profile.photo).toHaveCount(0);
});

test('the photo is removed, after asking, and brought back', async ({ signedIn }) => {
  const profile = new ProfilePage(signedIn);
  await profile.open();
  await profile.upload(await photoFile(1));
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  const first = await profile.shownPath();

  await profile.button(es.photo.remove).click();
  const dialog = signedIn.getByRole('dialog', { name: es.change.removeTitle });
  await signedIn.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(profile.photo).toHaveCount(1);

  await profile.button(es.photo.remove).click();
  await dialog.getByRole('button', { name: es.change.removeConfirm }).click();
  await expect(profile.photo).toHaveCount(0);
  await expect(profile.header.locator('img')).toHaveCount(0);
  await profile.button(es.change.undo).click();
  await expect.poll(() => profile.shownPath()).toBe(first);
});

test('an earlier photo is gone back to', async ({ signedIn }) => {
  const profile = new ProfilePage(signedIn);
  await profile.open();
  await expect(signedIn.getByText(es.history.empty)).toBeVisible();
  const paths: string[] = [];
  for (const seed of [1, 2]) {
    await profile.upload(await photoFile(seed));
    await expect
      .poll(async () => ((await profile.photo.count()) ? profile.shownPath() : ''))
      .not.toBe(paths.at(-1) ?? '');
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
    paths.push(await profile.shownPath());
  }
  await signedIn.getByRole('button', { name: /^Volver a la foto del/ }).click();
  await expect.poll(() => profile.shownPath()).toBe(paths[0]);
  await expect(signedIn.getByRole('button', { name: /^Volver a la foto del/ })).toHaveCount(1);
});

test('an earlier photo is found however much was asked for since', DEEP, async ({ signedIn }) => {
  const profile = new ProfilePage(signedIn);
  await profile.open();
  for (const seed of [1, 2]) {
    const before = await profile.photo.count();
    await profile.upload(await photoFile(seed));
    const kept = signedIn.getByRole('button', { name: /^Volver a la foto/ });
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
    await expect(kept).toHaveCount(before);
  }
  // As if there were pages of uploads that came to nothing before the one that there is.
  await signedIn.route('**/api/profile/image/history*', (route) => {
    const url = new URL(route.request().url());
    const page = Number(url.searchParams.get('cursor'));
    url.search = '';
    return page < 2
      ? route.fulfill({ json: { items: [], next: `${page + 1}`, expiresIn: 300 } })
      : route.continue({ url: url.href });
  });
  await profile.open();
  await expect(signedIn.getByRole('button', { name: /^Volver a la foto/ })).toHaveCount(1);
});
