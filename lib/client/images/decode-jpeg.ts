// Decodes a JPEG of CMYK or grey by its colour profile: Firefox and WebKit ignore those of CMYK, and WebKit those of grey.
import { convertColours } from './convert-colours';
import { type ConvertInks, readInks } from './icc-inks';
import { greySpace, toSrgb } from './icc-profile';
import { isFrame, isYcck, type JpegHead, joined, readJpegHead } from './jpeg-head';
import type { MakeRaster } from './raster';

/**
 * Returns null if the file or its profile is of a kind that is not supported. Rejects if the browser cannot decode the file, or
 * converts CMYK in another way than Chromium, Firefox and WebKit, as Safari may.
 */
export async function decodeOddJpeg(file: Blob, make: MakeRaster): Promise<ImageBitmap | null> {
  const head = readJpegHead(new Uint8Array(await file.arrayBuffer()));
  if (!head) return null;
  if (head.frame[COMPONENTS] === 4) {
    const convert = readInks(head.profile);
    return convert ? decodeInks(file, head, convert, make) : null;
  }
  const space = greySpace(head.profile);
  if (!space) return null;
  return convertColours(await createImageBitmap(plain(file, head)), toSrgb(space), make);
}

/** Where a frame header has the number of components, and the specifications of three bytes that follow (T.81, section B.2.2). */
const COMPONENTS = 9;
const TABLE_OF_FIRST = 12;

/** The light that an ink lets through whose samples are all in the middle, from 0 to 255. */
const HALF = 128;

/**
 * Browsers return no inks, but the light that an ink and K let through, multiplied. So this decodes the file twice: with all samples
 * of K in the middle, and with all of C, M and Y in the middle.
 */
async function decodeInks(
  file: Blob,
  head: JpegHead,
  convert: ConvertInks,
  make: MakeRaster,
): Promise<ImageBitmap> {
  const blacks = await createImageBitmap(flattened(file, head, [0, 1, 2]));
  const { width, height } = blacks;
  const { context } = make(width, height);
  context.drawImage(blacks, 0, 0);
  blacks.close();
  const inks = await createImageBitmap(flattened(file, head, [3]));
  const lights = restored(HALF);
  // A luma in the middle is an ink of 128, which lets the rest through.
  const blackLights = restored(isYcck(head) ? 255 - HALF : HALF);
  return convertColours(
    inks,
    (pixels, y) => {
      const { data } = context.getImageData(0, y, width, pixels.length / 4 / width);
      for (let at = 0; at < pixels.length; at += 4) {
        const black = data[at] ?? 0;
        for (let channel = 0; channel < 3; channel++) {
          const light = pixels[at + channel] ?? 0;
          const isGrey = Math.abs(black - (data[at + channel] ?? 0)) <= 1;
          if (light > HALF || !isGrey) throw new Error('the browser does not multiply');
          pixels[at + channel] = lights[light] ?? 0;
        }
        convert(pixels, at, blackLights[black] ?? 0);
      }
    },
    make,
  );
}

/** The light of an ink for each product with another of `most`. Browsers round it down. */
function restored(most: number): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: 256 }, (_, value) => (255 * (value + 0.5)) / most);
}

/** The start of an image (T.81, section B.2.1). */
const SOI = Uint8Array.of(0xff, 0xd8);

/** The file without its profile. The segments are one part, since Firefox tells the type of a picture by the first part of a blob. */
function plain(file: Blob, { segments, end }: JpegHead): Blob {
  return new Blob([joined([SOI, ...segments]), file.slice(end)], { type: 'image/jpeg' });
}

/** The file without its profile, with the samples of some components in the middle: their quantization table is all zeros. */
function flattened(file: Blob, head: JpegHead, components: readonly number[]): Blob {
  const frame = head.frame.slice();
  const placeOf = (component: number) => TABLE_OF_FIRST + 3 * component;
  const used = [0, 1, 2, 3].filter((component) => !components.includes(component));
  const tables = new Set(used.map((component) => frame[placeOf(component)]));
  // At most three are used, and there may be four.
  const free = [0, 1, 2, 3].find((table) => !tables.has(table)) ?? 0;
  for (const component of components) frame[placeOf(component)] = free;
  const zeros = new Uint8Array(4 + 65);
  // `DQT`, its length, and its number (section B.2.4.1).
  zeros.set([0xff, 0xdb, 0, 67, free]);
  const segments = head.segments.map((one) => (isFrame(one[1] ?? 0) ? frame : one));
  return plain(file, { ...head, segments: [...segments, zeros] });
}
