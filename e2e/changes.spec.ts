// Undo, remove, and restoring an earlier photo.
import { es } from '@/components/messages/es';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { photoFile } from '../test/browser/photo-file';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

test('undo brings back the previous photo', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await profile.upload(await photoFile(1));
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  const first = await profile.shownPath();

  await profile.upload(await photoFile(2));
  await expect.poll(() => profile.shownPath()).not.toBe(first);
  await profile.button(es.change.undo).click();
  await expect.poll(() => profile.shownPath()).toBe(first);
  await expect(signedIn.getByText(es.change.undone).first()).toBeVisible();
});

test('undo of the first photo leaves none', DEEP, async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await profile.upload(await photoFile(1));
  await profile.button(es.change.undo).click();
  await expect(profile.photo).toHaveCount(0);
  await signedIn.reload();
  await expect(profile.photo).toHaveCount(0);
});

test('the photo is removed after a confirmation, and restored by undo', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
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

test('an earlier photo is restored', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
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

test('earlier photos are read only once there are some', async ({ signedIn }) => {
  const profile = new ProfilePage(signedIn);
  const asked: string[] = [];
  signedIn.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('/image/history')) asked.push(pathname);
  });
  await profile.open();
  await expect(signedIn.getByText(es.history.empty)).toBeVisible();
  expect(asked).toEqual([]);
  for (const seed of [1, 2]) {
    const before = await profile.photo.count();
    await profile.upload(await photoFile(seed));
    const kept = signedIn.getByRole('button', { name: /^Volver a la foto/ });
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
    await expect(kept).toHaveCount(before);
  }
  asked.length = 0;
  await profile.open();
  await expect(signedIn.getByRole('button', { name: /^Volver a la foto/ })).toHaveCount(1);
  expect(asked).toHaveLength(1);
});

test('an earlier photo is found after many unfinished uploads', DEEP, async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  for (const seed of [1, 2]) {
    const before = await profile.photo.count();
    await profile.upload(await photoFile(seed));
    const kept = signedIn.getByRole('button', { name: /^Volver a la foto/ });
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
    await expect(kept).toHaveCount(before);
  }
  // As if pages of unfinished uploads preceded the existing one.
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
