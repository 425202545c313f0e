// Other sources of a photo: a phone's camera, drops and pastes of other things, rotated photos.
import { devices, type Page } from 'playwright/test';
import { fill } from '@/components/i18n/fill';
import { es } from '@/components/messages/es';
import {
  Editor,
  expectQuarters,
  photoFile,
  quarters,
  storedImage,
  UPRIGHT,
} from '../test/browser/editor-page';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { gateOn, isUpload } from '../test/browser/gate';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

const LIMIT = 2 * 1024 * 1024;

/** Over 2 MiB, by trailing bytes that decoders ignore. */
async function largeFile(orientation: number) {
  const file = await photoFile({ width: 640, height: 480, orientation });
  return { ...file, buffer: Buffer.concat([file.buffer, Buffer.alloc(LIMIT)]) };
}

test.describe('on a phone of 360 pixels', () => {
  const { defaultBrowserType: _, ...phone } = devices['Pixel 7'];
  test.use({ ...phone, viewport: { width: 360, height: 740 } });

  test(
    'a picture of the camera opens in the editor, whatever its size',
    DEEP,
    async ({ signedIn, s3 }) => {
      const profile = await openProfile(signedIn);
      const shot = await photoFile({ width: 4000, height: 3000, quality: 92, noise: 12 });
      expect(shot.buffer.length).toBeGreaterThan(LIMIT);
      await signedIn.locator('input[capture]').setInputFiles(shot);
      const editor = new Editor(signedIn);
      await editor.ready();
      await editor.dialog.getByRole('button', { name: es.editor.use }).tap();
      expectQuarters(await quarters(await storedImage(profile, s3)), UPRIGHT);
    },
  );

  test('the photo is removed and restored by touch', DEEP, async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    await profile.upload(await photoFile());
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
    const before = await profile.shownPath();
    await profile.button(es.photo.remove).tap();
    const dialog = signedIn.getByRole('dialog', { name: es.change.removeTitle });
    await dialog.getByRole('button', { name: es.change.removeConfirm }).tap();
    await expect(profile.photo).toHaveCount(0);
    await profile.button(es.change.undo).tap();
    await expect.poll(() => profile.shownPath()).toBe(before);
  });
});

test('a photo with any EXIF orientation is made smaller upright', DEEP, async ({ signedIn }) => {
  const uploads = await gateOn(signedIn, isUpload);
  uploads.hold();
  const profile = await openProfile(signedIn);
  let last: string | null = null;
  for (let orientation = 1; orientation <= 8; orientation++) {
    await profile.choose(await largeFile(orientation));
    await profile.confirmEdit();
    // The page shows the photo about to be sent, each time by another URL.
    await expect(profile.photo).toHaveAttribute('src', /^data:/);
    await expect.poll(() => profile.photo.getAttribute('src')).not.toBe(last);
    last = await profile.photo.getAttribute('src');
    const colours = await profile.photo.evaluate(async (element) => {
      const image = element as HTMLImageElement;
      await image.decode();
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0, 100, 100);
      const at = (x: number, y: number) =>
        Array.from(context?.getImageData(x, y, 1, 1).data ?? []).slice(0, 3);
      return [at(25, 25), at(75, 25), at(25, 75), at(75, 75)];
    });
    expectQuarters(colours, UPRIGHT);
  }
});

test(
  'a large file that is not a photo gets a message after decoding has failed',
  DEEP,
  async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    await profile.choose({
      name: 'yo.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.alloc(LIMIT + 1, 7),
    });
    const dialog = signedIn.getByRole('dialog', { name: es.editor.tooLargeTitle });
    await expect(dialog.getByRole('alert')).toHaveText(es.editor.tooLarge);
  },
);

test('text is pasted and dragged into a field as usual', DEEP, async ({ signedIn }) => {
  await openProfile(signedIn);
  const nombre = signedIn.getByLabel(es.details.nombre);
  await nombre.fill('Lucía');
  await nombre.press('Control+A');
  await nombre.press('Control+X');
  await expect(nombre).toHaveValue('');
  await nombre.press('Control+V');
  await expect(nombre).toHaveValue('Lucía');

  // The browser handles what the page does not.
  const isLeftAlone = await nombre.evaluate((field) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', 'Peña');
    const init = { dataTransfer, bubbles: true, cancelable: true };
    return ['dragenter', 'dragover', 'drop'].map((type) =>
      field.dispatchEvent(new DragEvent(type, init)),
    );
  });
  expect(isLeftAlone).toEqual([true, true, true]);
  await expect(signedIn.getByText(es.refusal.title)).toHaveCount(0);
});

