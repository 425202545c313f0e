// A gate on the way of some requests, of a page or of all pages of a context, which stays in place: routes that are taken down
// in the middle of one lose it.
import type { BrowserContext, Page } from 'playwright/test';

export interface Gate {
  /** From here on requests wait. */
  hold: () => void;
  /** From here on they fail, those that wait too. */
  cut: () => void;
  /** From here on they pass, those that wait too. */
  open: () => void;
  /** How many have come to it so far. */
  count: () => number;
}

/** @param minBytes look only at answers of at least so many bytes */
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
    const response = minBytes > 0 ? await route.fetch() : undefined;
    if (response && (await response.body()).length < minBytes) return route.fallback();
    count++;
    while (state === 'held') await change;
    // What the page itself has given up meanwhile can neither go on nor fail.
    await (state === 'cut'
      ? route.abort()
      : response
        ? route.fulfill({ response })
        : route.continue()
    ).catch(() => {});
  });
  return { hold: set('held'), cut: set('cut'), open: set('open'), count: () => count };
}

export const isUpload = (url: URL) => url.pathname.includes('/uploads/');
export const isScript = (url: URL) => url.pathname.startsWith('/_next/static/');

/** Of all scripts only the HEIC decoder is this large, in bytes. */
export const DECODER_SIZE = 1_000_000;
