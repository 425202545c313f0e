// Reading a file takes a number of steps proportional to its bytes, whatever it declares. The tests count steps, not time.
import { blackPng } from 'odd-images/bombs';
import { costlyFiles } from 'odd-images/costly-files';
import { jpegSegment, pngChunk, riffChunk, webpFile, webpHeader } from 'odd-images/file-parts';
import { flatJpeg } from 'odd-images/flat-jpeg';
import { handMadeAlpha, handMadeVp8l } from 'odd-images/flat-vp8l';
import { hostileFiles } from 'odd-images/hostile-files';
import { manyCodesVp8l } from 'odd-images/many-prefix-codes';
import { withChunks, withSegments } from 'odd-images/metadata';
import { walkJpeg } from './jpeg-structure';
import { walkPng } from './png-structure';
import { RejectedImageError } from './rejected-image-error';
import { walkWebp } from './webp-structure';
import { WorkBudget } from './work-budget';

const MOST = { width: 5000, height: 5000 };
const FIXED = 100_000;
const PER_BYTE = 64;

/** A budget that only counts. */
class Count extends WorkBudget {
  #steps = 0;
  override get spent(): number {
    return this.#steps;
  }
  override spend(steps: number): void {
    this.#steps += steps;
  }
}

type Walk = typeof walkWebp;
const WALKS: Record<string, Walk> = {
  'image/jpeg': walkJpeg,
  'image/png': walkPng,
  'image/webp': walkWebp,
};

function stepsOf(walk: Walk, bytes: Buffer): { steps: number; verdict: string } {
  const count = new Count(bytes.length);
  try {
    walk(bytes, count);
    return { steps: count.spent, verdict: 'clean' };
  } catch (error) {
    if (!(error instanceof RejectedImageError)) throw error;
    return { steps: count.spent, verdict: error.reason };
  }
}

test('an image of 25 megapixels in 30 bytes is accepted, with the steps for 30 bytes', () => {
  const bytes = webpFile([handMadeVp8l(MOST)]);
  expect(bytes.length).toBeLessThan(50);
  const { steps, verdict } = stepsOf(walkWebp, bytes);
  expect(verdict).toBe('clean');
  expect(steps).toBeLessThan(10_000);
});

test('an image with every transform once is accepted', () => {
  const transforms = ['palette', 'predictor', 'colour', 'subtractGreen'] as const;
  const bytes = webpFile([handMadeVp8l({ ...MOST, transforms })]);
  const { steps, verdict } = stepsOf(walkWebp, bytes);
  expect(verdict).toBe('clean');
  expect(steps).toBeLessThan(30_000);
});

test.each(['predictor', 'colour', 'subtractGreen', 'palette'] as const)(
  'a second %s transform is rejected',
  (name) => {
    const bytes = webpFile([handMadeVp8l({ ...MOST, transforms: [name, name] })]);
    expect(stepsOf(walkWebp, bytes).verdict).toBe('corrupt');
  },
);

const vp8l = handMadeVp8l({ ...MOST, transforms: ['predictor', 'colour'] });
/** The part of a lossy image that the walker reads: it declares 5,000 x 5,000 pixels. */
const vp8 = riffChunk('VP8 ', Buffer.from([0, 0, 0, 0x9d, 0x01, 0x2a, 0x88, 0x13, 0x88, 0x13]));
const alpha = handMadeAlpha(['predictor', 'colour']);
const frame = (...chunks: Buffer[]) =>
  riffChunk('ANMF', Buffer.concat([Buffer.alloc(16), ...chunks]));
const canvas = webpHeader(5000, 5000, 0x12);

test.each([
  ['two lossless pictures', [vp8l, vp8l]],
  ['a lossless one and a lossy one', [vp8l, vp8]],
  ['transparency before each of two', [canvas, alpha, vp8, alpha, vp8]],
  ['transparency before two lossy ones', [canvas, alpha, vp8, vp8]],
  ['one outside of a frame, and one in it', [canvas, vp8l, frame(vp8l)]],
  ['two in a frame', [canvas, frame(vp8l, vp8l)]],
  ['a frame, and one after it', [canvas, frame(vp8l), vp8l]],
])('more than one image is rejected: %s', (_what, chunks) => {
  expect(stepsOf(walkWebp, webpFile(chunks)).verdict).toBe('corrupt');
});

