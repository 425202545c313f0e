// Writes PNGs with any filter, interlace and division into chunks, and with pixels that differ but deflate well.
import { deflateSync } from 'node:zlib';
import { noise } from './costly-traits.ts';
import { PNG_SIGNATURE, pngChunk, pngHeader, uint32BE } from './file-parts.ts';

interface BusyPng {
  width: number;
  height: number;
  /** Bits per sample. */
  depth: number;
  /** As in `pngHeader`. */
  colourType: number;
  isInterlaced?: boolean;
  /** The filter type of every row, 0 to 4; or 5 for all in rotation. */
  filter?: number;
  /** Number of bytes after which the filtered pixels repeat. */
  period?: number;
  /** Maximum bytes of a data chunk. */
  chunk?: number;
  /** The value of a gAMA chunk. */
  gamma?: number;
}

/** The first pixel of each pass and the distance of its pixels: x, y, across, down (W3C PNG, section 8.1). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A valid PNG. A palette has a transparency for each colour. */
export function busyPng(shape: BusyPng): Buffer {
  const { width, height, depth, colourType, gamma } = shape;
  const header = Buffer.from(pngHeader(width, height, depth, colourType).subarray(8, 21));
  // The last byte of the header is the interlace method.
  header[12] = shape.isInterlaced ? 1 : 0;
  const data = deflateSync(filteredRows(shape), { level: 6 });
  const length = shape.chunk ?? data.length;
  const chunks = Array.from({ length: Math.ceil(data.length / length) }, (_, index) =>
    pngChunk('IDAT', data.subarray(index * length, (index + 1) * length)),
  );
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    ...(gamma ? [pngChunk('gAMA', uint32BE(gamma))] : []),
    ...(colourType === 3 ? palette(depth) : []),
    ...chunks,
    pngChunk('IEND', []),
  ]);
}

function filteredRows(shape: BusyPng): Buffer {
  const { filter = 0, period = 1 } = shape;
  const rows = rowLengths(shape);
  const result = Buffer.alloc(
    rows.reduce((sum, length) => sum + 1 + length, 0),
    period > 1 ? noise(period, 3) : 0,
  );
  let at = 0;
  for (const [row, length] of rows.entries()) {
    result[at] = filter < 5 ? filter : row % 5;
    at += 1 + length;
  }
  return result;
}

/** The length of each row in bytes, without its filter byte, pass by pass. */
function rowLengths({ width, height, depth, colourType, isInterlaced }: BusyPng): number[] {
  const bits = depth * ([1, 1, 3, 1, 2, 1, 4][colourType] ?? 1);
  const passes = isInterlaced ? ADAM7 : [[0, 0, 1, 1] as const];
  return passes.flatMap(([x, y, across, down]) => {
    const [columns, lines] = [Math.ceil((width - x) / across), Math.ceil((height - y) / down)];
    if (columns <= 0 || lines <= 0) return [];
    return Array<number>(lines).fill(Math.ceil((columns * bits) / 8));
  });
}

function palette(depth: number): Buffer[] {
  return [pngChunk('PLTE', noise(3 << depth, 1)), pngChunk('tRNS', noise(1 << depth, 2))];
}
