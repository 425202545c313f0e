// Files that are expensive to decode, described by traits, so that a search can change one trait at a time. The same traits give
// the same bytes.
import { exifBlock } from './exif.ts';
import type { HostileFile } from './hostile-files.ts';
import { type PhotoFormat, withExif } from './metadata.ts';
import { displayProfile, lookUpProfile, withProfile } from './profiles.ts';

/** Each trait is the index of one of its values. A missing trait is 0. */
export type Traits = Record<string, number>;

export interface CostlyKind {
  contentType: HostileFile['contentType'];
  /** Number of values of each trait. */
  traits: Record<string, number>;
  make(traits: Traits): Promise<Buffer>;
}

/** Width and height in pixels: the limit of 25 megapixels in several shapes, and less. */
const SIZES = [
  [5000, 5000],
  [32_767, 762],
  [762, 32_767],
  [16_383, 1525],
  [12_000, 1040],
  [3535, 3535],
  [2500, 2500],
  [1024, 1024],
  [16, 16],
] as const;

/** The trait `size`. */
export const SIZE = { size: SIZES.length };

/** Returns the width and height that the trait `size` selects, in pixels. */
export function sizeOf(traits: Traits): { width: number; height: number } {
  const [width, height] = SIZES[traits.size ?? 0] ?? SIZES[0];
  return { width, height };
}

/** The traits that `withColours` reads. */
export const COLOURS = { profile: 3, turned: 2 };

/** Adds a colour profile and an EXIF orientation to an image. */
export function withColours(format: PhotoFormat, file: Buffer, traits: Traits): Buffer {
  const profiles = [undefined, displayProfile, () => lookUpProfile(33)];
  const profile = profiles[traits.profile ?? 0];
  const coloured = profile ? withProfile(format, file, profile()) : file;
  return traits.turned === 1 ? withExif(format, coloured, exifBlock(6, false)) : coloured;
}

/** Bytes without a pattern: the same seed gives the same bytes (Marsaglia's xorshift). */
export function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  for (let at = 0; at < length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
