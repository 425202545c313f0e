// Fixtures of the tests of all engines: a new agent, and a browser of the engine that the project names.
import { randomUUID } from 'node:crypto';
import type { Driver, Engine, LaunchOptions } from './drivers/driver';
import { ENGINES } from './drivers/engines';
import { EnginePage } from './engine-page';
import { test as base } from './fixtures';

export { DEEP, expect, variation } from './fixtures';

export interface EngineOptions {
  /** Set by the project in playwright.config.ts. */
  engineName: string;
}

interface Fixtures {
  engine: Engine;
  /** Starts the browser; it ends with the test. */
  launch: (options?: LaunchOptions) => Promise<Driver>;
  /** The page in a new browser, with nobody signed in. */
  profile: EnginePage;
}

export const test = base.extend<EngineOptions & Fixtures>({
  engineName: ['', { option: true }],

  agent: async ({ addAgent }, use) => {
    const name = randomUUID();
    // With these two the agent can sign in with the demo users' password.
    await use(await addAgent({ userId: `demo-${name}`, email: `${name}@polizalab.test` }));
  },

  engine: async ({ engineName }, use) => {
    const engine = ENGINES.find(({ name }) => name === engineName);
    if (!engine) throw new Error('These tests run by `npm run test:browsers`.');
    await use(engine);
  },

  launch: async ({ engine }, use) => {
    const drivers: Driver[] = [];
    await use(async (options) => {
      const driver = await engine.launch(options);
      drivers.push(driver);
      return driver;
    });
    for (const driver of drivers) await driver.close();
  },

  profile: async ({ launch, agent, baseURL }, use, testInfo) => {
    const driver = await launch();
    await use(new EnginePage(driver, agent, baseURL ?? '', testInfo.outputPath()));
    if (testInfo.status === testInfo.expectedStatus) return;
    const shown = await driver
      // biome-ignore lint/performance/useDomNodeTextContent: textContent has the scripts, and all that is hidden
      .evaluate(() => `${location.href}\n${document.body.innerText}`)
      .catch((error: unknown) => `nothing: ${error}`);
    console.error(`${testInfo.title} (${testInfo.project.name}) failed; the page showed ${shown}`);
  },
});
