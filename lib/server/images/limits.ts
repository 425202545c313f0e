// What an image may ask of the decoder. All of it is checked from the headers, before anything is decoded.
import { RefusedImageError } from './refused-image-error';

/** 25 megapixels: twice what a phone's camera takes unless told otherwise. */
export const MAX_PIXELS = 25_000_000;

/** Pixels. libvips takes seconds, or a gigabyte, for a line of millions. */
const MAX_SIDE = 32_767;

/** Bytes that the pixels take once decoded: all of MAX_PIXELS with four channels of 8 bits, or half as many of 16. */
const MAX_DECODED_BYTES = 4 * MAX_PIXELS;

/** Encoders write about a dozen scans. */
const MAX_SCANS = 60;

/** Samples that all scans together pass over: sixteen passes over MAX_PIXELS, which the usual dozen of scans make. */
const MAX_SCANNED_SAMPLES = 16 * MAX_PIXELS;

/** @throws RefusedImageError if the picture has no extent, or too much of it */
export function requirePixels(width: number, height: number, bytesPerPixel = 1): void {
  const pixels = width * height;
  if (pixels === 0) throw corrupt('no extent');
  const isLarge = pixels > MAX_PIXELS || pixels * bytesPerPixel > MAX_DECODED_BYTES;
  if (isLarge || Math.max(width, height) > MAX_SIDE) {
    throw new RefusedImageError('too_many_pixels', `${width} x ${height} pixels`);
  }
}

/** @throws RefusedImageError if there is more than one frame */
export function requireOneFrame(frames: number): void {
  if (frames > 1) throw new RefusedImageError('too_many_frames', `${frames} frames`);
}

/** @throws RefusedImageError if there are too many scans, or fewer of too large a picture */
export function requireFewScans(scans: number, scannedSamples: number): void {
  if (scans > MAX_SCANS || scannedSamples > MAX_SCANNED_SAMPLES) {
    throw new RefusedImageError('too_many_scans', `${scans} scans`);
  }
}

/** For a file that is not whole, or not put together as its format demands. */
export function corrupt(detail: string): RefusedImageError {
  return new RefusedImageError('corrupt', detail);
}
