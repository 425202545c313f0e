// Lazily loaded parts: not loaded before use, and a failed load keeps the photo and can be retried.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import { es } from '@/components/messages/es';
import { HEIC_LIMITS } from '@/lib/client/images/open-photo';
import { expectContrast, expectNoFindingsInBothThemes } from '../test/browser/axe';
import { Editor, openEditor, photoFile } from '../test/browser/editor-page';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { DECODER_SIZE, gateOn, isScript } from '../test/browser/gate';
import { openProfile } from '../test/browser/profile-page';

async function heicFile() {
  const buffer = await readFile(new URL('../test/browser/quadrants.heic', import.meta.url));
  return { name: 'IMG_0042.HEIC', mimeType: 'image/heic', buffer };
}

const problem = (page: Page) => page.getByRole('dialog', { name: es.loading.failedTitle });

test('opening the file dialog loads the editor; a HEIC also loads its decoder', async ({
  signedIn,
}) => {
  const scripts = await gateOn(signedIn, isScript);
  const decoder = await gateOn(signedIn, isScript, { minBytes: DECODER_SIZE });
  const profile = await openProfile(signedIn);
  await signedIn.waitForLoadState('networkidle');
  const before = scripts.count();
  await profile.button(es.photo.choose).hover();
  expect(scripts.count()).toBe(before);
  const chooser = await profile.chooserOf(() => profile.button(es.photo.choose).click());
  await expect.poll(scripts.count).toBeGreaterThan(before);
  await chooser.setFiles(await photoFile());
  const editor = new Editor(signedIn);
  await editor.ready();
  await signedIn.keyboard.press('Escape');
  expect(decoder.count()).toBe(0);
  await profile.choose(await heicFile());
  await editor.ready();
  expect(decoder.count()).toBe(1);
});

test(
  'if the editor fails to load, the photo is kept, and a retry opens it',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/ERR_FAILED/);
    const scripts = await gateOn(signedIn, isScript);
    const profile = await openProfile(signedIn);
    await signedIn.waitForLoadState('networkidle');
    scripts.cut();
    await profile.choose(await photoFile());
    await expect(problem(signedIn).getByRole('alert')).toHaveText(es.loading.failed);
    await expectNoFindingsInBothThemes(signedIn, 'an editor that did not load');
    await problem(signedIn).getByRole('button', { name: es.loading.retry }).click();
    await expect(problem(signedIn)).toBeVisible();
    scripts.open();
    await problem(signedIn).getByRole('button', { name: es.loading.retry }).click();
    const editor = new Editor(signedIn);
    await editor.ready();
    await editor.use();
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  },
);

test('if the camera fails to load, a retry opens it', DEEP, async ({ signedIn, allowedErrors }) => {
  allowedErrors.push(/ERR_FAILED/);
  const scripts = await gateOn(signedIn, isScript);
  const profile = await openProfile(signedIn);
  await signedIn.waitForLoadState('networkidle');
  scripts.cut();
  await profile.button(es.photo.take).click();
  await problem(signedIn).getByRole('button', { name: es.loading.cancel }).click();
  await expect(profile.button(es.photo.take)).toBeFocused();

  scripts.open();
  await profile.button(es.photo.take).click();
  await expect(signedIn.getByRole('dialog', { name: es.camera.title })).toBeVisible();
});

test(
  'a HEIC whose decoder fails to load is not reported as damaged, and a retry opens it',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/ERR_FAILED/);
    const decoder = await gateOn(signedIn, isScript, { minBytes: DECODER_SIZE });
    const profile = await openProfile(signedIn);
    decoder.cut();
    await profile.choose(await heicFile());
    const dialog = signedIn.getByRole('dialog', { name: es.editor.notLoadedTitle });
    await expect(dialog.getByRole('alert')).toHaveText(es.editor.notLoaded);
    await expect(dialog.getByRole('button', { name: es.editor.retry })).toBeFocused();
    decoder.hold();
    await signedIn.keyboard.press('Enter');
    await expect(signedIn.getByText(es.editor.converting)).toBeVisible();
    await expectNoFindingsInBothThemes(signedIn, 'converting');
    decoder.open();
    await new Editor(signedIn).ready();
  },
);

test(
  'a HEIC whose decoder never loads gets the same message after a timeout, and a retry opens it',
  DEEP,
  async ({ signedIn }) => {
    await signedIn.clock.install();
    const decoder = await gateOn(signedIn, isScript, { minBytes: DECODER_SIZE });
    const profile = await openProfile(signedIn);
    decoder.hold();
    await profile.choose(await heicFile());
    await expect(signedIn.getByText(es.editor.converting)).toBeVisible();
    await expect.poll(decoder.count).toBe(1);
    await signedIn.clock.fastForward(HEIC_LIMITS.loading.ms);
    const dialog = signedIn.getByRole('dialog', { name: es.editor.notLoadedTitle });
    await expect(dialog.getByRole('alert')).toHaveText(es.editor.notLoaded);
    decoder.open();
    await dialog.getByRole('button', { name: es.editor.retry }).click();
    await new Editor(signedIn).ready();
  },
);

test(
  'a damaged HEIC is reported as unreadable after decoding has failed',
  DEEP,
  async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    const { buffer, ...rest } = await heicFile();
    await profile.choose({ ...rest, buffer: buffer.subarray(0, buffer.length / 2) });
    const dialog = signedIn.getByRole('dialog', { name: es.editor.unreadableTitle });
    await expect(dialog.getByRole('alert')).toHaveText(es.editor.unreadable);
  },
);

test(
  'the editor announces that it is opening, and axe finds nothing then',
  DEEP,
  async ({ signedIn }) => {
    const { editor, profile } = await openEditor(signedIn, await photoFile());
    await signedIn.keyboard.press('Escape');
    await expect(editor.dialog).toHaveCount(0);
    const scripts = await gateOn(signedIn, isScript);
    scripts.hold();
    await profile.choose(await photoFile());
    const opening = editor.dialog.getByText(es.editor.loading);
    await expect(opening).toBeVisible();
    await expectNoFindingsInBothThemes(signedIn, 'opening');
    for (const colorScheme of ['light', 'dark'] as const) {
      await signedIn.emulateMedia({ colorScheme });
      await expectContrast(opening, editor.stage);
    }
    scripts.open();
    await editor.ready();
  },
);
