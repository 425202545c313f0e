// Measures, in Chromium, how close the crop that the editor renders is to sharp's Lanczos scaling, and the time it takes.
import { build } from 'esbuild';
import { cameraPhoto, type PhotoOptions } from 'odd-images/camera-photo';
import sharp from 'sharp';
import { MASTER_SIDE } from '@/lib/shared/image-variants';
import { launchBrowser } from '../test/browser/launch';
import { report, verdict } from './report';

const RUNS = 5;
/** Peak signal-to-noise ratio to the reference, at least, in decibels. */
const LIMIT = 42;

// PNGs, since decoders of JPEG differ from one another.
const PHOTOS: Record<string, PhotoOptions> = {
  '12 megapixels': { width: 4032, height: 3024, format: 'png', noise: 2 },
  '12 megapixels, noisy': { width: 4032, height: 3024, format: 'png', noise: 12 },
  '4 megapixels': { width: 2400, height: 1680, format: 'png', noise: 2 },
  '4 megapixels, noisy': { width: 2400, height: 1680, format: 'png', noise: 12 },
};

/** The code of the editor, on `window` of the page. */
interface Resampler {
  resample(base64: string, side: number, runs: number): Promise<{ pixels: string; ms: number }>;
}

const PAGE = `
  import { renderCrop } from './lib/client/images/render-crop';
  import { offscreenRaster } from './lib/client/images/raster';

  window.resample = async (base64, side, runs) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = picture;
    const crop = { x: width / 2, y: height / 2, size: Math.min(width, height), rotation: 0 };
    let ms = Infinity;
    let pixels;
    for (let run = 0; run < runs; run++) {
      const start = performance.now();
      const { context } = renderCrop(picture, crop, { width: side, height: side }, offscreenRaster);
      pixels = context.getImageData(0, 0, side, side).data;
      ms = Math.min(ms, performance.now() - start);
    }
    let text = '';
    for (const value of pixels) text += String.fromCharCode(value);
    return { pixels: btoa(text), ms };
  };
`;

/** The same square by sharp, as RGB. */
async function reference(photo: Buffer, side: number): Promise<Buffer> {
  const { width, height } = await sharp(photo).metadata();
  const size = Math.min(width, height);
  const [left, top] = [(width - size) / 2, (height - size) / 2];
  return sharp(photo)
    .extract({ left, top, width: size, height: size })
    .resize(side, side, { kernel: 'lanczos3' })
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** In decibels, over the three colours of RGBA and RGB pixels. */
function psnr(rgba: Buffer, rgb: Buffer): number {
  let sum = 0;
  for (let at = 0; at < rgb.length; at++) {
    const difference = (rgba[Math.floor(at / 3) * 4 + (at % 3)] ?? 0) - (rgb[at] ?? 0);
    sum += difference ** 2;
  }
  return 10 * Math.log10(255 ** 2 / (sum / rgb.length));
}

const { outputFiles } = await build({
  stdin: { contents: PAGE, resolveDir: process.cwd() },
  bundle: true,
  format: 'iife',
  tsconfig: 'tsconfig.json',
  write: false,
});
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text });
  const rows = [];
  for (const [name, options] of Object.entries(PHOTOS)) {
    const photo = await cameraPhoto(options);
    const { pixels, ms } = await page.evaluate(
      ([base64, side, runs]) => (window as unknown as Resampler).resample(base64, side, runs),
      [photo.toString('base64'), MASTER_SIDE, RUNS] as const,
    );
    const quality = psnr(Buffer.from(pixels, 'base64'), await reference(photo, MASTER_SIDE));
    rows.push({
      photo: name,
      'crop and scale, ms': ms.toFixed(0),
      'PSNR, dB': quality.toFixed(1),
      limit: `at least ${LIMIT} dB`,
      met: verdict(quality >= LIMIT),
    });
  }
  report('resample', rows);
} finally {
  await browser.close();
}
