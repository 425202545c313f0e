import { chromium } from 'playwright';
import { CHROMIUM_ARGS } from './launch';

it('disables all features that Playwright disables', async () => {
  // Node.js is no browser, and Playwright's error contains the command line.
  const options = { executablePath: process.execPath, args: CHROMIUM_ARGS };
  const error: Error = await chromium.launch(options).then(
    () => Promise.reject(new Error('Node.js was launched as a browser')),
    (failure) => failure,
  );
  const command = error.message.split('\n').find((line) => line.startsWith('<launching>')) ?? '';
  const [playwrights, ours] = [...command.matchAll(/--disable-features=(\S+)/g)].map(
    ([, list]) => list?.split(',') ?? [],
  );
  expect(ours).toEqual(expect.arrayContaining(playwrights ?? []));
  expect(playwrights).toContain('PaintHolding');
});
