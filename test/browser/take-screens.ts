// `npm run screens`: saves screenshots of the main states of the page to docs/screens/.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import sharp from 'sharp';
import { es } from '@/components/messages/es';
import { DEMO_AGENTS, DEMO_PASSWORD } from '@/dev/demo-agents';
import { drawnPortrait } from '@/test/images/portrait';
import startApp from './global-setup';
import { launchBrowser } from './launch';
import { PDF_FILE } from './photo-file';
import { ProfilePage } from './profile-page';

const FOLDER = 'docs/screens';
const DESKTOP = { viewport: { width: 1440, height: 980 } };
const PHONE = {
  viewport: { width: 360, height: 780 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};
/** Bytes per second: slow enough to show an upload in progress. */
const SLOW_UPLOAD = 12_000;

async function takeAll(browser: Browser): Promise<void> {
  await as(browser, DESKTOP, async (page) => {
    await page.goto('/sign-in');
    await saveScreenshot(page, 'sign-in');
    const profile = await signIn(page);
    await saveScreenshot(page, 'empty');

    await profile.choose(await portrait());
    await profile.button(es.editor.use).isEnabled();
    await saveScreenshot(page, 'editing');
    await throttleUploads(page, SLOW_UPLOAD);
    await profile.confirmEdit();
    await page.waitForFunction(
      () => Number(document.querySelector('[role=progressbar]')?.ariaValueNow) >= 40,
    );
    await saveScreenshot(page, 'uploading');
    await throttleUploads(page, -1);
    await page.getByText(es.upload.done).first().waitFor();

    await profile.upload(await portrait('another'));
    await profile.button(es.upload.cancel).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Volver a la foto del/ }).waitFor();
    await page.locator('button:not([aria-disabled=true])', { hasText: es.photo.adjust }).waitFor();
    await saveScreenshot(page, 'done');

    await profile.drop(PDF_FILE);
    await saveScreenshot(page, 'error');
    await profile.button(es.photo.remove).click();
    await saveScreenshot(page, 'remove');
  });
  await as(browser, { ...DESKTOP, colorScheme: 'dark' }, async (page) => {
    const profile = await signIn(page);
    await saveScreenshot(page, 'dark');
    await profile.choose(await portrait());
    await saveScreenshot(page, 'dark-editing');
  });
  await as(browser, PHONE, async (page) => {
    const profile = await signIn(page);
    await saveScreenshot(page, 'phone');
    await profile.choose(await portrait());
    await saveScreenshot(page, 'phone-editing');
  });
}

async function as(
  browser: Browser,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    locale: 'es-MX',
    reducedMotion: 'reduce',
    baseURL: process.env.E2E_BASE_URL,
    ...options,
  });
  await use(await context.newPage());
  await context.close();
}

async function signIn(page: Page): Promise<ProfilePage> {
  await page.goto('/sign-in');
  await page.getByLabel(es.signIn.email).fill(DEMO_AGENTS[0]?.email ?? '');
  await page.getByLabel(es.signIn.password).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: es.signIn.submit }).click();
  await page.waitForURL('**/profile');
  await page.waitForLoadState('networkidle');
  return new ProfilePage(page);
}

async function portrait(day: 'one' | 'another' = 'one') {
  return { name: 'retrato.jpg', mimeType: 'image/jpeg', buffer: await drawnPortrait(day) };
}

async function throttleUploads(page: Page, uploadThroughput: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput,
  });
}

async function saveScreenshot(page: Page, name: string): Promise<void> {
  // After opening animations and lazy parts.
  await page.waitForTimeout(600);
  const picture = await page.screenshot({ animations: 'disabled' });
  const small = await sharp(picture).png({ palette: true, quality: 85, effort: 10 }).toBuffer();
  writeFileSync(`${FOLDER}/${name}.png`, small);
  console.log(`${FOLDER}/${name}.png ${Math.round(small.length / 1024)} KB`);
}

mkdirSync(FOLDER, { recursive: true });
const stop = await startApp();
const browser = await launchBrowser();
try {
  await takeAll(browser);
} finally {
  await browser.close();
  await stop();
}
