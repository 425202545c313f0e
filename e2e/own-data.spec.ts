// The user's own data: the privacy notice, the download, and the deletion.
import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Download, Page } from 'playwright/test';
import sharp from 'sharp';
import { es } from '@/components/messages/es';
import { privacyPage } from '@/components/messages/privacy-page';
import { expectNoFindings } from '../test/browser/axe';
import { photoFile } from '../test/browser/editor-page';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { openProfile } from '../test/browser/profile-page';

test('the privacy notice is shown where the first photo is chosen, and the audit trail records its version', async ({
  signedIn,
  context,
}) => {
  const profile = await openProfile(signedIn);
  const link = signedIn.getByRole('link', { name: es.privacy.link });
  const address = await link.getAttribute('href');
  const opened = context.waitForEvent('page');
  await link.click();
  const tab = await opened;
  await expect(tab.getByRole('heading', { level: 1, name: privacyPage.es.title })).toBeVisible();
  await expectNoFindings(tab, 'the privacy notice');
  await tab.close();

  await profile.upload(await photoFile());
  await shownByServer(signedIn);
  await profile.open();
  await expect(link).toHaveCount(0);
  await profile.upload(await photoFile());
  await expect
    .poll(async () => {
      const { events } = await (await signedIn.request.get('/api/profile/export')).json();
      return events
        .filter(({ type }: { type: string }) => type === 'issued')
        .map(({ privacyNotice }: { privacyNotice: string | null }) => privacyNotice);
    })
    .toEqual([null, address]);
});

test('a copy of everything is downloaded, with the photo', async ({ signedIn, context }) => {
  const profile = await openProfile(signedIn);
  await profile.upload(await photoFile());
  await shownByServer(signedIn);
  // Playwright reports the download on the new tab, or on this tab if the new one has closed already.
  const downloads = new Promise<Download>((resolve) => {
    signedIn.on('download', resolve);
    context.on('page', (tab) => tab.on('download', resolve));
  });
  await signedIn.getByRole('link', { name: es.data.download }).click();
  const files = unzipSync(await readFile(await (await downloads).path()));
  const data = JSON.parse(strFromU8(files['datos.json'] ?? new Uint8Array()));
  const [image] = data.images;
  expect(await sharp(files[image.file]).metadata()).toMatchObject({ width: image.width });
});

/** Resolves once the photo is on the server. */
async function shownByServer(page: Page): Promise<void> {
  await page.getByRole('link', { name: es.photo.download, exact: true }).waitFor();
}

test.describe('deleting everything', () => {
  test.use({ viewport: { width: 360, height: 640 } });

  test('asks for a word, says what it did with a certificate, and signs out', async ({
    signedIn,
    agent,
  }) => {
    const profile = await openProfile(signedIn);
    await profile.upload(await photoFile());
    await shownByServer(signedIn);
    await profile.sentFraming();

    await profile.button(es.data.erase).click();
    const asking = signedIn.getByRole('dialog', { name: es.data.eraseTitle });
    const word = asking.getByLabel(`Escribe ${es.data.confirmWord} para confirmar`);
    await word.fill('Sí');
    await asking.getByRole('button', { name: es.data.eraseConfirm }).click();
    await expect(asking.getByText(`Escribe la palabra ${es.data.confirmWord}.`)).toBeVisible();
    await expectNoFindings(signedIn, 'a wrong word');
    await signedIn.keyboard.press('Escape');
    await expect(asking).toHaveCount(0);
    await expect(profile.button(es.data.erase)).toBeFocused();
    expect((await signedIn.request.get('/api/profile')).status()).toBe(200);

    await profile.button(es.data.erase).click();
    await word.fill(` ${es.data.confirmWord.toLowerCase()} `);
    await word.press('Enter');
    const done = signedIn.getByRole('dialog', { name: es.data.erasedTitle });
    await expect(done).toContainText('Fotos borradas: 1');
    await expectNoFindings(signedIn, 'everything deleted');
    expect((await signedIn.request.get('/api/profile')).status()).toBe(404);

    const download = signedIn.waitForEvent('download');
    await done.getByRole('link', { name: es.data.saveCertificate }).click();
    const certificate = await readFile(await (await download).path(), 'utf8');
    const keys = await (await signedIn.request.get('/.well-known/jwks.json')).json();
    const { payload } = await jwtVerify(certificate, createLocalJWKSet(keys));
    expect(payload.erasure).toMatchObject({ images: 1, complete: true });
    expect(JSON.stringify(payload)).not.toContain(agent.userId);

    await done.getByRole('button', { name: es.data.leave }).click();
    await signedIn.waitForURL('**/sign-in');
    expect((await signedIn.request.get('/api/profile')).status()).toBe(401);
  });

  test(
    'a failure keeps the dialog, and the next try succeeds',
    DEEP,
    async ({ signedIn, allowedErrors }) => {
      allowedErrors.push(/503/);
      const profile = await openProfile(signedIn);
      let tries = 0;
      await signedIn.route('**/api/profile/erasure', (route) => {
        tries += 1;
        return tries === 1 ? route.fulfill({ status: 503, body: '{}' }) : route.continue();
      });
      await profile.button(es.data.erase).click();
      const asking = signedIn.getByRole('dialog', { name: es.data.eraseTitle });
      await asking.getByRole('textbox').fill(es.data.confirmWord);
      await asking.getByRole('button', { name: es.data.eraseConfirm }).click();
      await expect(asking.getByRole('alert')).toHaveText(es.data.eraseFailed);
      await asking.getByRole('button', { name: es.data.eraseConfirm }).click();
      await expect(signedIn.getByRole('dialog', { name: es.data.erasedTitle })).toBeVisible();
    },
  );
});
