// Chromium by Playwright, as the reference.
import { findBrowser } from '../../run/browser';
import { launchBrowser } from '../launch';
import type { Driver, Engine } from './driver';

export const chromium: Engine = {
  name: 'chromium',
  packages: ['chromium'],
  isInstalled: () => findBrowser() !== undefined,
  uploads: 'image/webp',
  hasCanvasNoise: false,
  async launch(): Promise<Driver> {
    const browser = await launchBrowser();
    const context = await browser.newContext({ locale: 'es-MX' });
    const page = await context.newPage();
    return {
      goto: async (url) => {
        await page.goto(url);
      },
      // Pass the source text, since the Content-Security-Policy of the pages forbids `eval`.
      evaluate: (run, ...args) => page.evaluate(`(${run})(...${JSON.stringify(args)})`),
      setFiles: (selector, paths) => page.setInputFiles(selector, paths),
      click: (x, y) => page.mouse.click(x, y),
      type: (text) => page.keyboard.type(text),
      press: (key, control) => page.keyboard.press(control ? `Control+${key}` : key),
      close: () => browser.close(),
    };
  },
};
