// The agent's kit on the page: QR code, downloads and mail signature.
import { readFile } from 'node:fs/promises';
import jsQR from 'jsqr';
import type { Page } from 'playwright/test';
import sharp from 'sharp';
import { en } from '@/components/messages/en';
import { es } from '@/components/messages/es';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { photoFile } from '../test/browser/editor-page';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { openProfile, type ProfilePage } from '../test/browser/profile-page';

const words = es.kit;

async function openKit(page: Page): Promise<ProfilePage> {
  const profile = await openProfile(page);
  await profile.button(words.open).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('img', { name: words.qrAlt })).toBeVisible();
  return profile;
}

/** Reads the QR code on the screen, as a phone does, and unfolds the lines of a vCard. */
async function codeOnScreen(page: Page): Promise<string | undefined> {
  const image = page.getByRole('img', { name: words.qrAlt });
  // The image is replaced when its subject changes.
  const png = await image.screenshot({ scale: 'css' }).catch(() => null);
  if (!png) return undefined;
  // At about 3.6 pixels per module, jsQR misses some codes by one way of enlarging them, but not by both.
  for (const kernel of ['nearest', 'cubic'] as const) {
    const { data, info } = await sharp(png)
      .resize({ width: 600, kernel })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const found = jsQR(new Uint8ClampedArray(data), info.width, info.height, {
      inversionAttempts: 'dontInvert',
    });
    if (found) return Buffer.from(found.binaryData).toString().replaceAll('\r\n ', '');
  }
  return undefined;
}

async function download(page: Page, name: string): Promise<[string, Buffer]> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).click(),
  ]);
  return [file.suggestedFilename(), await readFile(await file.path())];
}

test('the QR code can be read in both themes, and changes with the saved details', async ({
  signedIn,
  agent,
}) => {
  const kit: string[] = [];
  signedIn.on('request', (request) => {
    if (/\/api\/profile\/(qr|card)/.test(request.url())) kit.push(request.url());
  });
  const profile = await openProfile(signedIn);
  expect(kit).toEqual([]);
  await openKit(signedIn);
  for (const colorScheme of ['light', 'dark'] as const) {
    await signedIn.emulateMedia({ colorScheme });
    await expect.poll(() => codeOnScreen(signedIn)).toContain('N:Núñez Ávila;María José;;;');
  }
  await signedIn.getByText(es.details.onCard).click();
  await signedIn.getByLabel(es.details.telefono).fill('55 1234 5678');
  await profile.button(es.details.save).click();
  await expect
    .poll(() => codeOnScreen(signedIn))
    .toContain(`TEL;TYPE=WORK,VOICE:+525512345678\r\nEMAIL;TYPE=INTERNET,WORK:${agent.email}`);
});

test('vCard, card and QR codes are saved under the name of the person', async ({ signedIn }) => {
  await openKit(signedIn);
  const name = 'María José Núñez Ávila';
  const [vcf, contact] = await download(signedIn, words['card.vcf']);
  expect([vcf, contact.toString().split('\r\n', 2)]).toEqual([
    `${name}.vcf`,
    ['BEGIN:VCARD', 'VERSION:3.0'],
  ]);
  const [pdf, bytes] = await download(signedIn, words['card.pdf']);
  expect([pdf, bytes.subarray(0, 5).toString()]).toEqual([`${name}.pdf`, '%PDF-']);
  for (const [button, file] of [
    [words['card.png'], `${name}.png`],
    [words['qr.png'], `${name}.qr.png`],
  ] as const) {
    const [png, image] = await download(signedIn, button);
    expect([png, (await sharp(image).metadata()).format]).toEqual([file, 'png']);
  }
  const [svg, drawing] = await download(signedIn, words['qr.svg']);
  expect(svg).toBe(`${name}.qr.svg`);
  expect(drawing.toString()).toContain('width="20mm"');
});

