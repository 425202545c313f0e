/** @jest-environment node */
// From a picture to its faces, on the Mona Lisa, which is in the public domain.
import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { THRESHOLDS } from '@/lib/client/images/coach';
import { createDetector, type DetectIn } from './face-detector';
import { findFaces, partsOf } from './find-faces';
import { look } from './look';
import type { Pixels } from './pixels';

const WEIGHTS = 'node_modules/@mediapipe/face_detection/face_detection_short_range.tflite';
const detect = createDetector(Uint8Array.from(readFileSync(WEIGHTS)).buffer, async () => {});

/** The face as drawn by eye: from the brow to the chin, and from cheek to cheek. */
const FACE = { x: 296, y: 238, width: 182 };

async function pixels(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
}

/** Read here: other tests of the process forbid sharp to open files. */
const PAINTING = readFileSync('test/browser/mona-lisa.jpg');
const painting = () => sharp(PAINTING);

/** The painting, scaled, on a grey ground. */
async function onGround(size: number, scale: number, left: number, top: number): Promise<Pixels> {
  const input = await painting()
    .resize(Math.round(600 * scale))
    .toBuffer();
  const ground = { width: size, height: size, channels: 3 as const, background: '#666' };
  return pixels(sharp({ create: ground }).composite([{ input, left, top }]));
}

/** How many times a detector looks. */
function counted() {
  let looks = 0;
  const counting: DetectIn = (...args) => {
    looks += 1;
    return detect(...args);
  };
  return { detect: counting, looks: () => looks };
}

it('finds a face with its position, its size and level eyes', async () => {
  const [face, ...others] = await findFaces(detect, await pixels(painting()));
  expect(others).toEqual([]);
  expect(Math.abs((face?.centre.x ?? 0) - FACE.x)).toBeLessThan(12);
  expect(Math.abs((face?.centre.y ?? 0) - FACE.y)).toBeLessThan(12);
  expect(Math.abs((face?.width ?? 0) - FACE.width)).toBeLessThan(18);
  expect(Math.abs(face?.tilt ?? 90)).toBeLessThan(3);
});

it.each([-30, -12, 15, 30])('measures a tilt of %d degrees', async (tilt) => {
  const turned = painting().rotate(tilt, { background: '#777' });
  const [face] = await findFaces(detect, await pixels(sharp(await turned.toBuffer())));
  expect(Math.abs((face?.tilt ?? 90) - tilt)).toBeLessThan(5);
});

it('searches parts of the picture for a small face', async () => {
  const { detect: counting, looks } = counted();
  const [face] = await findFaces(counting, await onGround(1200, 0.3, 900, 800));
  expect(Math.abs((face?.centre.x ?? 0) - (900 + FACE.x * 0.3))).toBeLessThan(6);
  expect(Math.abs((face?.width ?? 0) - FACE.width * 0.3)).toBeLessThan(8);
  expect(looks()).toBeGreaterThan(3);
});

it('stops looking at parts when it is told to', async () => {
  const stop = new AbortController();
  let looks = 0;
  const stopping: DetectIn = (...args) => {
    looks += 1;
    if (looks === 3) stop.abort(new Error('stopped'));
    return detect(...args);
  };
  const plain = await onGround(300, 0.01, 0, 0);
  await expect(look(stopping, plain, 300, stop.signal)).rejects.toThrow('stopped');
  expect(looks).toBe(3);
});

it('finds nothing in a plain picture', async () => {
  expect(await findFaces(detect, await onGround(300, 0.01, 0, 0))).toEqual([]);
});

it('covers the picture with parts that overlap', () => {
  const parts = partsOf({ width: 400, height: 200, data: new Uint8ClampedArray() }, 0.5);
  expect(parts.map(({ x, y, side }) => [x, y, side])).toEqual([
    [100, 100, 200],
    [200, 100, 200],
    [300, 100, 200],
  ]);
});

it('answers in pixels of the picture, with measures that do not depend on its size', async () => {
  const [face] = await look(detect, await pixels(painting()), 6000);
  expect(Math.abs((face?.centre.x ?? 0) - 10 * FACE.x)).toBeLessThan(120);
  expect(face?.light).toBeGreaterThan(0.3);
  const blurred = await look(detect, await pixels(painting().blur(8)), 600);
  expect(face?.sharpness).toBeGreaterThan(THRESHOLDS.leastSharp);
  expect(blurred[0]?.sharpness).toBeLessThan(THRESHOLDS.leastSharp);
  const dark = await look(detect, await pixels(painting().linear(0.4, 0)), 600);
  expect(dark[0]?.light).toBeCloseTo((face?.light ?? 0) * 0.4, 1);
});

it('refuses weights of another shape', () => {
  expect(() => createDetector(new ArrayBuffer(64), async () => {})).toThrow();
});
