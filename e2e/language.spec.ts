// The language switch: without scripts, without a connection, and during an upload.

import { cameraPhoto } from 'odd-images/camera-photo';
import { en } from '@/components/messages/en';
import { es } from '@/components/messages/es';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { gateOn, isUpload } from '../test/browser/gate';
import { openProfile } from '../test/browser/profile-page';

test.describe('before any script has run', () => {
  test.use({ javaScriptEnabled: false });

  test('it is a form, and returns to the same page and query', async ({ page, context }) => {
    await page.goto('/sign-in?callbackUrl=%2Fprofile%3Fdesde%3Dcorreo&error=SessionRequired');
    const { href } = new URL(page.url());
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('heading', { level: 1, name: en.signIn.title })).toBeVisible();
    await expect(page.getByText(en.signIn.ended)).toBeVisible();
    expect(page.url()).toBe(href);
    const cookie = (await context.cookies()).find(({ name }) => name === 'locale');
    expect(cookie).toMatchObject({ value: 'en', httpOnly: true, sameSite: 'Lax', secure: false });
  });
});

test('without a connection, the page stays and explains the failure', async ({
  signedIn,
  context,
  allowedErrors,
}) => {
  allowedErrors.push(/ERR_INTERNET_DISCONNECTED/);
  const profile = await openProfile(signedIn);
  await context.setOffline(true);
  await profile.button('English').click();
  await expect(signedIn.getByText(es.header.languageFailed)).toBeVisible();
  await expect(signedIn.getByRole('heading', { level: 1, name: es.profile.title })).toBeVisible();
  await context.setOffline(false);
  await profile.button('English').click();
  await expect(signedIn.getByRole('heading', { level: 1, name: en.profile.title })).toBeVisible();
  await expect(signedIn.getByText(es.header.languageFailed)).toHaveCount(0);
});

test('an upload in progress continues', DEEP, async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  const gate = await gateOn(signedIn, isUpload);
  gate.hold();
  const buffer = await cameraPhoto({ width: 400, height: 300, format: 'jpeg' });
  await profile.upload({ name: 'foto.jpg', mimeType: 'image/jpeg', buffer });
  await expect.poll(gate.count).toBe(1);
  await profile.button('English').click();
  await expect(signedIn.getByRole('heading', { level: 1, name: en.profile.title })).toBeVisible();
  await expect(signedIn.getByRole('progressbar', { name: en.upload.progress })).toBeVisible();
  gate.open();
  const photo = signedIn.getByRole('main').getByRole('img').first();
  await expect(photo).toHaveAttribute('src', /\/profiles\//);
  expect(gate.count()).toBe(1);
});
