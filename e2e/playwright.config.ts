// Configuration of the browser tests: real browsers, the production build, real S3 and DynamoDB engines.
import { defineConfig } from 'playwright/test';
import { ENGINES } from '../test/browser/drivers/engines';
import type { EngineOptions } from '../test/browser/engine-fixtures';
import { launchOptions } from '../test/browser/launch';

const ci = Boolean(process.env.CI);

const BROWSERS = 'browsers/*.spec.ts';
/** Variations of other tests: themes, sizes, inputs, and repeats. */
const DEEP = /@deep/;

export default defineConfig<EngineOptions>({
  testDir: '.',
  outputDir: '../test-results',
  globalSetup: '../test/browser/global-setup.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  projects: [
    { name: 'browser', grepInvert: DEEP, testIgnore: BROWSERS },
    { name: 'deep', grep: DEEP, testIgnore: BROWSERS },
    // The tests of all engines.
    ...ENGINES.flatMap(({ name }) => {
      const inEngine = { testMatch: BROWSERS, use: { engineName: name } };
      return [
        { name, grepInvert: DEEP, ...inEngine },
        { name: `${name}-deep`, grep: DEEP, ...inEngine },
      ];
    }),
  ],
  forbidOnly: ci,
  // Long enough for a busy machine, but ends a test that hangs.
  timeout: 900_000,
  expect: { timeout: 120_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : [['list']],
  use: {
    browserName: 'chromium',
    locale: 'es-MX',
    timezoneId: 'America/Mexico_City',
    // `--trace on` records traces, which slow the tests down.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: launchOptions([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ]),
  },
});
