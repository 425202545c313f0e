// Converts CMYK that no colour profile describes to sRGB, as browsers do.
import type { Metadata, Sharp } from 'sharp';
import sharp from './confined-sharp';

/** True if an image is CMYK without a profile for it. */
export function isPlainCmyk({ space, icc }: Metadata): boolean {
  // The colour space of a profile's device values (ICC.1:2022, section 7.2.6).
  return space === 'cmyk' && icc?.toString('latin1', 16, 20) !== 'CMYK';
}

/**
 * Multiplies the light that each of the inks C, M and Y lets through by that of K. Chromium, Firefox and WebKit do the same. It is
 * also cheaper than libvips, which converts by a profile of its own. Converts before the resize, as they do: the product of means is
 * not the mean of products.
 */
export async function convertPlainCmyk(image: Sharp, { width, height }: Metadata): Promise<Sharp> {
  const data = await image.pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer();
  // In place: three bytes are written for each four that are read, so no unread pixel is overwritten.
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    const light = 255 - (data[from + 3] ?? 0);
    data[to] = ((255 - (data[from] ?? 0)) * light + 127) / 255;
    data[to + 1] = ((255 - (data[from + 1] ?? 0)) * light + 127) / 255;
    data[to + 2] = ((255 - (data[from + 2] ?? 0)) * light + 127) / 255;
  }
  return sharp(data.subarray(0, 3 * width * height), { raw: { width, height, channels: 3 } });
}
