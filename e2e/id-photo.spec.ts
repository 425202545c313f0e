// The ID photo: framed in the editor, and saved as a photo and as a sheet to print, on the device.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PDFDocument } from 'pdf-lib';
import type { Page, Request } from 'playwright/test';
import sharp from 'sharp';
import { fill } from '@/components/i18n/fill';
import { es } from '@/components/messages/es';
import { createDetector } from '@/lib/client/images/faces/face-detector';
import { look } from '@/lib/client/images/faces/look';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import {
  type Editor,
  expectQuarters,
  nearestQuadrant,
  openEditor,
  photoFile,
  quarters,
  UPRIGHT,
} from '../test/browser/editor-page';
import { facePhoto } from '../test/browser/face-photo';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { gateOn, isScript } from '../test/browser/gate';

const TEXTS = es.idPhoto.rules['mx-infantil'];

const opener = (editor: Editor) =>
  editor.dialog.getByRole('button', { name: TEXTS.name, exact: true });

/** The dialog of the ID photo, opened from the editor. */
async function openIdPhoto(editor: Editor) {
  await opener(editor).click();
  const dialog = editor.page.getByRole('dialog', { name: TEXTS.name });
  const button = (name: string) => dialog.getByRole('button', { name, exact: true });
  await expect(button(TEXTS.photo)).toBeVisible();
  const stage = dialog.getByRole('application', { name: es.editor.stage });
  await expect(stage).toBeFocused();
  return { dialog, button, stage };
}

/** Presses a button that saves a file, and returns the file. */
async function saved(page: Page, press: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const name = download.suggestedFilename();
  await expect(page.getByText(fill(es.idPhoto.saved, { file: name }))).toBeVisible();
  return { name, bytes: await readFile(await download.path()) };
}

/** Records all requests except those for `blob:` URLs, which the page has created itself. */
function requestsOf(page: Page): Request[] {
  const requests: Request[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('blob:')) requests.push(request);
  });
  return requests;
}

test('the three files are what the frame shows, by keyboard, and nothing is sent', async ({
  signedIn,
}) => {
  // With an orientation and a location in EXIF.
  const file = await photoFile({ width: 2400, height: 3200, orientation: 6, gps: true });
  const { profile, editor } = await openEditor(signedIn, file);
  await signedIn.keyboard.press('+');
  const circle = await editor.shown();
  await opener(editor).focus();
  const requests = requestsOf(signedIn);
  await signedIn.keyboard.press('Enter');
  const dialog = signedIn.getByRole('dialog', { name: TEXTS.name });
  const button = (name: string) => dialog.getByRole('button', { name, exact: true });
  const stage = dialog.getByRole('application', { name: es.editor.stage });
  await expect(stage).toBeFocused();

  // The frame opens in the middle of the picture.
  const middle = await saved(signedIn, () => button(TEXTS.photo).press('Enter'));
  expectQuarters(await quarters(middle.bytes), UPRIGHT);

  // Into the top left quadrant, then to its limit.
  await stage.focus();
  for (let i = 0; i < 12; i++) await signedIn.keyboard.press('+');
  for (let i = 0; i < 30; i++) {
    await signedIn.keyboard.press('ArrowRight');
    await signedIn.keyboard.press('ArrowDown');
  }
  const photo = await saved(signedIn, () => button(TEXTS.photo).press('Enter'));
  expect(photo.name).toBe('foto-tamano-infantil.jpg');
  const metadata = await sharp(photo.bytes).metadata();
  expect(metadata).toMatchObject({
    format: 'jpeg',
    width: 295,
    height: 354,
    density: 300,
    channels: 3,
    space: 'srgb',
  });
  expect([metadata.exif, metadata.xmp, metadata.iptc]).toEqual([undefined, undefined, undefined]);
  expectQuarters(await quarters(photo.bytes), ['topLeft', 'topLeft', 'topLeft', 'topLeft']);

  const sheet = await saved(signedIn, () => button(TEXTS.sheetJpeg).press('Enter'));
  expect(sheet.name).toBe('hoja-de-seis.jpg');
  expect(await sharp(sheet.bytes).metadata()).toMatchObject({
    format: 'jpeg',
    width: 1181,
    height: 1772,
    density: 300,
  });
  // The pixels in the middle of each photo, and in the gap between the photos.
  const { data, info } = await sharp(sheet.bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (xMm: number, yMm: number) => {
    const [x, y] = [xMm, yMm].map((mm) => Math.round((mm * 300) / 25.4)) as [number, number];
    return Array.from(data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3));
  };
  for (const y of [39, 75, 111])
    for (const x of [34.5, 65.5]) expect(nearestQuadrant(at(x, y))).toBe('topLeft');
  for (const [x, y] of [
    [50, 75],
    [34.5, 57],
    [5, 5],
  ] as const)
    expect(Math.min(...at(x, y))).toBeGreaterThan(245);

  const pdf = await saved(signedIn, () => button(TEXTS.sheetPdf).press('Enter'));
  expect(pdf.name).toBe('hoja-de-seis.pdf');
  const page = (await PDFDocument.load(pdf.bytes)).getPage(0);
  expect((page.getWidth() / 72) * 25.4).toBeCloseTo(100, 3);
  expect((page.getHeight() / 72) * 25.4).toBeCloseTo(150, 3);
  expect(pdf.bytes.includes(photo.bytes)).toBe(true);

  // Only code was loaded.
  const { origin } = new URL(signedIn.url());
  for (const request of requests) {
    expect(request.method()).toBe('GET');
    expect(request.url()).toMatch(new RegExp(`^${origin}/_next/static/[^?]*$`));
  }

  await signedIn.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(opener(editor)).toBeFocused();
  expect(await editor.shown()).toEqual(circle);
  await expect(profile.photo).toHaveCount(0);
});

