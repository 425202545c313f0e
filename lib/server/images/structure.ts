// The result of walking a file, for all three formats.
import type { Orientation } from '@/lib/shared/exif-orientation';

export interface Structure {
  /** How to turn the stored image upright. */
  orientation: Orientation;
  /**
   * The parts needed for decoding, in order; together they are a file of the format: pixels, tables and colour profile. Comments,
   * previews, EXIF and trailing data are left out, so their parsers cannot be attacked.
   */
  parts: Buffer[];
}
