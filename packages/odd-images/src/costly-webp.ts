// WebPs that are expensive to decode, by their traits.
import sharp from 'sharp';
import {
  COLOURS,
  type CostlyKind,
  noise,
  SIZE,
  sizeOf,
  type Traits,
  withColours,
} from './costly-traits.ts';
import { riffChunk, webpFile, webpHeader } from './file-parts.ts';
import { handMadeVp8l } from './flat-vp8l.ts';
import { manyCodesVp8l } from './many-prefix-codes.ts';

const PERIODS = [1, 4001, 65_521];
/** WebP sizes have 14 bits. */
const MAX_SIDE = 16_383;
/** The lossy encoder takes seconds for more pixels of noise. */
const MAX_LOSSY = 6_500_000;

export const COSTLY_WEBP: CostlyKind = {
  contentType: 'image/webp',
  traits: { ...SIZE, source: 5, period: PERIODS.length, transforms: 16, inFrame: 2, ...COLOURS },
  async make(traits) {
    const { chunks, width, height } = await picture(traits);
    if (traits.inFrame === 1) {
      const place = Buffer.alloc(16);
      place.writeUIntLE(width - 1, 6, 3);
      place.writeUIntLE(height - 1, 9, 3);
      const frame = riffChunk('ANMF', Buffer.concat([place, ...chunks]));
      const start = [webpHeader(width, height, 0x12), riffChunk('ANIM', Buffer.alloc(6))];
      return webpFile([...start, frame]);
    }
    if (chunks.length > 1) return webpFile([webpHeader(width, height, 0x10), ...chunks]);
    const isLossy = chunks[0]?.toString('latin1', 0, 4) === 'VP8 ';
    return isLossy ? withColours('webp', webpFile(chunks), traits) : webpFile(chunks);
  },
};

interface Picture {
  chunks: Buffer[];
  width: number;
  height: number;
}

function picture(traits: Traits): Picture | Promise<Picture> {
  const { width, height } = sizeOf(traits);
  const size = { width: Math.min(width, MAX_SIDE), height: Math.min(height, MAX_SIDE) };
  const { source = 0, period = 0 } = traits;
  if (source === 0) {
    const names = ['predictor', 'colour', 'subtractGreen', 'palette'] as const;
    const transforms = names.filter((_, bit) => ((traits.transforms ?? 0) >> bit) & 1);
    return { chunks: [handMadeVp8l({ ...size, transforms })], ...size };
  }
  if (source === 1) {
    const chunk = manyCodesVp8l(5000, 2 + period * 2);
    const side = 1 + (chunk.readUInt32LE(9) & 0x3fff);
    return { chunks: [chunk], width: side, height: side };
  }
  const isLossless = source === 2;
  if (!isLossless && period > 0) size.height = Math.min(height, MAX_LOSSY / size.width) | 0;
  // Source 3 is opaque; source 4 has alpha, with its own filters.
  return encodedNoise(size, source === 3 ? 3 : 4, PERIODS[period] ?? 1, isLossless);
}

/** Noise that repeats, so that the encoder finds the repetition and the file stays small. */
export async function encodedNoise(
  size: { width: number; height: number },
  channels: 3 | 4,
  period: number,
  lossless: boolean,
): Promise<Picture> {
  const pixels = Buffer.alloc(size.width * size.height * channels, noise(period, 3));
  const bytes = await sharp(pixels, { raw: { ...size, channels } })
    .webp({ lossless, effort: 0, quality: 20 })
    .toBuffer();
  return { chunks: pictureChunks(bytes), ...size };
}

/** The chunks of a WebP except for its header. */
function pictureChunks(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 12; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (bytes.toString('latin1', at, at + 4) !== 'VP8X') found.push(bytes.subarray(at, end));
    at = end;
  }
  return found;
}
