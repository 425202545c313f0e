// Browsers that lack something, or protect against fingerprinting.
import { es } from '@/components/messages/es';
import { UPRIGHT } from '../../test/browser/editor-page';
import { expect, test } from '../../test/browser/engine-fixtures';
import { EnginePage } from '../../test/browser/engine-page';
import { madeOnce } from '../../test/browser/photo-file';

const photo = () => madeOnce({ width: 1200, height: 1200 });

test('a canvas that returns noise is noticed, and nothing is stored', async ({
  engine,
  launch,
  agent,
  baseURL,
}, testInfo) => {
  // biome-ignore lint/suspicious/noSkippedTests: the other engines have no such protection
  test.skip(!engine.hasCanvasNoise);
  const driver = await launch({ canvasNoise: true });
  const profile = new EnginePage(driver, agent, baseURL ?? '', testInfo.outputPath());
  await profile.signIn();
  await profile.choose('foto.jpg', await photo());
  await profile.shows(es.editor.canvasNoiseTitle);
  expect((await profile.api()).profileImageKey).toBeNull();
});

test('without crypto.subtle, Web Locks and IndexedDB a photo is sent all the same', async ({
  profile,
}) => {
  await profile.signIn();
  await profile.driver.evaluate(() => {
    Reflect.deleteProperty(Crypto.prototype, 'subtle');
    Reflect.deleteProperty(Navigator.prototype, 'locks');
    Reflect.deleteProperty(globalThis, 'indexedDB');
    Reflect.deleteProperty(Window.prototype, 'indexedDB');
  });
  await profile.upload('foto.jpg', await photo());
  expect(await profile.stored()).toMatchObject({ width: 1024, quadrants: UPRIGHT });
});

for (const name of ['IMG_0001 (1)', 'foto.jpg_large', 'foto.jfif', 'FOTO.JPG']) {
  test(`a JPEG called "${name}" is a photo`, async ({ profile }) => {
    await profile.signIn();
    await profile.upload(name, await photo());
    expect(await profile.stored()).toMatchObject({ width: 1024, quadrants: UPRIGHT });
  });
}

test('a WebP called .jpg is a photo', async ({ profile }) => {
  await profile.signIn();
  await profile.upload('foto.jpg', await madeOnce({ width: 1200, height: 1200, format: 'webp' }));
  expect(await profile.stored()).toMatchObject({ width: 1024, quadrants: UPRIGHT });
});
