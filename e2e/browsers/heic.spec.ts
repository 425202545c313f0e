// HEIC in every engine: decoded by the browser where it can, else by the page.
import { readFile } from 'node:fs/promises';
import { quarters, UPRIGHT } from '../../test/browser/editor-page';
import { DEEP, expect, test } from '../../test/browser/engine-fixtures';
import { inDisplayP3 } from '../../test/browser/heic-colours';

/** Made of the quadrants, 640 by 480, by libheif's `heif-enc -q 60`. */
const heic = () => readFile(new URL('../../test/browser/quadrants.heic', import.meta.url));

test('a HEIC after a HEIC is converted, framed, sent and stored', async ({ profile, engine }) => {
  await profile.signIn();
  // Without an extension a file has an empty type, as on Windows.
  for (const name of ['IMG_0001.HEIC', 'IMG_0002']) {
    await profile.upload(name, await heic());
    expect(await profile.stored()).toMatchObject({
      contentType: engine.uploads,
      width: 480,
      height: 480,
      quadrants: UPRIGHT,
    });
  }
});

test('a HEIC in Display P3 is converted to sRGB', DEEP, async ({ profile }) => {
  await profile.signIn();
  await profile.upload('IMG_0003.HEIC', await heic());
  const plain = await spreads((await profile.stored()).bytes);
  await profile.upload('IMG_0004.HEIC', inDisplayP3(await heic()));
  const wide = await spreads((await profile.stored()).bytes);
  // The same numbers are stronger colours in Display P3. Converted exactly, the base colours gain 28, 63, 17 and 65.
  const gains = wide.map((spread, at) => spread - (plain[at] ?? 0));
  for (const [at, least] of [15, 40, 8, 40].entries()) {
    expect(gains[at], `quadrant ${at} of ${gains}`).toBeGreaterThanOrEqual(least);
  }
});

/** The distance between the strongest and the weakest channel of each quadrant. */
async function spreads(image: Buffer): Promise<number[]> {
  return (await quarters(image)).map((colour) => Math.max(...colour) - Math.min(...colour));
}