test('without a connection the files are still made', DEEP, async ({ signedIn, context }) => {
  const { editor } = await openEditor(signedIn, await photoFile());
  const { button } = await openIdPhoto(editor);
  await context.setOffline(true);
  const { bytes } = await saved(signedIn, () => button(TEXTS.photo).click());
  expect((await sharp(bytes).metadata()).density).toBe(300);
  await context.setOffline(false);
});

test(
  'if its code fails to load, a retry loads it, and the editor stays open',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/ERR_FAILED/);
    const scripts = await gateOn(signedIn, isScript);
    const { editor } = await openEditor(signedIn, await photoFile());
    scripts.cut();
    await opener(editor).click();
    const problem = signedIn.getByRole('dialog', { name: es.loading.failedTitle });
    await expect(problem.getByRole('alert')).toHaveText(es.loading.failed);
    scripts.open();
    await problem.getByRole('button', { name: es.loading.retry }).click();
    await expect(signedIn.getByRole('dialog', { name: TEXTS.name })).toBeVisible();
    await signedIn.keyboard.press('Escape');
    await expect(opener(editor)).toBeFocused();
  },
);

test('a head is framed upright, with crown and chin on the guides', DEEP, async ({ signedIn }) => {
  const { editor } = await openEditor(signedIn, await facePhoto({ tilt: 12 }));
  await editor.dialog.getByRole('button', { name: es.editor.whole, exact: true }).waitFor();
  const { dialog, button } = await openIdPhoto(editor);
  // The painting has fewer pixels than the photo needs.
  await expect(dialog.getByText(es.idPhoto.small)).toBeVisible();
  const { bytes } = await saved(signedIn, () => button(TEXTS.photo).click());

  const weights = createRequire(import.meta.url).resolve(
    '@mediapipe/face_detection/face_detection_short_range.tflite',
  );
  const detect = createDetector(Uint8Array.from(readFileSync(weights)).buffer, async () => {});
  const { data, info } = await sharp(bytes)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pixels = { data: Uint8ClampedArray.from(data), width, height };
  const [face] = await look(detect, pixels, width);
  if (!face) throw new Error('no face in the saved photo');
  // The box of a face ends near the chin, which is to be at 0.8 of the height.
  const chin = (face.centre.y + 0.46 * face.height) / height;
  expect(chin).toBeGreaterThan(0.74);
  expect(chin).toBeLessThan(0.86);
  expect(Math.abs(face.centre.x / width - 0.5)).toBeLessThan(0.06);
  expect(face.height / height).toBeGreaterThan(0.45);
  expect(face.height / height).toBeLessThan(0.62);
  expect(Math.abs(face.tilt)).toBeLessThan(4);
});

test('transparent pixels become white', DEEP, async ({ signedIn }) => {
  const file = await photoFile({ format: 'png', width: 800, height: 800, alpha: true });
  const { editor } = await openEditor(signedIn, file);
  const { button } = await openIdPhoto(editor);
  const { bytes } = await saved(signedIn, () => button(TEXTS.photo).click());
  const corner = await sharp(bytes).raw().toBuffer();
  expect(Math.min(...corner.subarray(0, 3))).toBeGreaterThan(245);
});

for (const [place, [what, width, height, text]] of (
  [
    ['on a phone of 360 by 640 pixels', 360, 640, '100%'],
    ['on a phone on its side', 740, 320, '100%'],
    ['with text twice as large', 360, 640, '200%'],
  ] as const
).entries()) {
  test.describe(what, variation(place), () => {
    test.use({ viewport: { width, height }, hasTouch: true, isMobile: true });

    test('everything fits, can be touched, and axe finds nothing', async ({ signedIn }) => {
      const { editor } = await openEditor(signedIn, await photoFile());
      await signedIn.evaluate((size) => {
        document.documentElement.style.fontSize = size;
      }, text);
      const { dialog, button, stage } = await openIdPhoto(editor);
      await expect(stage).toBeInViewport({ ratio: text === '100%' ? 1 : 0.9 });
      const overflow = await dialog.evaluate((root) =>
        Math.max(
          ...[root, ...root.querySelectorAll('*')]
            .filter((one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))
            .map((one) => one.scrollWidth - one.clientWidth),
          0,
        ),
      );
      expect(overflow).toBe(0);
      for (const name of [TEXTS.photo, TEXTS.sheetPdf, TEXTS.sheetJpeg, es.idPhoto.back]) {
        await button(name).scrollIntoViewIfNeeded();
        await expect(button(name)).toBeInViewport({ ratio: 1 });
        const box = await button(name).boundingBox();
        expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
      }
      await expectNoFindingsInBothThemes(signedIn, `the ID photo ${what}`);
      await button(es.idPhoto.back).tap();
      await expect(dialog).toHaveCount(0);
      await expect(editor.dialog).toBeVisible();
    });
  });
}
