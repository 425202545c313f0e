// The photo editor: each source of a photo, and the stored crop.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { es } from '@/components/messages/es';
import {
  Editor,
  expectQuarters,
  openEditor,
  photoFile,
  type Quadrant,
  quarters,
  storedImage,
  UPRIGHT,
} from '../test/browser/editor-page';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { openProfile } from '../test/browser/profile-page';

test('the stored image is what the circle shows: square, small, upright', async ({
  signedIn,
  s3,
}) => {
  const asked = signedIn.waitForRequest(
    (request) => request.method() === 'POST' && request.url().endsWith('/api/profile/image'),
  );
  const { profile, editor } = await openEditor(signedIn, await photoFile());
  expectQuarters(await editor.shown(), UPRIGHT);
  await editor.dialog.getByRole('button', { name: es.editor.turnRight }).click();
  const turned: Quadrant[] = ['bottomLeft', 'topLeft', 'bottomRight', 'topRight'];
  expectQuarters(await editor.shown(), turned);
  await editor.use();

  const { fileSize, contentType, checksumSha256 } = (await asked).postDataJSON();
  expect(fileSize).toBeLessThan(200_000);
  expect(contentType).toBe('image/webp');
  expect(checksumSha256).toMatch(/^[A-Za-z0-9+/]{43}=$/);

  const image = await storedImage(profile, s3);
  const { width, height } = await sharp(image).metadata();
  expect([width, height]).toEqual([1024, 1024]);
  expectQuarters(await quarters(image), turned);
});

test('a photo with EXIF orientation 6 is upright from the first frame', async ({
  signedIn,
  s3,
}) => {
  // Checks the first drawing, before a later one could correct it.
  await signedIn.addInitScript(() => {
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    const log: string[] = [];
    Object.assign(window, { drawnSizes: log });
    CanvasRenderingContext2D.prototype.drawImage = function (
      this: CanvasRenderingContext2D,
      ...args: unknown[]
    ) {
      const [image] = args;
      if (image instanceof ImageBitmap) log.push(image.width < image.height ? 'tall' : 'wide');
      return Reflect.apply(draw, this, args);
    };
  });
  const { profile, editor } = await openEditor(signedIn, await photoFile({ orientation: 6 }));
  expect(await signedIn.evaluate('window.drawnSizes[0]')).toBe('tall');
  expectQuarters(await editor.shown(), UPRIGHT);
  await editor.use();
  expectQuarters(await quarters(await storedImage(profile, s3)), UPRIGHT);
});

test('a HEIC is converted in the browser', async ({ signedIn, s3 }) => {
  // Encoded from the quadrants, 640 by 480 pixels, with libheif's `heif-enc -q 60`.
  const buffer = await readFile(new URL('../test/browser/quadrants.heic', import.meta.url));
  const heic = { name: 'IMG_0042.HEIC', mimeType: 'image/heic', buffer };
  const { profile, editor } = await openEditor(signedIn, heic);
  expectQuarters(await editor.shown(), UPRIGHT);
  await editor.use();
  const image = await storedImage(profile, s3);
  expect((await sharp(image).metadata()).width).toBe(480);
  expectQuarters(await quarters(image), UPRIGHT);
});

test('an unreadable file gets a message, and nothing is uploaded', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  const buffer = Buffer.from('<svg onload="alert(1)"/>');
  await profile.choose({ name: 'yo.jpg', mimeType: 'image/jpeg', buffer });
  const dialog = signedIn.getByRole('dialog', { name: es.editor.unreadableTitle });
  await expect(dialog.getByRole('alert')).toHaveText(es.editor.unreadable);
  await expect(dialog.getByRole('button', { name: es.editor.close })).toBeFocused();
  await signedIn.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(profile.photo).toHaveCount(0);
});

test('transparency is kept', DEEP, async ({ signedIn, s3 }) => {
  const file = await photoFile({ format: 'png', width: 800, height: 800, alpha: true });
  const { profile, editor } = await openEditor(signedIn, file);
  await editor.use();
  const image = await storedImage(profile, s3);
  const { data } = await sharp(image).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(data[3], 'the corner lets the page through').toBe(0);
});

test('a picture is taken with the camera, and the camera is switched off', async ({
  signedIn,
  s3,
}) => {
  await signedIn.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    const tracks: MediaStreamTrack[] = [];
    Object.assign(window, { cameraStates: () => tracks.map((track) => track.readyState) });
    devices.getUserMedia = async (wish) => {
      const stream = await ask(wish);
      tracks.push(...stream.getTracks());
      return stream;
    };
  });
  const profile = await openProfile(signedIn);
  await profile.button(es.photo.take).click();
  const camera = signedIn.getByRole('dialog', { name: es.camera.title });
  const take = camera.getByRole('button', { name: es.camera.take });
  await expect(take).toBeFocused();
  await take.click();
  await camera.getByRole('button', { name: es.camera.retake }).click();
  await expect(take).toBeFocused();
  await take.click();
  await expect(camera.getByRole('img', { name: es.camera.taken })).toBeVisible();
  expect(await signedIn.evaluate('window.cameraStates()')).toEqual(['ended', 'ended']);
  await camera.getByRole('button', { name: es.camera.use }).click();
  const editor = new Editor(signedIn);
  await editor.ready();
  await editor.use();
  const { width, height } = await sharp(await storedImage(profile, s3)).metadata();
  expect(width).toBe(height);
});

test('an image is pasted from the clipboard', async ({ signedIn, context, s3 }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const profile = await openProfile(signedIn);
  const { buffer } = await photoFile({ format: 'png', width: 400, height: 300 });
  // Copied on another page: this page may only read the clipboard on a paste.
  const elsewhere = await context.newPage();
  await elsewhere.route('**/elsewhere', (route) => route.fulfill({ body: '' }));
  await elsewhere.goto('/elsewhere');
  await elsewhere.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const image = new Blob([bytes], { type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': image })]);
  }, buffer.toString('base64'));
  await signedIn.bringToFront();
  await signedIn.keyboard.press('Control+V');
  const editor = new Editor(signedIn);
  await editor.ready();
  await editor.use();
  expectQuarters(await quarters(await storedImage(profile, s3)), UPRIGHT);
});

test('the wheel zooms about the pointer', DEEP, async ({ signedIn }) => {
  const { editor } = await openEditor(signedIn, await photoFile());
  const box = await editor.stage.boundingBox();
  if (!box) throw new Error('the stage has no place');
  // The pixel below the pointer, at the top right of the circle, stays there.
  await signedIn.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.3);
  for (let i = 0; i < 12; i++) await signedIn.mouse.wheel(0, -100);
  await expect(editor.zoom).toHaveValue('100');
  expectQuarters(await editor.shown(), ['topRight', 'topRight', 'topRight', 'topRight']);
  await editor.dialog.getByRole('button', { name: es.editor.reset }).click();
  expectQuarters(await editor.shown(), UPRIGHT);
});
