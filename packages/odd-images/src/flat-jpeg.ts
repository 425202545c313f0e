// Writes grey JPEGs of any size and with any number of scans, in few bytes and without an encoder.
import { jpegSegment } from './file-parts.ts';

const BASELINE = 0xc0;
const PROGRESSIVE = 0xc2;

/** Size in pixels. */
interface FlatJpeg {
  width: number;
  height: number;
  /** 1 is grey, 3 is YCbCr, 4 is CMYK; none is subsampled. */
  components: 1 | 3 | 4;
}

/** A baseline JPEG, all grey. */
export function flatJpeg({ width, height, components }: FlatJpeg): Buffer {
  const blocks = blockCount(width, height) * components;
  // Each block is a DC difference of zero (one zero bit) and an end of block (four zero bits).
  const data = Buffer.alloc(Math.ceil((blocks * 5) / 8));
  return jpegFile({ width, height, components }, BASELINE, [
    scanHeader(componentIds(components), 0, 63, 0, 0),
    data,
  ]);
}

/** A baseline JPEG, all grey, with a restart marker after every eight blocks. */
export function restartingJpeg(width: number, height: number): Buffer {
  const intervals = Math.ceil(blockCount(width, height) / 8);
  const data = Array.from({ length: intervals }, (_, index) => {
    const isLast = index === intervals - 1;
    return Buffer.from([0, 0, 0, 0, 0, ...(isLast ? [] : [0xff, 0xd0 + (index % 8)])]);
  });
  const scan = scanHeader([1], 0, 63, 0, 0);
  const parts = [jpegSegment(0xdd, [0, 8]), scan, ...data];
  return jpegFile({ width, height, components: 1 }, BASELINE, parts);
}

/**
 * A progressive JPEG, all grey, with the given number of scans. Each scan refines the coefficients of one component by
 * one bit, as the standard allows. After the last bit, the scans repeat it.
 */
export function manyScanJpeg(shape: FlatJpeg, scans: number): Buffer {
  const blocks = blockCount(shape.width, shape.height);
  const ids = componentIds(shape.components);
  const parts = [
    scanHeader(ids, 0, 0, 0, 0),
    Buffer.alloc(Math.ceil((blocks * shape.components) / 8)),
  ];
  const emptyScan = endOfBand(blocks);
  for (let scan = 1; scan < scans; scan++) {
    const id = ids[(scan - 1) % ids.length] ?? 1;
    const round = Math.floor((scan - 1) / ids.length);
    // Bit 13 is the highest possible. Each round refines the next lower bit.
    const low = Math.max(0, 13 - round);
    const high = round === 0 ? 0 : low + 1;
    parts.push(scanHeader([id], 1, 63, high, low), emptyScan);
  }
  return jpegFile(shape, PROGRESSIVE, parts);
}

function jpegFile(shape: FlatJpeg, frameType: number, scans: Buffer[]): Buffer {
  const { width, height, components } = shape;
  const ids = componentIds(components);
  const size = [8, height >> 8, height & 0xff, width >> 8, width & 0xff, components];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xdb, [0, ...Array<number>(64).fill(1)]),
    jpegSegment(frameType, [...size, ...ids.flatMap((id) => [id, 0x11, 0])]),
    // DC: one 1-bit code, for a difference of zero. AC: 4-bit codes, for the end of band in a run of 1 to 2^14 blocks.
    jpegSegment(0xc4, [0x00, 1, ...Array<number>(15).fill(0), 0]),
    jpegSegment(0xc4, [0x10, 0, 0, 0, 15, ...Array<number>(12).fill(0), ...endOfBandSymbols()]),
    ...scans,
    Buffer.from([0xff, 0xd9]),
  ]);
}

function scanHeader(ids: number[], from: number, to: number, high: number, low: number): Buffer {
  const tables = ids.flatMap((id) => [id, 0x00]);
  return jpegSegment(0xda, [ids.length, ...tables, from, to, (high << 4) | low]);
}

/** The data of a scan with empty blocks only: end-of-band runs of up to 32,767 blocks. */
function endOfBand(blocks: number): Buffer {
  let bits = '';
  for (let left = blocks; left > 0; ) {
    const run = Math.min(left, 0x7fff);
    const length = Math.floor(Math.log2(run));
    bits += length.toString(2).padStart(4, '0');
    if (length > 0) bits += (run - 2 ** length).toString(2).padStart(length, '0');
    left -= run;
  }
  const bytes: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8).padEnd(8, '1'), 2);
    bytes.push(...(byte === 0xff ? [0xff, 0] : [byte]));
  }
  return Buffer.from(bytes);
}

function endOfBandSymbols(): number[] {
  return Array.from({ length: 15 }, (_, exponent) => exponent << 4);
}

function componentIds(components: number): number[] {
  return Array.from({ length: components }, (_, index) => index + 1);
}

function blockCount(width: number, height: number): number {
  return Math.ceil(width / 8) * Math.ceil(height / 8);
}
