// The parts of a browser that decode and draw, for tests that look at pixels. sharp decodes, without the colours that the file declares,
// and CMYK becomes RGB by the formula of browsers.
import sharp from 'sharp';
import type { MakeRaster, Raster } from '@/lib/client/images/raster';

/** RGBA, row by row. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Sets `createImageBitmap`. @returns the files that are decoded, in order */
export function decodeWithSharp(): Buffer[] {
  const files: Buffer[] = [];
  Object.assign(globalThis, {
    createImageBitmap: async (source: Blob | Pixels) => {
      if (!(source instanceof Blob)) return { ...source, close: () => {} };
      const file = Buffer.from(await source.arrayBuffer());
      files.push(file);
      const { space } = await sharp(file).metadata();
      const { data, info } = await (space === 'cmyk' ? inksOf(file) : pixelsOf(file));
      if (space === 'cmyk') multiply(data);
      return { ...info, data: new Uint8ClampedArray(data), close: () => {} };
    },
  });
  return files;
}

const pixelsOf = (file: Buffer) =>
  sharp(file, { ignoreIcc: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });

const inksOf = (file: Buffer) =>
  sharp(file)
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw()
    .toBuffer({ resolveWithObject: true });

/** Rounds down, as the browsers do. */
function multiply(inks: Buffer): void {
  for (let at = 0; at < inks.length; at += 4) {
    const [c = 0, m = 0, y = 0, k = 0] = inks.subarray(at, at + 4);
    inks.set(
      [c, m, y].map((ink) => ((255 - ink) * (255 - k)) / 255),
      at,
    );
    inks[at + 3] = 255;
  }
}

/** A raster that holds pixels; nothing is scaled or blended. */
export const pixelRaster: MakeRaster = (width, height) => {
  const image: Pixels = { width, height, data: new Uint8ClampedArray(4 * width * height) };
  const context = {
    drawImage: ({ data }: Pixels) => image.data.set(data),
    getImageData: (_: number, y: number, wide: number, high: number) => ({
      data: image.data.slice(4 * wide * y, 4 * wide * (y + high)),
    }),
    putImageData: ({ data }: Pixels, _: number, y: number) => image.data.set(data, 4 * width * y),
  };
  return { width, height, context, image } as unknown as Raster;
};
