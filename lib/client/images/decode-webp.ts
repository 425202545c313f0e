// Decodes a WebP with a colour profile, which WebKit ignores.
import { convertColours } from './convert-colours';
import { profiledSpace, toSrgb } from './icc-profile';
import { chunksOf } from './image-chunks';
import type { MakeRaster } from './raster';

/** Where an extended WebP has its flags, and the flag of a profile (RFC 9649, section 2.7). */
const FLAGS = 20;
const HAS_PROFILE = 0x20;

/** Returns null if the profile is not of three curves and a matrix. Rejects if the browser cannot decode the file. */
export async function decodeOddWebp(file: Blob, make: MakeRaster): Promise<ImageBitmap | null> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const profile = chunksOf(bytes, 'image/webp').find(({ name }) => name === 'ICCP');
  const space = profile && profiledSpace(bytes.subarray(profile.start, profile.end));
  if (!space) return null;
  // A chunk of another name, which decoders skip.
  bytes.fill(0x78, profile.start - 8, profile.start - 4);
  bytes[FLAGS] = (bytes[FLAGS] ?? 0) & ~HAS_PROFILE;
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/webp' }));
  return convertColours(picture, toSrgb(space), make);
}
