// The lasting link: turned on, copied, shown elsewhere, changed, renewed and turned off, by mouse and by keyboard.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright/test';
import { en } from '@/components/messages/en';
import { es } from '@/components/messages/es';
import { HOST } from '@/dev/ports';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { photoFile } from '../test/browser/editor-page';
import { DEEP, expect, given, test } from '../test/browser/fixtures';
import { openProfile } from '../test/browser/profile-page';

const words = es.link;

/** Opens the dialog by the button with a label, and returns it. */
async function openDialog(page: Page, label: string) {
  await page.getByRole('button', { name: label }).click();
  const dialog = page.getByRole('dialog', { name: words.title });
  await expect(dialog).toBeVisible();
  return dialog;
}

async function turnOn(page: Page): Promise<string> {
  const dialog = await openDialog(page, words.create);
  await dialog.getByRole('button', { name: words.turnOn, exact: true }).click();
  return dialog.getByLabel(words.address).inputValue();
}

/** The status and the media type at an address, after its redirects. */
async function fetched(url: string): Promise<string> {
  const { status, headers } = await fetch(url);
  return `${status} ${headers.get('content-type')}`;
}

const NOT_FOUND = '404 application/problem+json';

test('a person turns it on, and anyone who has it sees their photo, until they turn it off', async ({
  signedIn,
  context,
}) => {
  await context.grantPermissions(['clipboard-write']);
  const profile = await openProfile(signedIn);
  await expect(signedIn.getByText(words.off)).toBeVisible();
  await profile.upload(await photoFile());
  await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
  const url = await turnOn(signedIn);
  expect(url).toMatch(new RegExp(`^${given('E2E_BASE_URL')}/f/[\\w-]{22}\\.jpg$`));
  expect(await fetched(url)).toBe('200 image/jpeg');

  const dialog = signedIn.getByRole('dialog');
  await dialog.getByRole('button', { name: words.copy }).click();
  await expect(dialog.getByText(words.copied)).toBeVisible();
  await expectNoFindingsInBothThemes(signedIn, 'on');

  await dialog.getByRole('radio', { name: words.forTeam }).check();
  await expect(dialog.getByText(words.saved)).toBeVisible();
  expect(await fetched(url)).toBe(NOT_FOUND);
  await dialog.getByRole('radio', { name: words.forAnyone }).check();
  await expect.poll(() => fetched(url)).toBe('200 image/jpeg');

  await dialog.getByRole('button', { name: words.renew }).click();
  await signedIn.getByRole('button', { name: words.renewConfirm }).click();
  await expect(dialog.getByText(words.renewed)).toBeVisible();
  const renewed = await dialog.getByLabel(words.address).inputValue();
  expect(renewed).not.toBe(url);
  expect(await fetched(url)).toBe(NOT_FOUND);
  expect(await fetched(renewed)).toBe('200 image/jpeg');

  await dialog.getByRole('button', { name: words.turnOff }).click();
  await expectNoFindingsInBothThemes(signedIn, 'asking');
  await signedIn.getByRole('button', { name: words.offConfirm }).click();
  await expect(dialog.getByRole('button', { name: words.turnOn, exact: true })).toBeVisible();
  expect(await fetched(renewed)).toBe(NOT_FOUND);
  await dialog.getByRole('button', { name: words.close }).click();
  await expect(signedIn.getByText(words.off)).toBeVisible();
});

test('a page of another site shows the photo, and the initials once it is removed', async ({
  signedIn,
  browser,
}) => {
  const profile = await openProfile(signedIn);
  await profile.upload(await photoFile());
  await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
  const url = await turnOn(signedIn);
  const site = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<img src="${url}?s=200" alt="" ${request.url === '/cors' ? 'crossorigin' : ''}>`);
  });
  await new Promise<void>((resolve) => site.listen(0, HOST, resolve));
  const origin = `http://${HOST}:${(site.address() as AddressInfo).port}`;
  /** The width of the picture in a page of another site, in pixels, for a browser that has cached nothing. */
  const shownWidth = async (path = '') => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(origin + path);
    const width = await page.locator('img').evaluate((image: HTMLImageElement) =>
      image.decode().then(
        () => image.naturalWidth,
        () => 0,
      ),
    );
    await context.close();
    return width;
  };
  expect(await shownWidth()).toBe(240);
  expect(await shownWidth('/cors')).toBe(240);
  await signedIn.getByRole('dialog').getByRole('button', { name: words.close }).click();
  await profile.button(es.photo.remove).click();
  await signedIn.getByRole('dialog').getByRole('button', { name: es.change.removeConfirm }).click();
  await expect(signedIn.getByText(es.change.removed).first()).toBeVisible();
  expect(await shownWidth()).toBe(648);
  site.closeAllConnections();
  site.close();
});

