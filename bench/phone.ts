// Measures, in Chromium on the production build, the time from opening the address of the QR code on a phone until the desk shows the
// photo of the server. The upload itself and what the person does are not counted.
import { cameraPhoto } from 'odd-images/camera-photo';
import type { Browser, BrowserContext, Page } from 'playwright';
import { es } from '@/components/messages/es';
import startApp from '../test/browser/global-setup';
import { launchBrowser } from '../test/browser/launch';
import { report, verdict } from './report';
import { signIn } from './sign-in';
import { interleaved, median } from './statistics';

/** Runs of each phone. */
const RUNS = 5;
/** From the address to the photo at the desk, in milliseconds, at the median and at worst. */
const LIMIT_MS = 3_000;

/** A fast phone is as fast as this machine, a slow one has a quarter of its speed. */
const PHONES = { 'fast phone': 1, 'slow phone': 4 };
type Phone = keyof typeof PHONES;

/** Both devices are that far from the server, in milliseconds. The phone uploads at 5 Mbit/s. */
const LATENCY_MS = 40;
const UPLOAD_BYTES_A_SECOND = 5_000_000 / 8;
const DOWNLOAD_BYTES_A_SECOND = 20_000_000 / 8;

/** Time until the phone opens the code, in milliseconds. The desk polls less and less often until then. Each run waits a little longer. */
const UNTIL_SCAN_MS = 8_000;
const LATER_MS = 300;
/** How long the phone's dialog for files is open, and how long the user looks at the framed photo, in milliseconds; people take longer. */
const DIALOG_MS = 1_000;
const LOOK_MS = 1_000;

/** Times in milliseconds since 1970: both pages run on one machine, so their clocks agree. */
interface PhoneMarks {
  opened: number;
  canChoose: number;
  chosen: number;
  canUse: number;
  used: number;
}

interface Times {
  opening: number;
  editing: number;
  arriving: number;
  upload: number;
  total: number;
}

/** Runs on the phone before the page's own scripts. Clicks "use photo" some time after the first frame that shows it. */
function markPhone({ use, lookMs }: { use: string; lookMs: number }): void {
  const now = () => performance.timeOrigin + performance.now();
  const marks = { opened: performance.timeOrigin, canChoose: 0, chosen: 0, canUse: 0, used: 0 };
  Object.assign(window, { marks });
  document.addEventListener(
    'change',
    () => {
      marks.chosen = now();
    },
    { capture: true },
  );
  requestAnimationFrame(function look() {
    const input = document.querySelector('input[type=file]');
    if (input && marks.canChoose === 0) marks.canChoose = now();
    const button = [...document.querySelectorAll('button')].find(
      ({ textContent, disabled }) => textContent?.trim() === use && !disabled,
    );
    if (!button) return requestAnimationFrame(look);
    marks.canUse = now();
    setTimeout(() => {
      marks.used = now();
      button.click();
    }, lookMs);
  });
}

/** Runs in the page. Resolves with the time at which the page has painted a photo of the server other than `before`. */
function shownPhoto({ alt, before }: { alt: string; before: string }): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(function look() {
      const photo = document.querySelector<HTMLImageElement>(
        `main img[alt^="${alt}"][src*="/profiles/"]`,
      );
      const isShown = photo?.complete && photo.naturalWidth > 0;
      if (!isShown || new URL(photo.src).pathname === before) return requestAnimationFrame(look);
      // The browser paints the frame after this callback, so the next task is the first moment after the paint.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
      channel.port2.postMessage(null);
    });
  });
}

async function atDistance(page: Page, cpuSlowdown = 1): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: DOWNLOAD_BYTES_A_SECOND,
    uploadThroughput: UPLOAD_BYTES_A_SECOND,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
}

function contextOf(browser: Browser, more: object = {}): Promise<BrowserContext> {
  return browser.newContext({ locale: 'es-MX', baseURL: process.env.E2E_BASE_URL, ...more });
}

/** tsx wraps functions in a helper of this name, which pages lack. */
const TSX_HELPER = 'globalThis.__name = (wrapped) => wrapped';

