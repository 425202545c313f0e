// The browser of the scripts that are no tests, as playwright.config.ts has it for those that are.
import { type Browser, chromium } from 'playwright';
import { getBrowser } from '../run/browser';

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: getBrowser(),
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-background-networking'],
  });
}
