// The editor frames the face of a photo, on the device, and the coach says what could be better.
import type { Page, Request, Route } from 'playwright/test';
import { es } from '@/components/messages/es';
import { expectNoFindings } from '../test/browser/axe';
import { Editor, openEditor, photoFile, storedImage } from '../test/browser/editor-page';
import { faceIn, facePhoto } from '../test/browser/face-photo';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

const WEIGHTS = '**/*.tflite';

const whole = (editor: Editor) => editor.dialog.getByRole('button', { name: es.editor.whole });
const frame = (editor: Editor) => editor.dialog.getByRole('button', { name: es.editor.frame });

for (const [at, [name, options]] of (
  [
    ['upright', {}],
    ['with a tilted head, on its side in the file', { tilt: 12, orientation: 6 }],
  ] as const
).entries()) {
  test(`a face is framed: ${name}`, variation(at), async ({ signedIn, s3 }) => {
    const { profile, editor } = await openEditor(signedIn, await facePhoto(options));
    await whole(editor).waitFor();
    await editor.use();
    const face = await faceIn(await storedImage(profile, s3));
    expect(face.width).toBeGreaterThan(0.45);
    expect(face.width).toBeLessThan(0.56);
    expect(Math.abs(face.x - 0.5)).toBeLessThan(0.04);
    // Below the middle, so that the hair is inside.
    expect(face.y).toBeGreaterThan(0.53);
    expect(face.y).toBeLessThan(0.67);
    expect(Math.abs(face.tilt)).toBeLessThan(4);
  });
}

test('one tap shows the whole picture, and another one returns to the face', async ({
  signedIn,
}) => {
  const { editor } = await openEditor(signedIn, await facePhoto());
  await whole(editor).click();
  await expect(editor.zoom).toHaveAttribute('aria-valuetext', '100 %');
  await expect(frame(editor)).toBeFocused();
  await signedIn.keyboard.press('Enter');
  await expect(editor.zoom).not.toHaveAttribute('aria-valuetext', '100 %');
  await expect(whole(editor)).toBeFocused();
});

test('a photo without a face stays as it is, and the coach says so', async ({ signedIn }) => {
  const { editor } = await openEditor(signedIn, await photoFile());
  await expect(editor.dialog.getByText(es.coach['no-face']).first()).toBeVisible();
  await expect(editor.zoom).toHaveAttribute('aria-valuetext', '100 %');
  await expect(editor.dialog.getByText(es.editor.onDevice)).toBeVisible();
  await editor.use();
  await signedIn.getByText(es.upload.done).first().waitFor();
});

/** Holds the response with the weights; returns a function that lets it through. */
async function holdWeights(page: Page) {
  const held: Route[] = [];
  let isOpen = false;
  await page.route(WEIGHTS, (route) => {
    if (isOpen) return route.continue();
    held.push(route);
  });
  return async () => {
    isOpen = true;
    for (const route of held) await route.continue();
  };
}

test('a crop that the user moved before the face was found stays', DEEP, async ({ signedIn }) => {
  const release = await holdWeights(signedIn);
  const { editor } = await openEditor(signedIn, await facePhoto());
  await signedIn.keyboard.press('+');
  await expect(editor.zoom).toHaveAttribute('aria-valuetext', '110 %');
  await release();
  await whole(editor).waitFor();
  await expect(editor.zoom).toHaveAttribute('aria-valuetext', '110 %');
});

test(
  'without the weights the editor works as for a photo without a face',
  DEEP,
  async ({ signedIn, s3, allowedErrors }) => {
    allowedErrors.push(/ERR_FAILED/);
    await signedIn.route(WEIGHTS, (route) => route.abort());
    const failed = signedIn.waitForEvent('requestfailed', (request) =>
      request.url().endsWith('.tflite'),
    );
    const { profile, editor } = await openEditor(signedIn, await facePhoto());
    await failed;
    await editor.use();
    const face = await faceIn(await storedImage(profile, s3));
    expect(face.width).toBeLessThan(0.35);
  },
);

test(
  'a damaged file of weights has the same effect as a missing one',
  DEEP,
  async ({ signedIn, s3 }) => {
    await signedIn.route(WEIGHTS, (route) => route.fulfill({ body: 'no model' }));
    const answered = signedIn.waitForResponse(WEIGHTS);
    const { profile, editor } = await openEditor(signedIn, await facePhoto());
    await answered;
    await editor.use();
    expect((await faceIn(await storedImage(profile, s3))).width).toBeLessThan(0.35);
  },
);

test('the weights are loaded with the photo, cacheable for ever, and nothing of the photo leaves the device', async ({
  signedIn,
}) => {
  const asked: Request[] = [];
  signedIn.on('request', (request) => asked.push(request));
  const profile = await openProfile(signedIn);
  await signedIn.waitForLoadState('networkidle');
  expect(asked.filter((request) => request.url().endsWith('.tflite'))).toEqual([]);
  asked.length = 0;
  const answered = signedIn.waitForResponse(WEIGHTS);
  await profile.choose(await facePhoto());
  const { 'cache-control': caching } = (await answered).headers();
  expect(caching).toBe('public, max-age=31536000, immutable');
  await whole(new Editor(signedIn)).waitFor();
  const { origin } = new URL(signedIn.url());
  for (const request of asked.filter((one) => !one.url().startsWith('blob:'))) {
    expect(request.method()).toBe('GET');
    expect(request.url()).toMatch(new RegExp(`^${origin}/_next/static/[^?]*$`));
  }
});

test(
  'the crop changes without animation for users who prefer reduced motion',
  DEEP,
  async ({ signedIn }) => {
    await signedIn.emulateMedia({ reducedMotion: 'reduce' });
    await signedIn.addInitScript(() => {
      const scales = new Set<string>();
      Object.assign(window, { scales });
      const { scale } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.scale = function note(x: number, y: number) {
        if (this.canvas.closest('[role=application]')) scales.add(x.toFixed(4));
        scale.call(this, x, y);
      };
    });
    const { editor } = await openEditor(signedIn, await facePhoto());
    await whole(editor).waitFor();
    await whole(editor).click();
    await frame(editor).click();
    // The whole picture, and the frame.
    expect(await signedIn.evaluate('window.scales.size')).toBe(2);
  },
);

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`axe, ${colorScheme}`, () => {
    test.use({ colorScheme, viewport: { width: 360, height: 640 } });

    test('finds nothing in the editor with a face and with advice', DEEP, async ({ signedIn }) => {
      const { editor } = await openEditor(signedIn, await facePhoto());
      await whole(editor).waitFor();
      await expectNoFindings(signedIn, 'the editor, or the camera');
      await signedIn.keyboard.press('Escape');
      const profile = new ProfilePage(signedIn);
      await profile.choose(await photoFile());
      await editor.ready();
      await editor.dialog.getByText(es.coach['no-face']).first().waitFor();
      await expectNoFindings(signedIn, 'the editor, or the camera');
    });
  });
}
