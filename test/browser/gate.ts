// Holds, fails or passes selected requests of a page or context. It stays installed, since Playwright loses a request
// whose route is removed while it waits.
import type { BrowserContext, Page, Route } from 'playwright/test';

interface Gate {
  /** Requests wait from now on. */
  hold: () => void;
  /** Requests fail from now on, including the waiting ones. */
  cut: () => void;
  /** Requests pass from now on, including the waiting ones. */
  open: () => void;
  /** The number of requests so far. */
  count: () => number;
}

/** @param minBytes only applies to responses of at least this size, in bytes */
export async function gateOn(
  page: Page | BrowserContext,
  matches: (url: URL) => boolean,
  { minBytes = 0 } = {},
): Promise<Gate> {
  let state: 'open' | 'held' | 'cut' = 'open';
  let count = 0;
  let changed = () => {};
  let change = new Promise<void>((resolve) => (changed = resolve));
  const set = (next: typeof state) => () => {
    state = next;
    changed();
    change = new Promise<void>((resolve) => (changed = resolve));
  };
  await page.route(matches, async (route) => {
    const fetched = minBytes > 0 ? await fetchWhole(route) : undefined;
    if (fetched === null) return route.abort().catch(() => {});
    if (fetched && fetched.body.length < minBytes) return route.fallback();
    count++;
    while (state === 'held') await change;
    // The page may have cancelled the request meanwhile.
    await (state === 'cut'
      ? route.abort()
      : fetched
        ? route.fulfill(fetched)
        : route.continue()
    ).catch(() => {});
  });
  return { hold: set('held'), cut: set('cut'), open: set('open'), count: () => count };
}

/** Returns null if it fails, as when the test ends meanwhile. */
async function fetchWhole(route: Route) {
  try {
    const response = await route.fetch();
    return { response, body: await response.body() };
  } catch {
    return null;
  }
}

/** The upload of a photo; after it, the page also uploads the framing of the photo. */
export const isUpload = (url: URL) => url.pathname.includes('/uploads/') && !isFramingUpload(url);
/** The upload of a source picture. */
export const isFramingUpload = (url: URL) => /\/uploads\/.*\/framing$/.test(url.pathname);
/** A script of the page. */
export const isScript = (url: URL) => url.pathname.startsWith('/_next/static/');

/** Only the HEIC decoder is this large among all scripts, in bytes. */
export const DECODER_SIZE = 1_000_000;
