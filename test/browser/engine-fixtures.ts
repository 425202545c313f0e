// What the tests of all engines start from: an agent of their own, and a browser of the engine that the project names.
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
    await use(new EnginePage(await launch(), agent, baseURL ?? '', testInfo.outputPath()));
  },
});
