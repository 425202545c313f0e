// Jest, after the tests: ends the engines that `jest-setup.ts` started.

export default async function teardown(): Promise<void> {
  await globalThis.testEngines?.stop();
}
