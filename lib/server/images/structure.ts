// What walking through a file comes to, in any of the three formats.
import type { Orientation } from './exif-orientation';

export interface Structure {
  /** How the stored picture is to be turned. */
  orientation: Orientation;
  /**
   * What decoding needs, in order, which is itself a file of the format: picture, tables and colour profile. Comments, previews, EXIF
   * and whatever follows the end of the image are left out, and so no parser of theirs can be attacked.
   */
  parts: Buffer[];
}
