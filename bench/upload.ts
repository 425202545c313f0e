// `npm run bench:upload`: measures the time from choosing a camera photo until the server's photo is shown, at 5 Mbit/s up and 40 ms
// latency. The baseline is the minimum for the unchanged file: one XHR to a URL that is signed beforehand.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { cameraPhoto } from 'odd-images/camera-photo';
import type { Browser, Page } from 'playwright';
import startApp from '../test/browser/global-setup';
import { launchBrowser } from '../test/browser/launch';
import type { ProfilePage } from '../test/browser/profile-page';
import { signIn } from './sign-in';

const RUNS = 5;
const UPLOAD_BYTES_A_SECOND = 5_000_000 / 8;
const LATENCY_MS = 40;
/** Required speed-up over the unchanged file. */
const FACTOR = 7;

/** Runs in the page: records when it receives the file, since the test tool takes half a second to hand it over. */
function noteWhenChosen(): void {
  const note = () => Object.assign(window, { chosenAt: Date.now() });
  document.addEventListener('change', note, { capture: true });
}

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: 4 * UPLOAD_BYTES_A_SECOND,
    uploadThroughput: UPLOAD_BYTES_A_SECOND,
  });
}

/** Chooses the photo, presses each button as soon as it is shown, and waits until the server's new photo is shown. */
async function ours(profile: ProfilePage, buffer: Buffer): Promise<number> {
  const { page } = profile;
  await page.goto('/profile', { waitUntil: 'networkidle' });
  await slowDown(page);
  const shown = page.waitForResponse(
    (response) =>
      response.request().method() === 'PUT' &&
      new URL(response.url()).pathname === '/api/profile' &&
      response.status() === 200,
  );
  await profile.choose({ name: 'camara.jpg', mimeType: 'image/jpeg', buffer });
  await profile.confirmEdit();
  await shown;
  const end = Date.now();
  return end - (await page.evaluate(() => (window as unknown as { chosenAt: number }).chosenAt));
}

/** Sends the file with one XHR, to a URL that was signed before the measurement. */
async function asItIs(page: Page, s3: S3Client, buffer: Buffer, run: number): Promise<number> {
  await page.goto('/profile', { waitUntil: 'networkidle' });
  await slowDown(page);
  const Key = `uploads/bench/${run}.jpg`;
  const command = new PutObjectCommand({
    Bucket: process.env.S3_BUCKET,
    Key,
    ContentType: 'image/jpeg',
  });
  const url = await getSignedUrl(s3, command, { expiresIn: 300 });
  await page.setContent('<input type="file">').catch(() => {});
  const input = page.locator('input[type=file]').first();
  await input.setInputFiles({ name: 'camara.jpg', mimeType: 'image/jpeg', buffer });
  return input.evaluate(
    (element, to) =>
      new Promise<number>((resolve, reject) => {
        const [file] = (element as HTMLInputElement).files ?? [];
        const start = performance.now();
        const xhr = new XMLHttpRequest();
        xhr.open('PUT', to);
        xhr.setRequestHeader('Content-Type', 'image/jpeg');
        xhr.onload = () =>
          xhr.status === 200 ? resolve(performance.now() - start) : reject(new Error(xhr.response));
        xhr.onerror = () => reject(new Error('the XHR failed'));
        xhr.send(file);
      }),
    url,
  );
}

const medianOf = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;

async function measure(browser: Browser): Promise<{ own: number; plain: number; size: number }> {
  const page = await browser.newPage({ locale: 'es-MX', baseURL: process.env.E2E_BASE_URL });
  // tsx wraps functions in a helper of this name, which the page lacks.
  await page.addInitScript('globalThis.__name = (wrapped) => wrapped');
  await page.addInitScript(noteWhenChosen);
  const profile = await signIn(page);
  const s3 = new S3Client({
    region: process.env.APP_REGION,
    endpoint: process.env.S3_ENDPOINT,
    forcePathStyle: true,
    // By default it would sign the checksum of the empty body that it gets here.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const own: number[] = [];
  const plain: number[] = [];
  let size = 0;
  for (let run = 1; run <= RUNS; run++) {
    const buffer = await cameraPhoto({
      width: 4032,
      height: 3024,
      quality: 92,
      noise: 10,
      seed: run,
    });
    size = buffer.length;
    own.push(await ours(profile, buffer));
    plain.push(await asItIs(page, s3, buffer, run));
  }
  s3.destroy();
  return { own: medianOf(own), plain: medianOf(plain), size };
}

const stop = await startApp();
const browser = await launchBrowser();
try {
  const { own, plain, size } = await measure(browser);
  console.log(`A photo of ${(size / 1e6).toFixed(1)} MB at 5 Mbit/s and ${LATENCY_MS} ms:`);
  console.log(`  as it is, by one XHR: ${plain.toFixed(0)} ms until S3 has it`);
  console.log(`  by this app: ${own.toFixed(0)} ms until the server shows it`);
  console.log(`  ${(plain / own).toFixed(1)} times faster, of at least ${FACTOR}`);
  if (plain < FACTOR * own) process.exitCode = 1;
} finally {
  await browser.close();
  await stop();
}