test('the signature needs the link, turns it on, and is pasted as HTML with the photo', async ({
  signedIn,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const profile = await openKit(signedIn);
  await profile.upload(await photoFile());
  await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
  await signedIn.getByText(es.details.onCard).click();
  await signedIn.getByLabel(es.details.puesto).fill('Vida & <b>Autos</b> "GMM"');
  await profile.button(es.details.save).click();
  await expect(signedIn.getByText(es.details.saved)).toBeVisible();

  await expect(signedIn.getByText(words.signatureNeedsLink)).toBeVisible();
  await profile.button(words.turnOn).focus();
  await signedIn.keyboard.press('Enter');
  await expect(signedIn.getByRole('heading', { name: words.signature, exact: true })).toBeFocused();
  const preview = signedIn.getByRole('region', { name: words.preview });
  const photo = preview.getByRole('img', { name: 'María José Núñez Ávila' });
  await expect
    .poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await profile.button(words.copy).click();
  await expect(signedIn.getByText(words.copied)).toBeVisible();

  const mail = await context.newPage();
  await mail.route('**/elsewhere', (route) => route.fulfill({ body: '' }));
  await mail.goto('/elsewhere');
  const pasted = await mail.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const read = async (type: string) => (await item?.getType(type))?.text();
    return { html: await read('text/html'), text: await read('text/plain') };
  });
  const lines = ['María José Núñez Ávila', 'Vida & <b>Autos</b> "GMM"'];
  expect(pasted.text?.split('\n').slice(0, 2)).toEqual(lines);
  expect(pasted.html).toMatch(/<table/);
  expect(pasted.html).toMatch(
    /<img [^>]*width="96" height="96" src="https?:\/\/[^"]+\/f\/[\w-]{22}\.jpg\?s=192"/,
  );
  expect(pasted.html).toContain('Vida &amp; &lt;b&gt;Autos&lt;/b&gt;');
  expect(pasted.html).not.toMatch(/class=|<script|<style/);

  await profile.page.bringToFront();
  await signedIn.getByLabel(words.link).check();
  await expect.poll(() => codeOnScreen(signedIn)).toMatch(/\/f\/[\w-]{22}\.jpg$/);
});

test(
  'a name that the card cannot show gets a message',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/422/);
    const profile = await openKit(signedIn);
    await signedIn.getByLabel(es.details.nombre).fill('Ana 📷');
    await profile.button(es.details.save).click();
    await expect(signedIn.getByText(es.details.saved)).toBeVisible();
    await profile.button(words['card.pdf']).click();
    await expect(signedIn.getByText(words.notPrintable)).toBeVisible();
  },
);

for (const [at, width] of [360, 1280].entries()) {
  test(
    `at ${width} pixels axe finds nothing, and everything fits`,
    variation(at),
    async ({ signedIn }) => {
      await signedIn.setViewportSize({ width, height: 640 });
      const profile = await openKit(signedIn);
      await signedIn.getByText(es.details.onCard).click();
      await expectNoFindingsInBothThemes(signedIn, 'the link is off');
      await profile.button(words.turnOn).click();
      await expect(signedIn.getByRole('region', { name: words.preview })).toBeVisible();
      await expectNoFindingsInBothThemes(signedIn, 'the link is on');
      const photo = signedIn.getByRole('region', { name: words.preview }).getByRole('img');
      expect(await photo.boundingBox()).toMatchObject({ width: 96, height: 96 });
      await signedIn.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
      });
      const { scrollWidth, clientWidth } = await signedIn.evaluate(() => document.documentElement);
      expect(scrollWidth).toBe(clientWidth);
    },
  );
}

test('in English', DEEP, async ({ signedIn, context, baseURL }) => {
  await context.addCookies([{ name: 'locale', value: 'en', url: baseURL ?? '' }]);
  await signedIn.goto('/profile');
  await signedIn.getByRole('button', { name: en.kit.open }).click();
  await expect(signedIn.getByText(en.kit.signatureNeedsLink)).toBeVisible();
});
