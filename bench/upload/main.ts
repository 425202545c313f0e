// The time from choosing a camera photo until the server's picture is on the screen, in Chromium with a slow network: by the production
// build of this app, and by pages of other uploaders, against the same local S3.
import { cameraPhoto } from 'odd-images/camera-photo';
import type { Browser, BrowserContext, Page } from 'playwright';
import { es } from '@/components/messages/es';
import startApp from '../../test/browser/global-setup';
import { launchBrowser } from '../../test/browser/launch';
import { type Row, report, verdict } from '../report';
import { signIn } from '../sign-in';
import { interleaved, median } from '../statistics';
import { PEERS, type Peer, type PeerServer, startPeers } from './peer-server';
import { watch } from './watch';

/** Upload speeds in Mbit/s, and how often each subject is run at it. Downloads are four times as fast. */
const SPEEDS = [
  { mbits: 5, runs: 5 },
  { mbits: 20, runs: 5 },
  { mbits: 1, runs: 3 },
];
const LATENCY_MS = 40;
/** The longest time from the choice to the server's picture at 5 Mbit/s, in milliseconds. */
const LIMIT_MS = 900;
/** When a run counts as failed, in milliseconds. */
const LONGEST_MS = 120_000;
/** How long the dialog for files is open, in milliseconds: a person needs longer. */
const DIALOG_MS = 1_000;
/** The minimum speed-up over the uploaders that send the file unchanged. */
const FACTOR = 7;

/** The uploaders that compress the file. */
const COMPRESSING: readonly string[] = ['uppy-compressor', 'dropzone-compression'];

type Subject = 'app' | Peer;
const APP = 'this app, with the checks of the server';

/** Opens a new page for each run, so that no state is left from another one. */
async function timeOf(context: BrowserContext, url: string, mbits: number, bytes: Buffer) {
  const page = await context.newPage();
  try {
    await page.addInitScript(watch, { use: es.editor.use, alt: es.photo.alt.split('{')[0] ?? '' });
    await page.goto(url, { waitUntil: 'networkidle' });
    await slowDown(page, (mbits * 1_000_000) / 8);
    const file = { name: 'camara.jpg', mimeType: 'image/jpeg', buffer: bytes };
    const chooser = page.waitForEvent('filechooser');
    await page.locator('input[type=file]').first().press('Enter');
    const dialog = await chooser;
    await page.waitForTimeout(DIALOG_MS);
    await dialog.setFiles(file);
    const read = () => (window as { shownAfter?: number }).shownAfter;
    const shown = await page.waitForFunction(read, null, { timeout: LONGEST_MS });
    return (await shown.jsonValue()) ?? Number.NaN;
  } finally {
    await page.close();
  }
}

async function slowDown(page: Page, bytesASecond: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: 4 * bytesASecond,
    uploadThroughput: bytesASecond,
  });
}

async function contextOf(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'es-MX', baseURL: process.env.E2E_BASE_URL });
  // tsx wraps functions in a helper of this name, which the page lacks.
  await context.addInitScript('globalThis.__name = (wrapped) => wrapped');
  return context;
}

async function compare(browser: Browser, peers: PeerServer): Promise<Row[]> {
  const context = await contextOf(browser);
  const page = await context.newPage();
  await signIn(page);
  await page.close();
  const rows: Row[] = [];
  for (const { mbits, runs } of SPEEDS) {
    const photos = await Promise.all(
      Array.from({ length: runs }, (_, run) =>
        cameraPhoto({ width: 4032, height: 3024, quality: 92, noise: 10, seed: mbits * 10 + run }),
      ),
    );
    const at = (url: string) => (run: number) =>
      timeOf(context, url, mbits, photos[run] ?? Buffer.alloc(0));
    const subjects = Object.keys(PEERS).map((peer) => [peer, at(peers.url(peer as Peer))] as const);
    const times: Record<string, number[]> = await interleaved<string, number>(runs, {
      app: at('/profile'),
      ...Object.fromEntries(subjects),
    });
    rows.push(...rowsOf(mbits, runs, times as Record<Subject, number[]>));
  }
  return rows.toSorted(
    (one, other) =>
      Number.parseInt(one.network ?? '', 10) - Number.parseInt(other.network ?? '', 10),
  );
}

function rowsOf(mbits: number, runs: number, times: Record<Subject, number[]>): Row[] {
  const own = median(times.app);
  return Object.entries(times).map(([name, all]) => {
    const time = median(all);
    const isOwn = name === 'app';
    const limit = limitOf(name, mbits);
    const isMet = isOwn ? time <= LIMIT_MS : time >= FACTOR * own;
    return {
      network: `${mbits} Mbit/s`,
      uploader: isOwn ? APP : PEERS[name as Peer],
      'median, ms': time.toFixed(0),
      'least, ms': Math.min(...all).toFixed(0),
      runs: `${runs}`,
      'times as long as this app': (time / own).toFixed(2),
      limit: limit ?? '',
      met: limit === undefined ? '' : verdict(isMet),
    };
  });
}

function limitOf(name: string, mbits: number): string | undefined {
  if (mbits !== 5 || COMPRESSING.includes(name)) return undefined;
  return name === 'app' ? `at most ${LIMIT_MS} ms` : `at least ${FACTOR} times`;
}

const stop = await startApp();
const peers = await startPeers(process.env);
const browser = await launchBrowser();
try {
  report('upload', await compare(browser, peers));
} finally {
  await browser.close();
  await peers.stop();
  await stop();
}
