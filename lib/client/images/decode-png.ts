// Decodes a PNG whose colour space engines read in different ways.
import { COLOUR_CHUNKS, coloursOfCicp, coloursOfGamma } from '@/lib/shared/png-colours';
import { convertColours } from './convert-colours';
import { type ColourSpace, greySpace, namedSpace, toSrgb } from './icc-profile';
import { type Chunk, chunksOf } from './image-chunks';
import type { MakeRaster } from './raster';

/**
 * Decodes without the colours that the file declares, and converts from them to sRGB as the server does. Rejects if the browser
 * cannot decode it.
 */
export async function decodeOddPng(file: Blob, make: MakeRaster): Promise<ImageBitmap> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const chunks = chunksOf(bytes, 'image/png');
  const pixels = chunks.findIndex(({ name }) => name === 'PLTE' || name === 'IDAT');
  const colourChunks = chunks.slice(0, pixels).filter(({ name }) => COLOUR_CHUNKS.has(name));
  const bodies = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { name, start, end } of colourChunks) {
    // The first of several counts.
    if (!bodies.has(name)) bodies.set(name, bytes.subarray(start, end));
  }
  const colours =
    coloursOfCicp(bodies) ?? (bodies.has('iCCP') ? undefined : coloursOfGamma(bodies));
  const profile = colours ? undefined : bodies.get('iCCP');
  const space = colours ? namedSpace(colours) : await greySpaceOf(profile, bytes);
  // Every browser applies a profile of RGB, and so does the server if it does not support the code points beside it.
  const kept = space ? undefined : 'iCCP';
  const picture = await createImageBitmap(
    without(
      file,
      colourChunks.filter(({ name }) => name !== kept),
    ),
  );
  return space ? convertColours(picture, toSrgb(space), make) : picture;
}

/** Where the colour type is: behind the signature, the chunk's length and name, and nine bytes (section 11.2.1). */
const COLOUR_TYPE = 25;

/** Null if the picture has colours, or no profile that can be read. */
async function greySpaceOf(
  profile: Uint8Array<ArrayBuffer> | undefined,
  png: Uint8Array,
): Promise<ColourSpace | null> {
  const isGrey = ((png[COLOUR_TYPE] ?? 0) & 2) === 0;
  return isGrey && profile ? greySpace(await inflated(profile)) : null;
}

/** The profile, behind its name of up to 79 bytes and the method (section 11.3.2.3). */
async function inflated(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const deflated = new Blob([body.subarray(body.indexOf(0) + 2)]).stream();
  const stream = deflated.pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function without(file: Blob, dropped: readonly Chunk[]): Blob {
  const parts: Blob[] = [];
  let from = 0;
  for (const { start, end } of dropped) {
    // A chunk begins with its length and name, and ends with its CRC.
    parts.push(file.slice(from, start - 8));
    from = end + 4;
  }
  return new Blob([...parts, file.slice(from)], { type: 'image/png' });
}
