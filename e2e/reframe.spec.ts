// "Adjust": the shown photo is framed again, without choosing a file.
import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Page } from 'playwright/test';
import sharp from 'sharp';
import { es } from '@/components/messages/es';
import { type FramingResponse, framingResponse } from '@/lib/shared/framing-schema';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { Editor, openEditor, photoFile, storedImage } from '../test/browser/editor-page';
import { facePhoto } from '../test/browser/face-photo';
import { DEEP, expect, given, test, variation } from '../test/browser/fixtures';
import { isFramingUpload } from '../test/browser/gate';
import type { ProfilePage } from '../test/browser/profile-page';

const PATH = '/api/profile/image/framing';

/** Reads the framing of the shown photo from the API. */
async function framingOf(page: Page): Promise<FramingResponse> {
  return framingResponse.parse(await (await page.request.get(PATH)).json());
}

async function pictureOf({ url }: FramingResponse): Promise<Buffer> {
  return Buffer.from(await (await fetch(url)).arrayBuffer());
}

const adjustOn = (profile: ProfilePage) => profile.button(es.photo.adjust);

/** Waits until the photo can be framed again. */
async function framed(profile: ProfilePage): Promise<void> {
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  await expect(adjustOn(profile)).toBeVisible();
  await expect(adjustOn(profile)).not.toHaveAttribute('aria-disabled', 'true');
}

async function adjust(profile: ProfilePage): Promise<Editor> {
  await adjustOn(profile).click();
  const editor = new Editor(profile.page);
  await editor.ready();
  return editor;
}

/** Waits until a photo other than the one at `path` is shown, and can be framed again. */
async function framedAnew(profile: ProfilePage, path: string): Promise<void> {
  await expect.poll(() => profile.shownPath()).not.toBe(path);
  await framed(profile);
}

/** The mean difference of two pictures of the same size in their channels, from 0 to 255. */
async function differenceOf(one: Buffer, other: Buffer): Promise<number> {
  const raw = (image: Buffer) =>
    sharp(image).removeAlpha().resize(256, 256, { fit: 'fill' }).raw().toBuffer();
  const [a, b] = await Promise.all([raw(one), raw(other)]);
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;
}

async function zoomAndTurn(editor: Editor): Promise<void> {
  await editor.stage.focus();
  for (const key of ['+', '+', '+', 'ArrowRight', 'ArrowRight', 'ArrowDown', ']']) {
    await editor.page.keyboard.press(key);
  }
  await editor.straighten.focus();
  for (let i = 0; i < 4; i++) await editor.page.keyboard.press('ArrowLeft');
  await expect(editor.straighten).toHaveAttribute('aria-valuetext', '-4°');
}

for (const [place, face] of [false, true].entries()) {
  test(`after a reload the editor opens as it was left, ${face ? 'whatever face it finds' : 'turned and zoomed'}`, {
    ...variation(place),
  }, async ({ signedIn, s3 }) => {
    const file = face ? await facePhoto() : await photoFile({ width: 2400, height: 1800 });
    const { profile, editor } = await openEditor(signedIn, file);
    await zoomAndTurn(editor);
    const zoom = await editor.zoom.getAttribute('aria-valuetext');
    await editor.use();
    await framed(profile);
    const first = await framingOf(signedIn);
    expect(first.crop).toMatchObject({ turns: 1, straighten: -4 });
    const before = await storedImage(profile, s3);
    const path = await profile.shownPath();

    await profile.open();
    const again = await adjust(profile);
    await expect(again.zoom).toHaveAttribute('aria-valuetext', zoom ?? '');
    await expect(again.straighten).toHaveAttribute('aria-valuetext', '-4°');
    await again.use();
    await framedAnew(profile, path);
    // The crop is untouched, so the new photo is as the old one, and the same picture is kept for it.
    const second = await framingOf(signedIn);
    expect(second.key).not.toBe(first.key);
    for (const [name, value] of Object.entries(first.crop)) {
      expect(second.crop).toHaveProperty(name, expect.closeTo(value, 9));
    }
    expect(await pictureOf(second)).toEqual(await pictureOf(first));
    expect(await differenceOf(await storedImage(profile, s3), before)).toBeLessThan(6);
  });
}

