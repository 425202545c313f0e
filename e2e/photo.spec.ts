// The photo of a user: the first one, its replacement, and every failure.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Page } from 'playwright/test';
import { fill } from '@/components/i18n/fill';
import { es } from '@/components/messages/es';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { DEEP, expect, given, test, variation } from '../test/browser/fixtures';
import { gateOn, isUpload } from '../test/browser/gate';
import { madeOnce, photoFile } from '../test/browser/photo-file';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

/** A photo of 12 megapixels with coordinates in its EXIF, under 2 MiB. */
async function cameraFile(format: 'jpeg' | 'png' | 'webp', seed = 1) {
  const side = format === 'png' ? { width: 800, height: 600 } : { width: 4000, height: 3000 };
  const buffer = await madeOnce({
    ...side,
    format,
    orientation: 6,
    gps: true,
    quality: 60,
    noise: 1,
    seed,
  });
  expect(buffer.length).toBeLessThanOrEqual(2 * 1024 * 1024);
  return { name: `camara-${seed}.${format}`, mimeType: `image/${format}`, buffer };
}

for (const [place, format] of (['jpeg', 'png', 'webp'] as const).entries()) {
  test(`a first photo, as ${format}`, variation(place), async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    await expect(profile.photo).toHaveCount(0);

    await profile.upload(await cameraFile(format));
    await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
    await expect(profile.header.locator('img')).toHaveAttribute('src', /\/profiles\//);
  });
}

test('another photo replaces it under a new key, also after a reload', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await profile.upload(await cameraFile('jpeg', 1));
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  const first = await profile.shownPath();

  await profile.drop(await cameraFile('jpeg', 2));
  await profile.confirmEdit();
  await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
  await expect.poll(() => profile.shownPath()).not.toBe(first);
  const second = await profile.shownPath();

  await signedIn.reload();
  expect(await profile.shownPath()).toBe(second);
});

test('the preview shows while the photo uploads', async ({ signedIn }) => {
  const profile = new ProfilePage(signedIn);
  let release = (_: unknown) => {};
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await signedIn.route(isUpload, async (route) => {
    await held;
    await route.continue();
  });
  await profile.open();
  await profile.upload(await cameraFile('webp'));
  await expect(profile.photo).toHaveAttribute('src', /^(blob|data):/);
  await expect(signedIn.getByText(es.upload.sending)).toBeVisible();
  await expect(profile.progress).not.toHaveAttribute('aria-valuenow', '100');
  release(undefined);
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
});

test('a photo over 2 MiB goes straight to the editor, and is sent small', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  const buffer = await madeOnce({ width: 4000, height: 3000, quality: 92, noise: 12 });
  expect(buffer.length).toBeGreaterThan(2 * 1024 * 1024);
  const put = signedIn.waitForRequest((request) => isUpload(new URL(request.url())));
  await profile.upload({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer });
  expect(Number((await (await put).allHeaders())['content-length'])).toBeLessThan(200_000);
  await expect(signedIn.getByText(es.upload.done)).toBeVisible();
});

for (const [width, height] of [
  [39, 400],
  [400, 39],
] as const) {
  test(`a picture of ${width} by ${height} pixels is too small`, DEEP, async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    const buffer = await madeOnce({ width, height, format: 'png' });
    await profile.choose({ name: 'mini.png', mimeType: 'image/png', buffer });
    const dialog = signedIn.getByRole('dialog', { name: es.editor.tooSmallTitle });
    await expect(dialog.getByRole('alert')).toHaveText(es.editor.tooSmall);
    await signedIn.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
  });
}

