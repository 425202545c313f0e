// Jest `globalTeardown`: stops the engines that `setup.ts` started.

export default async function teardown(): Promise<void> {
  await globalThis.testEngines?.stop();
}
