// Browsers that lack features, or protect against fingerprinting.
import sharp from 'sharp';
import { es } from '@/components/messages/es';
import { UPRIGHT } from '../../test/browser/editor-page';
import { DEEP, expect, test } from '../../test/browser/engine-fixtures';
import { EnginePage } from '../../test/browser/engine-page';
import { madeOnce } from '../../test/browser/photo-file';

const photo = () => madeOnce({ width: 1200, height: 1200 });

test('a canvas that returns noise is detected, and nothing is stored', async ({
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

test(
  'a photo is sent without crypto.subtle, Web Locks and IndexedDB too',
  DEEP,
  async ({ profile }) => {
    await profile.signIn();
    await profile.driver.evaluate(() => {
      Reflect.deleteProperty(Crypto.prototype, 'subtle');
      Reflect.deleteProperty(Navigator.prototype, 'locks');
      Reflect.deleteProperty(globalThis, 'indexedDB');
      Reflect.deleteProperty(Window.prototype, 'indexedDB');
    });
    await profile.upload('foto.jpg', await photo());
    expect(await profile.stored()).toMatchObject({ width: 1024, quadrants: UPRIGHT });
  },
);

test(
  'the type of a photo is detected from its bytes, not its name or media type',
  DEEP,
  async ({ profile }) => {
    const small = { width: 300, height: 300 };
    await profile.signIn();
    for (const name of ['IMG_0001 (1)', 'FOTO.JPG', 'foto.jfif', 'foto.txt']) {
      await profile.upload(name, await madeOnce(small));
      expect(await profile.stored(), name).toMatchObject({ width: 300, quadrants: UPRIGHT });
    }
    await profile.upload('foto.jpg', await madeOnce({ ...small, format: 'webp' }));
    expect(await profile.stored()).toMatchObject({ width: 300, quadrants: UPRIGHT });
    const avif = await sharp(await madeOnce(small))
      .avif()
      .toBuffer();
    for (const name of ['foto.avif', 'avif.jpg', 'avif.txt']) {
      await profile.upload(name, avif);
      expect(await profile.stored(), name).toMatchObject({ width: 300, quadrants: UPRIGHT });
    }
  },
);
