// Launches the browser for scripts outside the test runner, with the options of playwright.config.ts.
import { type Browser, chromium } from 'playwright';
import { getBrowser } from '../run/browser';

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: getBrowser(),
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-background-networking'],
  });
}
