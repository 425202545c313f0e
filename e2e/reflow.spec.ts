// Narrow windows, large text, and reduced motion.
import type { Page } from 'playwright/test';
import { es } from '@/components/messages/es';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { photoFile } from '../test/browser/editor-page';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { gateOn, isUpload } from '../test/browser/gate';
import { PDF_FILE } from '../test/browser/photo-file';
import { openProfile } from '../test/browser/profile-page';

/** Expects no horizontal scrolling, and a control that is completely visible. */
async function expectToFit(page: Page, control: string): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
  expect(scrollWidth).toBe(clientWidth);
  // The last one is in the dialog, if one is open.
  const button = page.getByRole('button', { name: control, exact: true }).last();
  await button.scrollIntoViewIfNeeded();
  await expect(button).toBeInViewport({ ratio: 1 });
}

for (const [place, [what, width, text]] of (
  [
    ['320 pixels', 320, '100%'],
    ['360 pixels and text twice as large', 360, '200%'],
  ] as const
).entries()) {
  test.describe(`at ${what}`, variation(place), () => {
    test.use({ viewport: { width, height: 740 } });

    test('refused, uploading, done, asking to remove, and signing in fit', async ({
      signedIn,
      context,
    }) => {
      const uploads = await gateOn(signedIn, isUpload);
      const profile = await openProfile(signedIn);
      const enlarge = (page: Page) =>
        page.evaluate((size) => {
          document.documentElement.style.fontSize = size;
        }, text);
      await enlarge(signedIn);
      await expectToFit(signedIn, es.photo.choose);
      await profile.drop({
        ...PDF_FILE,
        name: 'una-foto-con-un-nombre-muy-largo-sin-espacios.pdf',
      });
      await expectToFit(signedIn, es.photo.closeNotice);
      if (text !== '100%') await expectNoFindingsInBothThemes(signedIn, `refused at ${what}`);

      uploads.hold();
      await profile.upload(await photoFile());
      await expect(profile.progress).toBeVisible();
      await expectToFit(signedIn, es.upload.cancel);
      uploads.open();
      await expect(profile.button(es.change.undo)).toBeVisible();
      await expectToFit(signedIn, es.change.undo);
      await profile.sentFraming();
      await profile.button(es.photo.remove).click();
      await expectToFit(signedIn, es.change.removeConfirm);

      const page = await context.newPage();
      await context.clearCookies();
      await page.goto('/sign-in');
      await enlarge(page);
      await expectToFit(page, es.signIn.submit);
    });
  });
}

for (const [place, [what, viewport, text]] of (
  [
    ['a phone on its side', { width: 740, height: 360 }, '100%'],
    ['a window at 200 %', { width: 640, height: 400 }, '100%'],
    ['text twice as large', { width: 1280, height: 800 }, '200%'],
  ] as const
).entries()) {
  test.describe(`on ${what}`, variation(place), () => {
    test.use({ viewport });

    test('the whole crop is visible above the buttons', async ({ signedIn }) => {
      const profile = await openProfile(signedIn);
      await signedIn.evaluate((size) => {
        document.documentElement.style.fontSize = size;
      }, text);
      await profile.choose(await photoFile());
      const stage = signedIn.getByRole('application', { name: es.editor.stage });
      await expect(stage).toHaveAttribute('aria-busy', 'false');
      await expect(signedIn.getByRole('heading', { name: es.editor.title })).toBeInViewport();
      const [frame, button] = [
        await stage.boundingBox(),
        await profile.button(es.editor.use).boundingBox(),
      ];
      expect(frame?.y).toBeGreaterThan(0);
      expect((frame?.y ?? 0) + (frame?.height ?? 0)).toBeLessThan(button?.y ?? 0);
    });
  });
}

test.describe('with reduced motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('nothing moves from choosing to the shown photo', DEEP, async ({ signedIn }) => {
    await signedIn.addInitScript(() => {
      const moving: string[] = [];
      Object.assign(window, { moving });
      const look = () => {
        for (const animation of document.getAnimations()) {
          const { activeDuration } = animation.effect?.getComputedTiming() ?? {};
          if (Number(activeDuration) > 1) moving.push(`${activeDuration} ms`);
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    const profile = await openProfile(signedIn);
    await profile.button(es.photo.choose).hover();
    await profile.upload(await photoFile());
    await expect(profile.button(es.change.undo)).toBeVisible();
    await profile.button(es.photo.remove).hover();
    expect(await signedIn.evaluate('window.moving')).toEqual([]);
  });
});
