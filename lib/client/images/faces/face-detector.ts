// Detects faces in one square of a picture.
import {
  type Detection,
  decodeDetections,
  INPUT_SIDE,
  overlap,
  type Point,
  SAME_FACE,
} from './decode-detections';
import { createNetwork } from './network';
import { type Pixels, type Region, sample } from './pixels';

/** A detection in pixels of the picture, and how far the head is tilted. */
export interface Face extends Detection {
  /** The clockwise angle of the line between the eyes, in degrees. */
  readonly tilt: number;
}

export type DetectIn = (pixels: Pixels, region: Region) => Promise<Face[]>;

/**
 * Returns the detector of a model file. It awaits `pause` every few milliseconds, so that other work can go on. One detection at a
 * time: the next one overwrites its memory.
 * @throws Error if the file is damaged, or is another model
 */
export function createDetector(file: ArrayBuffer, pause: () => Promise<void>): DetectIn {
  const network = createNetwork(file);
  const { input } = network;
  const [numbers, scores] = network.outputs;
  if (
    input.data.length !== INPUT_SIDE ** 2 * 3 ||
    numbers?.data.length !== 896 * 16 ||
    scores?.data.length !== 896
  )
    throw new Error('this is no face detector');

  return async (pixels, region) => {
    sample(pixels, region, INPUT_SIDE, input.data);
    for (let i = 0; i < input.data.length; i++)
      input.data[i] = (input.data[i] as number) / 127.5 - 1;
    await network.run(pause);
    return decodeDetections(numbers.data, scores.data).map((one) => toPicture(one, region));
  };
}

/** Converts a detection from fractions of a region to pixels of the picture. */
function toPicture(found: Detection, { x, y, side, rotation }: Region): Face {
  const angle = (rotation * Math.PI) / 180;
  const point = (at: Point): Point => {
    const dx = (at.x - 0.5) * side;
    const dy = (at.y - 0.5) * side;
    return {
      x: x + dx * Math.cos(angle) - dy * Math.sin(angle),
      y: y + dx * Math.sin(angle) + dy * Math.cos(angle),
    };
  };
  const [left, right] = [point(found.eyes[0]), point(found.eyes[1])];
  return {
    score: found.score,
    centre: point(found.centre),
    width: found.width * side,
    height: found.height * side,
    eyes: [left, right],
    tilt: (Math.atan2(right.y - left.y, right.x - left.x) * 180) / Math.PI,
  };
}

/** Returns one face for each group of faces that overlap in the picture: the surest. */
export function distinct(faces: readonly Face[]): Face[] {
  const kept: Face[] = [];
  for (const face of [...faces].sort((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlap(other, face) < SAME_FACE)) kept.push(face);
  }
  return kept;
}
