// Browsers without a worker, an OffscreenCanvas or a WebP encoder can upload too.
import type { S3Client } from '@aws-sdk/client-s3';
import type { Page } from 'playwright/test';
import sharp from 'sharp';
import {
  expectQuarters,
  openEditor,
  photoFile,
  quarters,
  storedImage,
  UPRIGHT,
} from '../test/browser/editor-page';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { openProfile } from '../test/browser/profile-page';

/** A canvas that encodes only PNG and JPEG, like Safari's: for any other type it returns a PNG. */
function withoutWebp() {
  const encode = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function toBlob(callback, type, quality) {
    encode.call(this, callback, type === 'image/webp' ? 'image/png' : type, quality);
  };
}

/** Chooses a photo, uses it without changes, and returns the stored object. */
async function send(page: Page, s3: S3Client, file: Awaited<ReturnType<typeof photoFile>>) {
  const { profile, editor } = await openEditor(page, file);
  await editor.use();
  return storedImage(profile, s3);
}

const LACKS = {
  'an OffscreenCanvas': (page: Page) =>
    page.addInitScript(() => Reflect.deleteProperty(globalThis, 'OffscreenCanvas')),
  workers: (page: Page) => page.addInitScript(() => Reflect.deleteProperty(globalThis, 'Worker')),
  "the worker's script": (page: Page) =>
    page.route(/turbopack-worker|shrink[._-]worker/, (route) => route.abort()),
} as const;

for (const [place, [what, take]] of Object.entries(LACKS).entries()) {
  test(
    `the main thread encodes the photo without ${what}`,
    variation(place),
    async ({ signedIn, s3, allowedErrors }) => {
      allowedErrors.push(/ERR_FAILED/);
      await take(signedIn);
      const image = await send(signedIn, s3, await photoFile({ orientation: 6 }));
      const { format, width, height } = await sharp(image).metadata();
      expect([format, width, height]).toEqual(['webp', 1024, 1024]);
      expectQuarters(await quarters(image), UPRIGHT);
    },
  );
}

test.describe('without WebP', () => {
  test.beforeEach(async ({ signedIn }) => {
    await LACKS['an OffscreenCanvas'](signedIn);
    await signedIn.addInitScript(withoutWebp);
  });

  test('an opaque photo is sent as JPEG of up to 200 KB', DEEP, async ({ signedIn, s3 }) => {
    const sent = signedIn.waitForRequest((request) => request.method() === 'PUT');
    const image = await send(signedIn, s3, await photoFile({ noise: 12 }));
    const size = Number((await (await sent).allHeaders())['content-length']);
    expect(size).toBeLessThan(200_000);
    expect((await sharp(image).metadata()).format).toBe('jpeg');
    expectQuarters(await quarters(image), UPRIGHT);
  });

  test('a transparent one that fits as PNG stays transparent', DEEP, async ({ signedIn, s3 }) => {
    // A larger one would not fit without losing pixels, and is sent as JPEG on white.
    const size = { width: 320, height: 240 };
    const image = await send(
      signedIn,
      s3,
      await photoFile({ ...size, format: 'png', alpha: true }),
    );
    const { format, hasAlpha } = await sharp(image).metadata();
    expect([format, hasAlpha]).toEqual(['png', true]);
    expect((await sharp(image).stats()).isOpaque).toBe(false);
  });

  test('one over 2 MiB is made smaller there and then', DEEP, async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    await profile.choose(await photoFile({ width: 4000, height: 3000, quality: 92, noise: 12 }));
    await profile.confirmEdit();
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  });
});