test('a new frame is a new photo: it can be undone, and the earlier one is framed as it was', async ({
  signedIn,
  s3,
}) => {
  const { profile, editor } = await openEditor(signedIn, await photoFile());
  await zoomAndTurn(editor);
  await editor.use();
  await framed(profile);
  const first = await framingOf(signedIn);
  const path = await profile.shownPath();
  const before = await storedImage(profile, s3);

  const again = await adjust(profile);
  await again.dialog.getByRole('button', { name: es.editor.reset }).click();
  await again.use();
  await framedAnew(profile, path);
  const second = await framingOf(signedIn);
  expect(second.crop).toMatchObject({ zoom: 1, turns: 0, straighten: 0 });
  expect(await differenceOf(await storedImage(profile, s3), before)).toBeGreaterThan(12);

  await profile.button(es.change.undo).click();
  await expect.poll(() => profile.shownPath()).toBe(path);
  await framed(profile);
  expect(await framingOf(signedIn)).toMatchObject({ key: first.key, crop: first.crop });
});

test('"Adjust" is gone while the photo is removed, and back once it is restored', async ({
  signedIn,
}) => {
  const { profile, editor } = await openEditor(signedIn, await photoFile());
  await editor.use();
  await framed(profile);
  const { crop } = await framingOf(signedIn);
  await profile.button(es.photo.remove).click();
  const dialog = signedIn.getByRole('dialog', { name: es.change.removeTitle });
  await dialog.getByRole('button', { name: es.change.removeConfirm }).click();
  await expect(profile.photo).toHaveCount(0);
  await expect(adjustOn(profile)).toHaveCount(0);
  expect((await signedIn.request.get(PATH)).status()).toBe(404);
  await profile.button(es.change.undo).click();
  await framed(profile);
  expect((await framingOf(signedIn)).crop).toEqual(crop);
});

test('the kept picture has at most 1,600 pixels and nothing of the file’s metadata', async ({
  signedIn,
  s3,
}) => {
  const file = await photoFile({ width: 2400, height: 1800, orientation: 6, gps: true });
  const { profile, editor } = await openEditor(signedIn, file);
  await editor.use();
  await framed(profile);
  const metadata = await sharp(await pictureOf(await framingOf(signedIn))).metadata();
  expect(metadata).toMatchObject({ format: 'jpeg', width: 1200, height: 1600 });
  expect(metadata.exif).toBeUndefined();
  expect(metadata.orientation).toBeUndefined();
  await expectPrivate(s3, await framingOf(signedIn));
});

async function expectPrivate(s3: S3Client, { key, url }: FramingResponse): Promise<void> {
  expect((await fetch(url.split('?')[0] ?? '')).status).toBe(403);
  const Key = `${key.replace(/\.\w+$/, '')}/framing`;
  const head = await s3.send(new HeadObjectCommand({ Bucket: given('S3_BUCKET'), Key }));
  expect(head).toMatchObject({ ContentType: 'image/jpeg' });
  expect(head.CacheControl).toContain('private');
}

test(
  'a deleted picture and a lost connection each get a message and a retry',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/Failed to load resource/);
    const { profile, editor } = await openEditor(signedIn, await photoFile());
    await editor.use();
    await framed(profile);
    let isLost = true;
    await signedIn.route(/\/framing\?/, (route) =>
      isLost ? route.fulfill({ status: 404 }) : route.continue(),
    );
    await adjustOn(profile).click();
    const alert = signedIn.getByRole('dialog').getByRole('alert');
    await expect(alert).toHaveText(es.photo.adjustFailed);
    await signedIn.keyboard.press('Escape');
    await expect(adjustOn(profile)).toBeFocused();

    await adjustOn(profile).click();
    await expect(alert).toBeVisible();
    isLost = false;
    await profile.button(es.loading.retry).click();
    await new Editor(signedIn).ready();
  },
);

test(
  'a picture that cannot be sent shows no message',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/Failed to load resource/);
    await signedIn.route(isFramingUpload, (route) => route.abort('connectionreset'));
    const failed = signedIn.waitForEvent('requestfailed', (request) =>
      isFramingUpload(new URL(request.url())),
    );
    const { profile, editor } = await openEditor(signedIn, await photoFile());
    await editor.use();
    await failed;
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
    await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
    await expect(adjustOn(profile)).toHaveCount(0);
  },
);

test(
  'by the keyboard, on a small screen: the focus returns, and axe finds nothing',
  DEEP,
  async ({ signedIn }) => {
    await signedIn.setViewportSize({ width: 360, height: 640 });
    const { profile, editor } = await openEditor(signedIn, await photoFile());
    await editor.use();
    await framed(profile);
    await expectNoFindingsInBothThemes(signedIn, 'a photo that can be adjusted');
    await adjustOn(profile).focus();
    await signedIn.keyboard.press('Enter');
    await editor.ready();
    await expect(editor.stage).toBeFocused();
    await expectNoFindingsInBothThemes(signedIn, 'the photo is adjusted');
    await signedIn.keyboard.press('Escape');
    await expect(editor.dialog).toHaveCount(0);
    await expect(adjustOn(profile)).toBeFocused();
    const wider = await signedIn.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider).toBe(0);
  },
);
