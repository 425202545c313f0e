// Browser tests: real Chromium, the production build, real engines.
import { defineConfig } from 'playwright/test';
import { getBrowser } from '../test/run/browser';

const ci = Boolean(process.env.CI);

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  globalSetup: '../test/browser/global-setup.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  projects: [
    { name: 'browser', grepInvert: /@deep/ },
    // Variations of what is tested already: other themes, sizes and inputs, and repeats.
    { name: 'deep', grep: /@deep/ },
  ],
  forbidOnly: ci,
  // A busy machine takes its time; a test that hangs is still ended.
  timeout: 300_000,
  expect: { timeout: 120_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : [['list']],
  use: {
    browserName: 'chromium',
    locale: 'es-MX',
    timezoneId: 'America/Mexico_City',
    // `--trace on` records one, which makes each test slower.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: getBrowser(),
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        '--disable-gpu',
        '--disable-background-networking',
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
      ],
    },
  },
});