test('a dropped link and a pasted document are refused with a message', async ({ signedIn }) => {
  await openProfile(signedIn);
  await dropLink(signedIn);
  await expect(signedIn.getByText(es.refusal.link).first()).toBeVisible();
  await expect(signedIn).toHaveURL(/\/profile$/);

  await signedIn.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['%PDF'], 'póliza.pdf', { type: 'application/pdf' }));
    const init = { clipboardData, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new ClipboardEvent('paste', init));
  });
  const sentence = fill(es.refusal.type, { file: 'póliza.pdf' });
  await expect(signedIn.getByText(sentence).first()).toBeVisible();
});

test('a drop on the open editor does not replace the photo', DEEP, async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await profile.choose(await photoFile());
  const editor = new Editor(signedIn);
  await editor.ready();
  await signedIn.keyboard.press(']');
  await profile.drop(await photoFile());
  await dropLink(signedIn);
  await expect(
    editor.dialog.getByText(fill(es.editor.state, { zoom: 100, angle: 90 })),
  ).toBeAttached();
  await signedIn.keyboard.press('Escape');
  await expect(editor.dialog).toHaveCount(0);
  await expect(signedIn.getByText(es.refusal.title)).toHaveCount(0);
});

async function dropLink(page: Page): Promise<void> {
  const dataTransfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.setData('text/uri-list', 'https://example.com/foto');
    return data;
  });
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.getByRole('main').dispatchEvent(type, { dataTransfer });
  }
}

test('the circle chooses a photo: by click, Enter and drop', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  const circle = profile.button(es.photo.choose);
  const editor = new Editor(signedIn);

  const box = await profile.initials.boundingBox();
  for (const choose of [
    () => signedIn.mouse.click((box?.x ?? 0) + 40, (box?.y ?? 0) + 40),
    () => circle.press('Enter'),
    () => signedIn.locator('label', { hasText: es.photo.choose }).click(),
  ]) {
    const chooser = await profile.chooserOf(choose);
    await chooser.setFiles(await photoFile());
    await editor.ready();
    await editor.dialog.getByRole('button', { name: es.editor.cancel }).click();
    await expect(editor.dialog).toHaveCount(0);
    await expect(circle).toBeFocused();
  }
  await profile.drop(await photoFile());
  await editor.ready();
});

test('a photo that is chosen before the script has loaded opens in the editor', async ({
  signedIn,
}) => {
  const scripts = await gateOn(signedIn, ({ pathname }) => pathname.endsWith('.js'));
  scripts.hold();
  await signedIn.goto('/profile', { waitUntil: 'commit' });
  const profile = new ProfilePage(signedIn);
  const label = signedIn.locator('label', { hasText: es.photo.choose });
  const chooser = await profile.chooserOf(() => label.click());
  await chooser.setFiles(await photoFile());
  scripts.open();
  const editor = new Editor(signedIn);
  await editor.ready();
  await editor.use();
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
});

test('Escape in the editor returns to the control, and keeps the file', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  const circle = profile.button(es.photo.choose);
  await circle.focus();
  await profile.choose(await photoFile());
  const editor = new Editor(signedIn);
  await editor.ready();
  await signedIn.keyboard.press('Escape');
  await expect(circle).toBeFocused();
  await profile.button(es.photo.resume).click();
  await editor.ready();
  await editor.use();
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  await expect(profile.button(es.photo.resume)).toHaveCount(0);
});

test('pasted text goes into the field; two pictures, or a picture by its URL, get a message', async ({
  signedIn,
}) => {
  await openProfile(signedIn);
  /** Pastes into what has the focus; true if the page leaves it to the browser. */
  const paste = (texts: Record<string, string>, names: string[]) =>
    signedIn.evaluate(
      ({ texts, names }) => {
        const clipboardData = new DataTransfer();
        for (const [type, text] of Object.entries(texts)) clipboardData.setData(type, text);
        for (const name of names)
          clipboardData.items.add(new File([name], name, { type: 'image/png' }));
        const init = { clipboardData, bubbles: true, cancelable: true };
        return document.activeElement?.dispatchEvent(new ClipboardEvent('paste', init));
      },
      { texts, names },
    );
  await signedIn.getByLabel(es.details.nombre).focus();
  expect(await paste({ 'text/plain': 'Lucía' }, ['a.png'])).toBe(true);
  await expect(new Editor(signedIn).dialog).toHaveCount(0);
  expect(await paste({}, ['a.png', 'b.png'])).toBe(false);
  await expect(signedIn.getByText(fill(es.refusal.many, { count: 2 }))).toBeInViewport();
  expect(await paste({ 'text/html': '<img src="https://example.com/a.png">' }, [])).toBe(false);
  await expect(signedIn.getByText(es.refusal.link)).toBeInViewport();
});