test.describe('refused, with advice', () => {
  const small = { name: 'yo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from([0xff, 0xd8, 0xff]) };

  test('a wrong type', async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    const name = 'contrato.pdf';
    await profile.drop({ name, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
    await expect(signedIn.getByText(fill(es.refusal.type, { file: name })).first()).toBeVisible();
  });

  test('over 2 MiB, and nothing that can be made smaller', async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    await profile.drop({ ...small, buffer: Buffer.alloc(2 * 1024 * 1024 + 1, 7) });
    await expect(signedIn.getByText(/el límite es de 2 MB/).first()).toBeVisible();
  });

  test('an empty file', DEEP, async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    await profile.drop({ ...small, buffer: Buffer.alloc(0) });
    await expect(
      signedIn.getByText(fill(es.refusal.empty, { file: small.name })).first(),
    ).toBeVisible();
  });

  test('two files', DEEP, async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    await profile.drop(small, { ...small, name: 'otra.jpg' });
    await expect(signedIn.getByText(fill(es.refusal.many, { count: 2 })).first()).toBeVisible();
  });

  test('a file that is not an image despite its type', DEEP, async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    await profile.choose({ ...small, buffer: Buffer.from('<svg onload="alert(1)"/>') });
    const dialog = signedIn.getByRole('dialog', { name: es.editor.unreadableTitle });
    await expect(dialog).toContainText(es.editor.unreadable);
    await profile.button(es.editor.close).click();
    await expect(profile.photo).toHaveCount(0);
  });
});

/** Shows a photo while another upload waits for its retry, which never comes since the page's clock is paused. */
async function waitingUpload(page: Page, profile: ProfilePage) {
  await page.clock.install();
  await profile.open();
  await profile.upload(await photoFile(1));
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  const old = await profile.shownPath();
  await page.clock.pauseAt(Date.now() + 60_000);
  const uploads = await gateOn(page, isUpload);
  uploads.cut();
  await profile.upload(await photoFile(2));
  await expect(page.getByText(es.waiting.network).first()).toBeVisible();
  return { old, uploads };
}

test('an interrupted upload keeps the old photo, and succeeds on retry', async ({
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(/ERR_CONNECTION_RESET|ERR_FAILED/);
  const profile = new ProfilePage(signedIn);
  const { old, uploads } = await waitingUpload(signedIn, profile);
  const folder = old.slice(0, old.lastIndexOf('/'));
  await expect(profile.header.locator('img')).toHaveAttribute('src', new RegExp(folder));
  uploads.open();
  await profile.button(es.upload.retryNow).click();
  await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
  await expect.poll(() => profile.shownPath()).not.toBe(old);
});

test(
  'axe finds nothing while an upload waits for its retry',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/ERR_CONNECTION_RESET|ERR_FAILED/);
    await waitingUpload(signedIn, new ProfilePage(signedIn));
    // Axe needs timers, which do not run while the page's clock is paused. A millisecond at a time stays far from the next retry.
    let done = false;
    const look = expectNoFindingsInBothThemes(signedIn, 'waiting to try again').finally(() => {
      done = true;
    });
    // The clock is the context's: a step fails if axe closes its own page meanwhile.
    while (!done) await signedIn.clock.runFor(1).catch(() => {});
    await look;
  },
);

test('an upload can be cancelled, and nothing changes', async ({ signedIn }) => {
  const profile = new ProfilePage(signedIn);
  await signedIn.route(isUpload, () => {});
  await profile.open();
  await profile.upload(await cameraFile('jpeg'));
  await profile.button(es.upload.cancel).click();
  await expect(profile.photo).toHaveCount(0);
  await expect(profile.progress).toHaveCount(0);
});

test(
  'an expired URL is replaced by a new one, and the upload succeeds',
  DEEP,
  async ({ signedIn, s3, allowedErrors }) => {
    allowedErrors.push(/403/);
    const profile = new ProfilePage(signedIn);
    const answers: number[] = [];
    signedIn.on('response', (response) => {
      if (isUpload(new URL(response.url())) && response.request().method() === 'PUT') {
        answers.push(response.status());
      }
    });
    // The first URL was signed an hour ago.
    let isFirst = true;
    await signedIn.route('**/api/profile/image', async (route) => {
      if (!isFirst) return route.continue();
      isFirst = false;
      const response = await route.fetch();
      const ticket = await response.json();
      const path = decodeURIComponent(new URL(ticket.presignedUrl).pathname);
      const Key = path.slice(path.indexOf('uploads/'));
      const presignedUrl = await getSignedUrl(
        s3,
        new PutObjectCommand({ Bucket: given('S3_BUCKET'), Key, ContentType: 'image/webp' }),
        { expiresIn: 300, signingDate: new Date(Date.now() - 3_600_000) },
      );
      await route.fulfill({ response, json: { ...ticket, presignedUrl } });
    });
    await profile.open();
    await profile.upload(await cameraFile('jpeg'));
    await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
    expect(answers).toEqual([403, 200]);
  },
);
