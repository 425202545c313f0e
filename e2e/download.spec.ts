// Downloading the shown photo.
import { readFile } from 'node:fs/promises';
import type { Download } from 'playwright/test';
import sharp from 'sharp';
import { es } from '@/components/messages/es';
import { photoFile } from '../test/browser/editor-page';
import { expect, test } from '../test/browser/fixtures';
import { openProfile } from '../test/browser/profile-page';

test('the download is a JPEG of 648 pixels named after the person, and causes no question about leaving', async ({
  signedIn,
  context,
}) => {
  const profile = await openProfile(signedIn);
  const link = signedIn.getByRole('link', { name: es.photo.download, exact: true });
  await expect(link).toHaveCount(0);
  await profile.upload(await photoFile());
  await signedIn.getByLabel(es.details.nombre).fill('Sin guardar');
  const asked: string[] = [];
  signedIn.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  // Playwright reports the download on the new tab, or on this tab if the new one has closed already.
  const downloads = new Promise<Download>((resolve) => {
    signedIn.on('download', resolve);
    context.on('page', (tab) => tab.on('download', resolve));
  });
  await link.click();
  const download = await downloads;
  expect(download.suggestedFilename()).toBe('María José Núñez Ávila.jpg');
  const bytes = await readFile(await download.path());
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 648, height: 648 });
  expect(asked).toEqual([]);
  await expect(signedIn.getByLabel(es.details.nombre)).toHaveValue('Sin guardar');
});
