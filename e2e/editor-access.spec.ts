// Accessibility of the photo editor: keyboard only, touch on a small screen, large text, and axe.
import type { Locator, Page } from 'playwright/test';
import { fill } from '@/components/i18n/fill';
import { es } from '@/components/messages/es';
import { expectNoFindings } from '../test/browser/axe';
import {
  Editor,
  expectQuarters,
  nearestQuadrant,
  openEditor,
  photoFile,
  type Quadrant,
  quarters,
  storedImage,
} from '../test/browser/editor-page';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { openProfile } from '../test/browser/profile-page';

test('with the keyboard only, from the button to the photo', async ({ signedIn, s3 }) => {
  const profile = await openProfile(signedIn);
  const choose = profile.button(es.photo.choose);
  await tabTo(signedIn, choose);
  const chooser = await profile.chooserOf(() => signedIn.keyboard.press('Enter'));
  await chooser.setFiles(await photoFile());

  const editor = new Editor(signedIn);
  await editor.ready();
  await expect(editor.stage).toBeFocused();
  // Into the top left quadrant, then to its limit.
  for (let i = 0; i < 10; i++) await signedIn.keyboard.press('+');
  for (let i = 0; i < 25; i++) {
    await signedIn.keyboard.press('ArrowRight');
    await signedIn.keyboard.press('ArrowDown');
  }
  await expect(
    editor.dialog.getByText(fill(es.editor.state, { zoom: 259, angle: 0 })),
  ).toBeAttached();
  await tabTo(signedIn, editor.straighten);
  await signedIn.keyboard.press('ArrowRight');
  await expect(editor.straighten).toHaveAttribute('aria-valuetext', '1°');
  await tabTo(signedIn, editor.dialog.getByRole('button', { name: es.editor.use }));
  await signedIn.keyboard.press('Enter');

  const one: Quadrant[] = ['topLeft', 'topLeft', 'topLeft', 'topLeft'];
  expectQuarters(await quarters(await storedImage(profile, s3)), one);
});

test('Escape closes the editor, and the focus returns to its previous place', async ({
  signedIn,
}) => {
  const profile = await openProfile(signedIn);
  const choose = profile.button(es.photo.choose);
  await choose.focus();
  const chooser = await profile.chooserOf(() => signedIn.keyboard.press('Enter'));
  await chooser.setFiles(await photoFile());
  const editor = new Editor(signedIn);
  await editor.ready();
  await signedIn.keyboard.press('Escape');
  await expect(editor.dialog).toHaveCount(0);
  await expect(choose).toBeFocused();
  await expect(profile.photo).toHaveCount(0);
});

test.describe('on a phone of 360 pixels', () => {
  test.use({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });

  test('two fingers zoom, one finger drags, and everything fits', async ({ signedIn }) => {
    const { editor } = await openEditor(signedIn, await photoFile());
    const box = await editor.stage.boundingBox();
    if (!box) throw new Error('the stage has no place');
    const cdp = await signedIn.context().newCDPSession(signedIn);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
      cdp.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([x, y], id) => ({
          x: box.x + box.width * x,
          y: box.y + box.height * y,
          id,
        })),
      });
    await touch('touchStart', [0.45, 0.5], [0.55, 0.5]);
    for (let i = 1; i <= 10; i++) {
      await touch('touchMove', [0.45 - i * 0.02, 0.5], [0.55 + i * 0.02, 0.5]);
    }
    await touch('touchEnd');
    await expect.poll(async () => Number(await editor.zoom.inputValue())).toBeGreaterThan(50);
    await touch('touchStart', [0.2, 0.2]);
    for (let i = 1; i <= 30; i++) await touch('touchMove', [0.2 + i * 0.02, 0.2 + i * 0.02]);
    await touch('touchEnd');
    await touch('touchStart', [0.2, 0.2]);
    for (let i = 1; i <= 30; i++) await touch('touchMove', [0.2 + i * 0.02, 0.2 + i * 0.02]);
    await touch('touchEnd');
    await expect
      .poll(async () => (await editor.shown()).map(nearestQuadrant))
      .toEqual(['topLeft', 'topLeft', 'topLeft', 'topLeft']);
    const use = editor.dialog.getByRole('button', { name: es.editor.use });
    await expect(use).toBeInViewport({ ratio: 1 });
    expect(await sidewaysScroll(editor.dialog)).toBe(0);
  });

  test('it still works with text twice as large', DEEP, async ({ signedIn }) => {
    const { editor } = await openEditor(signedIn, await photoFile());
    await signedIn.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    expect(await sidewaysScroll(editor.dialog)).toBe(0);
    expect((await editor.dialog.boundingBox())?.width).toBeLessThanOrEqual(360);
    await expect(editor.stage).toBeInViewport({ ratio: 0.9 });
    for (const name of [es.editor.turnLeft, es.editor.reset, es.editor.use]) {
      const button = editor.dialog.getByRole('button', { name });
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 1 });
    }
  });
});

for (const [place, colorScheme] of (['light', 'dark'] as const).entries()) {
  test.describe(`axe finds nothing, ${colorScheme}`, variation(place), () => {
    test.use({ colorScheme });

    test('in the editor, with a photo and with an unreadable file', DEEP, async ({ signedIn }) => {
      const { profile, editor } = await openEditor(signedIn, await photoFile());
      await expectNoFindings(signedIn, 'the editor, or the camera');
      await signedIn.keyboard.press(']');
      await expectNoFindings(signedIn, 'the editor, or the camera');
      await signedIn.keyboard.press('Escape');
      await expect(editor.dialog).toHaveCount(0);
      const buffer = Buffer.from('no picture');
      await profile.choose({ name: 'yo.jpg', mimeType: 'image/jpeg', buffer });
      await signedIn.getByRole('dialog').getByRole('alert').waitFor();
      await expectNoFindings(signedIn, 'the editor, or the camera');
    });

    test('in the camera, live and with a captured picture', DEEP, async ({ signedIn }) => {
      const profile = await openProfile(signedIn);
      await profile.button(es.photo.take).click();
      const camera = signedIn.getByRole('dialog', { name: es.camera.title });
      const take = camera.getByRole('button', { name: es.camera.take });
      await expect(take).toBeFocused();
      await expectNoFindings(signedIn, 'the editor, or the camera');
      await take.click();
      await camera.getByRole('img', { name: es.camera.taken }).waitFor();
      await expectNoFindings(signedIn, 'the editor, or the camera');
    });
  });
}

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not lead there');
}

/** The horizontal overflow within an element, in pixels. */
function sidewaysScroll(element: Locator): Promise<number> {
  return element.evaluate((root) =>
    Math.max(
      ...[root, ...root.querySelectorAll('*')]
        .filter((one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))
        .map((one) => one.scrollWidth - one.clientWidth),
      0,
    ),
  );
}
