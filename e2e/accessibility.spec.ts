// Accessibility of the page: axe in every state and theme, keyboard only, small screens, large text, no layout shift.
import { devices, type Locator, type Page } from 'playwright/test';
import { es } from '@/components/messages/es';
import { expectNoFindings } from '../test/browser/axe';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { gateOn, isUpload } from '../test/browser/gate';
import { PDF_FILE, photoFile } from '../test/browser/photo-file';
import { openProfile } from '../test/browser/profile-page';

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
}

for (const [place, colorScheme] of (['light', 'dark'] as const).entries()) {
  test.describe(`axe finds nothing, ${colorScheme}`, variation(place), () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('on the sign-in page, before and after a wrong password', async ({
      page,
      allowedErrors,
    }) => {
      allowedErrors.push(/401/);
      await page.goto('/sign-in');
      await expectNoFindings(page, 'sign-in');
      await page.getByLabel(es.signIn.email).fill('agente@polizalab.test');
      await page.getByLabel(es.signIn.password).fill('no');
      await page.getByRole('button', { name: es.signIn.submit }).click();
      await expect(page.getByText(es.signIn.wrong)).toBeVisible();
      await expectNoFindings(page, 'wrong password');
    });

    test('a page that does not exist', async ({ page, allowedErrors }) => {
      allowedErrors.push(/404/);
      await page.goto('/no-such-page');
      await expect(page.getByRole('heading', { name: es.notFound.title })).toBeVisible();
      await expectNoFindings(page, 'not found');
    });

    test('on the profile, from no photo to a removed one', async ({
      signedIn,
      context,
      allowedErrors,
    }) => {
      allowedErrors.push(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
      const profile = await openProfile(signedIn);
      await expectNoFindings(signedIn, 'empty');

      await profile.choose(await photoFile(1));
      await expect(profile.button(es.editor.use)).toBeEnabled();
      await expectNoFindings(signedIn, 'editing');

      await context.setOffline(true);
      await profile.confirmEdit();
      await expect(signedIn.getByText(es.upload.offline).first()).toBeVisible();
      await expectNoFindings(signedIn, 'offline');
      await signedIn.route(isUpload, () => {});
      await context.setOffline(false);
      await expect(profile.progress).toBeVisible();
      await expectNoFindings(signedIn, 'uploading');
      await profile.button(es.upload.cancel).click();
      await signedIn.unrouteAll({ behavior: 'ignoreErrors' });

      await profile.upload(await photoFile(2));
      await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
      await expectNoFindings(signedIn, 'done');

      await profile.drop({ ...(await photoFile()), buffer: Buffer.alloc(3_000_000, 7) });
      await expect(signedIn.getByRole('dialog', { name: es.editor.tooLargeTitle })).toBeVisible();
      await expectNoFindings(signedIn, 'too large');
      await profile.button(es.editor.close).click();

      await profile.drop(PDF_FILE);
      await expect(signedIn.getByText(es.refusal.title)).toBeVisible();
      await expectNoFindings(signedIn, 'refused');

      await profile.button(es.photo.remove).click();
      await expectNoFindings(signedIn, 'asking to remove');
      await signedIn
        .getByRole('dialog')
        .getByRole('button', { name: es.change.removeConfirm })
        .click();
      await expect(profile.photo).toHaveCount(0);
      await signedIn.getByLabel(es.details.nombre).fill('');
      await profile.button(es.details.save).click();
      await expectNoFindings(signedIn, 'removed, and a wrong name');
    });
  });
}

