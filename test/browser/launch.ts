// How Chromium is launched: by playwright.config.ts, and by scripts outside the test runner.
import { type Browser, chromium, type LaunchOptions } from 'playwright';
import { getBrowser } from '../run/browser';

/** The popups under the address bar: two processes for each window, a fifth of the CPU time of the browser tests. */
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

/** What Playwright disables. Chromium takes the last `--disable-features` only, so ours must repeat it. */
const PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
];

/** For every launch. */
export const CHROMIUM_ARGS = [
  '--disable-gpu',
  `--disable-features=${[...PLAYWRIGHT, ...ADDRESS_BAR].join(',')}`,
];

/** @param args more arguments for Chromium */
export function launchOptions(args: string[] = []): LaunchOptions {
  return {
    executablePath: getBrowser(),
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...CHROMIUM_ARGS, ...args],
  };
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch(launchOptions());
}
