// Decodes HEIC where the browser cannot. Its code is loaded with the first HEIC.
import { convertColours } from './convert-colours';
import { readHeicColours } from './heic-colours';
import { type DecodeHeif, loadHeifDecoder } from './heif-decoder';
import { toSrgb } from './icc-profile';
import { PhotoError } from './photo-error';
import type { MakeRaster } from './raster';

/** The slow steps of opening a HEIC: the decoder is loaded, then it converts the picture. */
export type HeicStep = 'loading' | 'converting';

/**
 * Decodes a HEIC, applies its rotation, and converts its colours to sRGB; takes seconds for a phone's photo, and blocks the thread.
 * Rejects with `PhotoError`: `not-loaded` if the decoder cannot be loaded, `unreadable` if the file is damaged.
 * @param onLoaded called when the decoder is loaded, before it converts
 */
export async function decodeHeic(
  file: Blob,
  make: MakeRaster,
  onLoaded: () => void,
  load: () => Promise<DecodeHeif> = loadHeifDecoder,
): Promise<ImageBitmap> {
  const decode = await load().catch((cause) => {
    throw new PhotoError('not-loaded', { cause });
  });
  onLoaded();
  try {
    const picture = await createImageBitmap(await decode(await file.arrayBuffer()));
    // A decoder of the browser converts colours; this one does not.
    const colours = await readHeicColours(file);
    return colours ? await convertColours(picture, toSrgb(colours), make) : picture;
  } catch (cause) {
    throw new PhotoError('unreadable', { cause });
  }
}
