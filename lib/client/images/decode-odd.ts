// Decodes photos whose colours engines show in different ways. Its code is loaded with the first of them.
import { decodeOddJpeg } from './decode-jpeg';
import { decodeOddPng } from './decode-png';
import { decodeOddWebp } from './decode-webp';
import type { MakeRaster } from './raster';
import type { SourceType } from './sniff-type';

/** Decodes to sRGB. Null if the browser's own conversion is to be used. Rejects if the browser cannot decode the file. */
export async function decodeOdd(
  file: Blob,
  type: SourceType | null,
  make: MakeRaster,
): Promise<ImageBitmap | null> {
  switch (type) {
    case 'image/png':
      return decodeOddPng(file, make);
    case 'image/jpeg':
      return decodeOddJpeg(file, make);
    case 'image/webp':
      return decodeOddWebp(file, make);
    default:
      return null;
  }
}