test('the whole flow by keyboard: choose, crop, use, undo', DEEP, async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  const focusOn = async (name: string) => {
    for (let presses = 0; presses < 40; presses++) {
      await signedIn.keyboard.press('Tab');
      const focused = signedIn.locator(':focus');
      const label = await focused.evaluateAll(([e]) => e?.ariaLabel ?? e?.textContent?.trim());
      if (label === name) {
        // The control of the circle is transparent: what follows it shows the outline.
        const outline = await focused.evaluate(
          (e) =>
            getComputedStyle(e.matches('input') ? (e.nextElementSibling ?? e) : e).outlineStyle,
        );
        expect(outline).toBe('solid');
        return;
      }
    }
    throw new Error(`Tab does not lead to ${name}`);
  };
  await focusOn(es.photo.choose);
  const chooser = await profile.chooserOf(() => signedIn.keyboard.press('Enter'));
  await chooser.setFiles(await photoFile());
  await expect(profile.button(es.editor.use)).toBeEnabled();
  await signedIn.keyboard.press('+');
  await focusOn(es.editor.use);
  await signedIn.keyboard.press('Enter');
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  await focusOn(es.change.undo);
  await signedIn.keyboard.press('Enter');
  await expect(profile.photo).toHaveCount(0);
});

test('a screen reader announces progress and results', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await profile.upload(await photoFile());
  await expect(signedIn.getByRole('status').filter({ hasText: es.upload.done })).toHaveCount(1);
});

test('no layout shift while the page loads with a photo', DEEP, async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await profile.upload(await photoFile(1));
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  await profile.upload(await photoFile(2));
  await expect(signedIn.getByRole('button', { name: /^Volver a la foto/ })).toHaveCount(1);
  await signedIn.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await signedIn.reload();
  await expect(signedIn.getByRole('button', { name: /^Volver a la foto/ })).toHaveCount(1);
  await profile.shownPath();
  const shifts = await signedIn.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBe(0);
});

test(
  'with forced colours, buttons and progress have a visible edge',
  DEEP,
  async ({ signedIn }) => {
    await signedIn.emulateMedia({ forcedColors: 'active' });
    const uploads = await gateOn(signedIn, isUpload);
    uploads.hold();
    const profile = await openProfile(signedIn);
    const style = (control: Locator, property: 'borderTopWidth') =>
      control.evaluate((element, name) => getComputedStyle(element)[name], property);
    await profile.choose(await photoFile(1));
    for (const name of [es.editor.use, es.editor.cancel, es.editor.turnLeft]) {
      const button = profile.button(name);
      await button.waitFor();
      // In any color: the browser assigns a visible one.
      expect(await style(button, 'borderTopWidth')).toBe('1px');
    }
    await profile.confirmEdit();
    await expect(profile.progress).toBeVisible();
    const colours = await profile.progress
      .locator('circle')
      .evaluateAll((circles) => circles.map((circle) => getComputedStyle(circle).stroke));
    const [rest, done] = colours;
    expect(done).not.toBe(rest);
    expect(colours).not.toContain(
      await signedIn.evaluate('getComputedStyle(document.body).backgroundColor'),
    );
    uploads.open();
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  },
);

test('fits with text at 200 %', DEEP, async ({ signedIn }) => {
  await signedIn.setViewportSize({ width: 640, height: 900 });
  const profile = await openProfile(signedIn);
  await signedIn.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  await expectNoSidewaysScroll(signedIn);
  await profile.button(es.photo.choose).scrollIntoViewIfNeeded();
  await expect(profile.button(es.photo.choose)).toBeInViewport({ ratio: 1 });
});

test.describe('on a phone', () => {
  const { defaultBrowserType: _, ...phone } = devices['Pixel 7'];
  test.use({ ...phone, viewport: { width: 360, height: 740 } });

  test('fits at 360 pixels, with the camera one tap away', async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    await expectNoSidewaysScroll(signedIn);
    await expect(signedIn.locator('input[capture]')).toHaveCount(1);
    await signedIn.locator('input[capture]').setInputFiles(await photoFile());
    await expectNoSidewaysScroll(signedIn);
    await profile.button(es.editor.use).tap();
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
    await expectNoSidewaysScroll(signedIn);
  });
});
