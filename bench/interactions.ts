// Measures, in Chromium on the production build with its processor slowed down, how long each interaction of the profile page and the
// editor takes: from the event to the next frame that is painted, as Event Timing reports it (https://www.w3.org/TR/event-timing/).
import type { Page } from 'playwright';
import sharp from 'sharp';
import { es } from '@/components/messages/es';
import { facePhoto } from '../test/browser/face-photo';
import startApp from '../test/browser/global-setup';
import { launchBrowser } from '../test/browser/launch';
import type { GivenFile, ProfilePage } from '../test/browser/profile-page';
import { report, verdict } from './report';
import { signIn } from './sign-in';
import { median } from './statistics';

const ROUNDS = 5;
/** The browser's processor is this many times as slow, as a cheap phone's is. */
const SLOWDOWN = 4;
/** In milliseconds, for the median of the rounds: https://web.dev/articles/inp calls an interaction good up to here. */
const LIMIT = 200;

/** Runs in the page before its own scripts. Collects the durations of interactions, in milliseconds, on `window`. */
function observe(): void {
  const durations: number[] = [];
  Object.assign(window, { durations });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceEventTiming[]) {
      if (entry.interactionId) durations.push(entry.duration);
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}

/** Runs in the page: the longest interaction since the last call, in milliseconds. Event Timing reports none below 16. */
async function takeLongest(): Promise<number> {
  // An entry comes after the frame that follows the interaction.
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  await new Promise((resolve) => setTimeout(resolve));
  const { durations } = window as unknown as { durations: number[] };
  return Math.max(0, ...durations.splice(0));
}

/** One round: every interaction once, each by its name. */
async function round(profile: ProfilePage, photo: GivenFile, rows: Map<string, number[]>) {
  const { page } = profile;
  const timed = async (name: string, act: () => Promise<unknown>) => {
    await page.evaluate(takeLongest);
    await act();
    rows.set(name, [...(rows.get(name) ?? []), await page.evaluate(takeLongest)]);
  };
  const press = (name: string, as = name) => timed(as, () => profile.button(name).click());
  const stage = page.getByLabel(es.editor.stage).first();
  const enabled = (name: string) =>
    page.locator(`button:enabled:not([aria-disabled="true"])`, { hasText: name }).first().waitFor();

  await profile.open();
  await timed('Choose photo', async () => {
    const chooser = await profile.chooserOf(() => profile.fileInput.click());
    await chooser.setFiles(photo);
  });
  await enabled(es.editor.use);
  await enabled(es.editor.whole);
  await press(es.editor.whole);
  await press(es.editor.frame);
  await press(es.editor.turnRight);
  await press(es.editor.turnLeft);
  await timed('Zoom by key', () => stage.press('+'));
  await timed('Move by key', () => stage.press('ArrowLeft'));
  await timed('Move by dragging', async () => {
    const box = await stage.boundingBox();
    if (!box) throw new Error('The crop area is not visible.');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 1; step <= 10; step++) await page.mouse.move(x + step * 4, y + step * 2);
    await page.mouse.up();
  });
  await press(es.idPhoto.rules['mx-infantil'].name);
  await profile.button(es.idPhoto.back).waitFor();
  await press(es.idPhoto.back);
  await press(es.editor.use);
  await page.getByText(es.upload.done).first().waitFor();
  await press(es.change.undo);
  await page.getByText(es.change.undone).first().waitFor();
  await enabled(es.photo.adjust);
  await press(es.photo.adjust);
  await enabled(es.editor.use);
  await press(es.editor.cancel);
  await press(es.photo.remove);
  await press(es.change.removeCancel);
  const name = page.getByLabel(es.details.nombre, { exact: true });
  await timed('Type in a field', () => name.press('End').then(() => name.press('a')));
  await press(es.details.save);
  await page.getByText(es.details.saved).first().waitFor();
  await press(es.phone.use);
  await press(es.phone.close);
}

const stop = await startApp();
const browser = await launchBrowser();
try {
  const context = await browser.newContext({
    locale: 'es-MX',
    baseURL: process.env.E2E_BASE_URL,
    viewport: { width: 360, height: 640 },
  });
  const page: Page = await context.newPage();
  // tsx wraps functions in a helper of this name, which the page lacks.
  await page.addInitScript('globalThis.__name = (wrapped) => wrapped');
  await page.addInitScript(observe);
  const profile = await signIn(page);
  const face = await facePhoto();
  // Undo goes back to this photo.
  await profile.upload(face);
  await profile.sentFraming();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  const rows = new Map<string, number[]>();
  for (let run = 1; run <= ROUNDS; run++) {
    // Another width for each round: the same picture twice is one photo.
    const buffer = await sharp(face.buffer)
      .resize(2800 + run)
      .jpeg()
      .toBuffer();
    await round(profile, { ...face, buffer }, rows);
  }
  report(
    'interactions',
    [...rows].map(([interaction, durations]) => ({
      interaction,
      'median, ms': median(durations).toFixed(0),
      'worst, ms': Math.max(...durations).toFixed(0),
      limit: `${LIMIT}`,
      met: verdict(median(durations) <= LIMIT),
    })),
  );
} finally {
  await browser.close();
  await stop();
}
