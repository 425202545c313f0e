// Decodes photos whose colours engines show in different ways. Its code is loaded with the first of them.
import { decodeOddPng } from './decode-png';
import type { MakeRaster } from './raster';
import type { SourceType } from './sniff-type';

/** Decodes to sRGB. Null if the browser's own conversion is to be used. Rejects if the browser cannot decode it. */
export async function decodeOdd(
  file: Blob,
  type: SourceType | null,
  make: MakeRaster,
): Promise<ImageBitmap | null> {
  return type === 'image/png' ? decodeOddPng(file, make) : null;
}
