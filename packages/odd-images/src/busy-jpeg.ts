// Writes JPEGs in which every block has its own coefficients, in few bytes and without an encoder: the most work for a decoder.
import { jpegSegment } from './file-parts.ts';

const BASELINE = 0xc0;
const PROGRESSIVE = 0xc2;
const ARITHMETIC = 0xca;

export interface BusyJpeg {
  /** In pixels. No component is subsampled. */
  width: number;
  height: number;
  /** 1 is grey, 3 is YCbCr, 4 is CMYK. */
  components: 1 | 3 | 4;
  /** Coefficients of each block besides the first, 0 to 7. */
  detail: number;
}

/** A baseline JPEG. @param restart blocks of each component between restart markers; 0 for none */
export function busyJpeg(shape: BusyJpeg, restart = 0): Buffer {
  const { components, detail } = shape;
  const ids = idsOf(components);
  const total = blockCount(shape);
  const interval = restart || total;
  const parts = restart > 0 ? [jpegSegment(0xdd, [restart >> 8, restart & 0xff])] : [];
  parts.push(scanHeader(ids, 0, 63, 0));
  for (let from = 0; from < total; from += interval) {
    if (from > 0) parts.push(Buffer.from([0xff, 0xd0 + ((from / interval - 1) % 8)]));
    const bits = new BitWriter();
    for (let block = from; block < Math.min(total, from + interval); block++) {
      for (let id = 0; id < components; id++) {
        writeFirst(bits, block - from, id);
        writeOthers(bits, block + id, detail);
      }
    }
    parts.push(bits.bytes());
  }
  return jpegFile(shape, BASELINE, parts);
}

/**
 * A progressive JPEG: a scan of the first coefficients, then scans that refine the others by one bit, one component at a time.
 * @param scans at most one and fourteen for each component
 */
export function busyProgressiveJpeg(shape: BusyJpeg, scans: number): Buffer {
  const { components, detail } = shape;
  const ids = idsOf(components);
  const total = blockCount(shape);
  const first = new BitWriter();
  for (let block = 0; block < total; block++) {
    for (let id = 0; id < components; id++) writeFirst(first, block, id);
  }
  const parts = [scanHeader(ids, 0, 0, 0), first.bytes()];
  const rounds = Math.ceil((scans - 1) / components);
  const begin = new BitWriter();
  for (let block = 0; block < total; block++) writeOthers(begin, block, detail);
  const refine = refinement(total, detail);
  for (let scan = 1; scan < scans; scan++) {
    const round = Math.floor((scan - 1) / components);
    const low = Math.max(0, Math.min(13, rounds - 1) - round);
    const id = ids[(scan - 1) % components] ?? 1;
    parts.push(scanHeader([id], 1, 63, round === 0 ? low : ((low + 1) << 4) | low));
    parts.push(round === 0 ? begin.bytes() : refine);
  }
  return jpegFile(shape, PROGRESSIVE, parts);
}

/** As `busyProgressiveJpeg`, with arithmetic coding and without data: a decoder reads zeros where the data of a scan ends. */
export function arithmeticJpeg(shape: BusyJpeg, scans: number): Buffer {
  const ids = idsOf(shape.components);
  const parts = [scanHeader(ids, 0, 0, 0)];
  for (let scan = 1; scan < scans; scan++) {
    const round = Math.floor((scan - 1) / ids.length);
    const low = Math.max(0, 13 - round);
    const id = ids[(scan - 1) % ids.length] ?? 1;
    parts.push(scanHeader([id], 1, 63, round === 0 ? low : ((low + 1) << 4) | low));
  }
  return jpegFile(shape, ARITHMETIC, parts);
}

/** Writes the first coefficient as its difference from the last block, alternately up and down, so that neighbours differ. */
function writeFirst(bits: BitWriter, block: number, id: number): void {
  const size = 1 + (((block >> 1) * 5 + id * 3) % 7);
  const value = 1 << (size - 1);
  // A negative value is coded as its distance from the smallest value of its size (ITU-T T.81, section F.1.2.1).
  bits.write(size, 4).write(block % 2 === 0 ? value : value - 1, size);
}

/** Coefficients of one bit, each after five zeros, and the end of the block. */
function writeOthers(bits: BitWriter, block: number, detail: number): void {
  for (let count = 0; count < detail; count++) bits.write(1, 2).write((block >> count) & 1, 1);
  bits.write(0, 2);
}

/** The data of a scan that adds no coefficient: runs of up to 128 blocks, with a bit for each coefficient so far. */
function refinement(total: number, detail: number): Buffer {
  const bits = new BitWriter();
  for (let left = total; left > 0; ) {
    const size = Math.min(7, Math.floor(Math.log2(left)));
    if (size === 0) bits.write(0, 2);
    else bits.write(15 + size, 5).write(0, size);
    for (let bit = 0; bit < detail << size; bit++) bits.write(bit & 1, 1);
    left -= 1 << size;
  }
  return bits.bytes();
}

function jpegFile({ width, height, components }: BusyJpeg, frame: number, scans: Buffer[]): Buffer {
  const size = [8, height >> 8, height & 0xff, width >> 8, width & 0xff, components];
  const runs = Array.from({ length: 7 }, (_, index) => (index + 1) << 4);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xdb, [0, ...Array<number>(64).fill(4)]),
    jpegSegment(frame, [...size, ...idsOf(components).flatMap((id) => [id, 0x11, 0])]),
    // First coefficients: codes of 4 bits for the sizes 0 to 7.
    jpegSegment(0xc4, [0x00, 0, 0, 0, 8, ...Array<number>(12).fill(0), 0, 1, 2, 3, 4, 5, 6, 7]),
    // Others: 2 bits for the end of the block and for one bit after five zeros; 5 bits for the runs.
    jpegSegment(0xc4, [0x10, 0, 2, 0, 0, 7, ...Array<number>(11).fill(0), 0, 0x51, ...runs]),
    ...scans,
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** @param bits the highest bits before and after the scan, 4 bits each */
function scanHeader(ids: number[], from: number, to: number, bits: number): Buffer {
  return jpegSegment(0xda, [ids.length, ...ids.flatMap((id) => [id, 0]), from, to, bits]);
}

function idsOf(components: number): number[] {
  return Array.from({ length: components }, (_, index) => index + 1);
}

function blockCount({ width, height }: BusyJpeg): number {
  return Math.ceil(width / 8) * Math.ceil(height / 8);
}

/** Writes the data of a scan, the most significant bit first. */
class BitWriter {
  #bytes: number[] = [];
  #bits = 0;
  #count = 0;

  write(value: number, count: number): this {
    this.#bits = (this.#bits << count) | value;
    this.#count += count;
    for (; this.#count >= 8; this.#count -= 8) {
      const byte = (this.#bits >> (this.#count - 8)) & 0xff;
      this.#bytes.push(byte);
      // A zero byte distinguishes data from a marker.
      if (byte === 0xff) this.#bytes.push(0);
    }
    this.#bits &= 0xff;
    return this;
  }

  /** The data, padded with ones. */
  bytes(): Buffer {
    if (this.#count > 0) this.write((1 << (8 - this.#count)) - 1, 8 - this.#count);
    return Buffer.from(this.#bytes);
  }
}