test.each([
  ['a frame', [canvas, frame(vp8l)]],
  ['lossy with transparency', [canvas, alpha, vp8]],
])('one image is accepted: %s', (_what, chunks) => {
  expect(stepsOf(walkWebp, webpFile(chunks)).verdict).toBe('clean');
});

describe('steps grow no faster than the bytes', () => {
  const jpeg = flatJpeg({ width: 16, height: 16, components: 3 });
  const png = blackPng(1, 1);
  /** An EXIF directory with irrelevant entries. */
  const exifOf = (entries: number) => {
    const tiff = Buffer.alloc(10 + 12 * entries);
    tiff.write('II*\0\x08', 'latin1');
    tiff.writeUInt16LE(entries, 8);
    return tiff;
  };
  const grow: Record<string, [Walk, (size: number) => Buffer]> = {
    'WebP: pictures': [walkWebp, (size) => webpFile(Array<Buffer>(size).fill(vp8l))],
    'WebP: transparencies': [
      walkWebp,
      (size) => webpFile([canvas, ...Array<Buffer>(size).fill(alpha), vp8]),
    ],
    'WebP: transforms': [
      walkWebp,
      (size) => webpFile([handMadeVp8l({ ...MOST, transforms: Array(size).fill('predictor') })]),
    ],
    'WebP: sets of codes': [walkWebp, (size) => webpFile([manyCodesVp8l(size)])],
    'WebP: chunks in a frame': [
      walkWebp,
      (size) =>
        webpFile([canvas, frame(...Array<Buffer>(size).fill(riffChunk('NOTE', Buffer.alloc(0))))]),
    ],
    'WebP: EXIF': [
      walkWebp,
      (size) => webpFile([vp8l, ...Array<Buffer>(50).fill(riffChunk('EXIF', exifOf(size)))]),
    ],
    'JPEG: padding': [
      walkJpeg,
      (size) => Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(size, 0xff), jpeg.subarray(2)]),
    ],
    'JPEG: stuffing': [
      walkJpeg,
      (size) => {
        const stuffing = Buffer.alloc(2 * size);
        for (let at = 0; at < stuffing.length; at += 2) stuffing[at] = 0xff;
        return Buffer.concat([jpeg.subarray(0, -2), stuffing, jpeg.subarray(-2)]);
      },
    ],
    'JPEG: EXIF': [
      walkJpeg,
      (size) => {
        const exif = Buffer.concat([Buffer.from('Exif\0\0'), exifOf(size)]);
        return withSegments(jpeg, Array<Buffer>(50).fill(jpegSegment(0xe1, exif)));
      },
    ],
    'PNG: EXIF': [
      walkPng,
      (size) => withChunks(png, Array<Buffer>(50).fill(pngChunk('eXIf', exifOf(size)))),
    ],
  };

  test.each(Object.keys(grow))('%s', (name) => {
    const [walk, make] = grow[name] ?? [];
    if (!walk || !make) throw new Error('no such file');
    for (const size of [100, 1000, 4000]) {
      const bytes = make(size);
      const { steps } = stepsOf(walk, bytes);
      expect(steps).toBeLessThanOrEqual(FIXED + PER_BYTE * bytes.length);
    }
  });
});

test('no hostile or expensive file exceeds the budget', async () => {
  const files = [...(await hostileFiles()), ...(await costlyFiles())];
  for (const { name, bytes, contentType } of files) {
    const walk = WALKS[contentType];
    if (!walk || bytes.length === 0 || name.includes('really')) continue;
    const { steps, verdict } = stepsOf(walk, bytes);
    expect({ name, isLinear: steps <= FIXED + PER_BYTE * bytes.length }).toEqual({
      name,
      isLinear: true,
    });
    expect(verdict).not.toBe('too_complex');
  }
});

test('an exceeded budget rejects the file', () => {
  const budget = new WorkBudget(10);
  budget.spend(FIXED + PER_BYTE * 10);
  expect(() => budget.spend(1)).toThrow(RejectedImageError);
});
