// Finds a Chromium for the tests, or installs one.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { LocalFailure } from '@/dev/failure';
import { findProgram, isProgram } from './find-program';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const MAC = ['Google Chrome', 'Chromium'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/**
 * Returns the path of an installed Chromium, if any.
 * @param env `CHROMIUM_PATH` names one; `PATH` is searched for the usual names
 */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.CHROMIUM_PATH) {
    if (isProgram(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new LocalFailure(`CHROMIUM_PATH is ${env.CHROMIUM_PATH}, but no program is there.`);
  }
  return findProgram(chromium.executablePath(), ...NAMES, ...MAC);
}

/**
 * Like `findBrowser`, but installs one if there is none: Playwright's own, else the system's package.
 * @throws LocalFailure if neither can be installed
 */
export function getBrowser(): string {
  const found = findBrowser();
  if (found) return found;
  console.log('There is no Chromium yet: getting one for the tests.');
  for (const install of [playwrightBrowser, systemPackage]) {
    install();
    const browser = findBrowser();
    if (browser) return browser;
  }
  throw new LocalFailure(
    'No Chromium could be installed: install Chromium or Chrome, or set CHROMIUM_PATH to one.',
  );
}

function playwrightBrowser(): void {
  const cli = join(createRequire(import.meta.url).resolve('playwright/package.json'), '../cli.js');
  // Without access to its servers, it would retry for minutes.
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit', timeout: 180_000 });
}

function systemPackage(): void {
  if (process.getuid?.() !== 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  const packages = ['chromium', 'fonts-liberation'];
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    stdio: 'inherit',
    env,
  });
}