test('GET and HEAD have the right headers, for known and unknown links; other methods are refused', async ({
  signedIn,
}) => {
  const answer = await signedIn.request.put('/api/profile/link', { data: { audience: 'anyone' } });
  const { pathname } = new URL((await answer.json()).profileImageLink.url);
  for (const [path, status, cache] of [
    [pathname, 302, /^public, max-age=\d+$/],
    ['/f/AAAAAAAAAAAAAAAAAAAAAA.jpg', 404, /^private, no-store$/],
  ] as const) {
    for (const method of ['GET', 'HEAD']) {
      const response = await signedIn.request.fetch(path, { method, maxRedirects: 0 });
      expect(response.status()).toBe(status);
      expect(response.headers()).toMatchObject({
        'cache-control': expect.stringMatching(cache),
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'cross-origin',
        'access-control-allow-origin': '*',
        'x-robots-tag': 'noindex',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(response.headers()['set-cookie']).toBeUndefined();
    }
    expect((await signedIn.request.post(path)).status()).toBe(405);
  }
});

test('by keyboard: the focus stays in the dialog, and returns to its button', async ({
  signedIn,
}) => {
  await openProfile(signedIn);
  const { keyboard } = signedIn;
  await signedIn.getByRole('button', { name: words.create }).focus();
  await keyboard.press('Enter');
  const dialog = signedIn.getByRole('dialog', { name: words.title });
  await expect(dialog).toBeVisible();
  await signedIn.getByRole('radio', { name: words.forAnyone }).focus();
  await keyboard.press('ArrowDown');
  await expect(signedIn.getByRole('radio', { name: words.forTeam })).toBeChecked();
  await dialog.getByRole('button', { name: words.turnOn }).focus();
  await keyboard.press('Enter');
  await expect(dialog.getByLabel(words.address)).toBeVisible();
  await dialog.getByRole('button', { name: words.turnOff }).focus();
  await keyboard.press('Enter');
  await expect(signedIn.getByRole('button', { name: words.keep })).toBeFocused();
  await keyboard.press('Escape');
  await expect(dialog.getByLabel(words.address)).toBeVisible();
  await keyboard.press('Escape');
  await expect(signedIn.getByRole('dialog')).toHaveCount(0);
  await expect(signedIn.getByRole('button', { name: words.manage })).toBeFocused();
});

test(
  'a failed change shows a message, and the link stays as it was',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/503/);
    await openProfile(signedIn);
    const url = await turnOn(signedIn);
    await signedIn.route('**/api/profile/link', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'about:blank', title: '', status: 503, code: 'unavailable' }),
      }),
    );
    const dialog = signedIn.getByRole('dialog');
    await dialog.getByRole('radio', { name: words.forTeam }).click();
    await expect(dialog.getByText(words.unavailable)).toBeVisible();
    await expect(dialog.getByRole('radio', { name: words.forAnyone })).toBeChecked();
    await expect(dialog.getByLabel(words.address)).toHaveValue(url);
  },
);

test.describe('on a phone with text twice as large', DEEP, () => {
  test.use({ viewport: { width: 360, height: 640 } });

  test('the dialog fits', async ({ signedIn }) => {
    await openProfile(signedIn);
    await signedIn.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    await turnOn(signedIn);
    const dialog = signedIn.getByRole('dialog');
    for (const name of [words.copy, words.renew, words.turnOff, words.close]) {
      const button = dialog.getByRole('button', { name, exact: true });
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 1 });
    }
    const { scrollWidth, clientWidth } = await signedIn.evaluate(() => document.documentElement);
    expect(scrollWidth).toBe(clientWidth);
    await expectNoFindingsInBothThemes(signedIn, 'on, at 360 pixels and 200 %');
  });
});

test.describe('in English', DEEP, () => {
  test.use({ locale: 'en-GB' });

  test('the dialog', async ({ signedIn }) => {
    await signedIn.goto('/profile');
    await signedIn.getByRole('button', { name: en.link.create }).click();
    const dialog = signedIn.getByRole('dialog', { name: en.link.title });
    await dialog.getByRole('button', { name: en.link.turnOn }).click();
    await expect(dialog.getByLabel(en.link.address)).toHaveValue(/\/f\/[\w-]{22}\.jpg$/);
    await expectNoFindingsInBothThemes(signedIn, 'on, in English');
  });
});