/** Sends one photo from a phone that has nothing of the app in its cache. */
async function send(browser: Browser, desk: Page, slowdown: number, run: number): Promise<Times> {
  const size = { width: 4032, height: 3024 };
  const photo = await cameraPhoto({ ...size, quality: 92, noise: 10, seed: slowdown * RUNS + run });
  const before = await desk.evaluate(() => {
    const shown = document.querySelector<HTMLImageElement>('main img[src*="/profiles/"]');
    return shown ? new URL(shown.src).pathname : '';
  });
  await desk.getByRole('button', { name: es.phone.use }).click();
  const dialog = desk.getByRole('dialog', { name: es.phone.dialogTitle });
  const address = (await dialog.getByText(/#[\w-]{22}$/).textContent()) ?? '';
  const shown = desk.evaluate(shownPhoto, { alt: es.photo.alt.split('{')[0] ?? '', before });
  await desk.waitForTimeout(UNTIL_SCAN_MS + run * LATER_MS);

  const viewport = { width: 360, height: 640 };
  const context = await contextOf(browser, { viewport, hasTouch: true, isMobile: true });
  try {
    await context.addInitScript(TSX_HELPER);
    await context.addInitScript(markPhone, { use: es.editor.use, lookMs: LOOK_MS });
    const phone = await context.newPage();
    await atDistance(phone, slowdown);
    await phone.goto(address);
    const input = phone.locator('input[type=file]').last();
    await input.waitFor({ state: 'attached' });
    const chooser = phone.waitForEvent('filechooser');
    await input.press('Enter');
    const files = await chooser;
    await phone.waitForTimeout(DIALOG_MS);
    await files.setFiles({ name: 'camara.jpg', mimeType: 'image/jpeg', buffer: photo });
    const seen = await shown;
    const marks = await phone.evaluate(() => (window as unknown as { marks: PhoneMarks }).marks);
    const upload = await phone.evaluate(
      () =>
        performance.getEntriesByType('resource').find(({ name }) => name.includes('/uploads/'))
          ?.duration ?? Number.NaN,
    );
    const opening = marks.canChoose - marks.opened;
    const editing = marks.canUse - marks.chosen;
    const arriving = seen - marks.used - upload;
    return { opening, editing, arriving, upload, total: opening + editing + arriving };
  } finally {
    await context.close();
  }
}

const stop = await startApp();
const browser = await launchBrowser();
try {
  const context = await contextOf(browser);
  await context.addInitScript(TSX_HELPER);
  const desk = await context.newPage();
  await signIn(desk);
  await atDistance(desk);
  await desk.waitForLoadState('networkidle');
  const at = (phone: Phone) => (run: number) => send(browser, desk, PHONES[phone], run);
  const times = await interleaved<Phone, Times>(RUNS, {
    'fast phone': at('fast phone'),
    'slow phone': at('slow phone'),
  });
  const row = (figure: string, of: keyof Times, limit?: number) => {
    const columns = Object.entries(times).map(([phone, all]) => {
      const values = all.map((one) => one[of]);
      return { phone, median: median(values), worst: Math.max(...values) };
    });
    const isMet = columns.every(({ worst }) => worst <= (limit ?? worst));
    return {
      figure,
      ...Object.fromEntries(
        columns.flatMap(({ phone, median: middle, worst }) => [
          [`${phone}: median, ms`, middle.toFixed(0)],
          [`${phone}: worst, ms`, worst.toFixed(0)],
        ]),
      ),
      limit: limit === undefined ? '' : `${limit} ms`,
      met: limit === undefined ? '' : verdict(isMet),
    };
  };
  report('phone', [
    row('the address opened, until a photo can be chosen', 'opening'),
    row('the photo chosen, until "use photo" can be pressed', 'editing'),
    row('"use photo", until the desk shows the photo, less the upload', 'arriving'),
    row('the three together: from the scan until it is seen', 'total', LIMIT_MS),
    row('the upload itself, which is not counted', 'upload'),
  ]);
} finally {
  await browser.close();
  await stop();
}
