// Decoder limits. All are checked from the headers, before decoding.
import { RejectedImageError } from './rejected-image-error';

/** 25 megapixels: twice the default of a phone's camera. */
export const MAX_PIXELS = 25_000_000;

/** In pixels. For a row of millions, libvips takes seconds or a gigabyte. */
const MAX_SIDE = 32_767;

/** Maximum bytes of the decoded pixels: MAX_PIXELS with four channels of 8 bits, or half of them with 16 bits. */
const MAX_DECODED_BYTES = 4 * MAX_PIXELS;

/** Encoders write about a dozen scans. */
const MAX_SCANS = 60;

/** Maximum samples over all scans: sixteen passes over MAX_PIXELS, enough for the usual dozen scans. */
const MAX_SCANNED_SAMPLES = 16 * MAX_PIXELS;

/** @throws RejectedImageError if the image is empty or too large */
export function requirePixels(width: number, height: number, bytesPerPixel = 1): void {
  const pixels = width * height;
  if (pixels === 0) throw corrupt('a side of 0 pixels');
  const isLarge = pixels > MAX_PIXELS || pixels * bytesPerPixel > MAX_DECODED_BYTES;
  if (isLarge || Math.max(width, height) > MAX_SIDE) {
    throw new RejectedImageError('too_many_pixels', `${width} x ${height} pixels`);
  }
}

/** @throws RejectedImageError if there is more than one frame */
export function requireOneFrame(frames: number): void {
  if (frames > 1) throw new RejectedImageError('too_many_frames', `${frames} frames`);
}

/** @throws RejectedImageError if there are too many scans, or too many for the size of the image */
export function requireFewScans(scans: number, scannedSamples: number): void {
  if (scans > MAX_SCANS || scannedSamples > MAX_SCANNED_SAMPLES) {
    throw new RejectedImageError('too_many_scans', `${scans} scans`);
  }
}

/** The error for a file that is incomplete or violates its format. */
export function corrupt(detail: string): RejectedImageError {
  return new RejectedImageError('corrupt', detail);
}
