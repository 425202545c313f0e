// From the outputs of the network to faces: scores, boxes and points, and one face for the many boxes that overlap.
// https://github.com/google-ai-edge/mediapipe/blob/master/mediapipe/calculators/tensor/tensors_to_detections_calculator.cc and
// mediapipe/calculators/util/non_max_suppression_calculator.cc, with the options of mediapipe/modules/face_detection.
import { ANCHORS } from './anchors';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A face. The box reaches from the brow to the chin; lengths are in units of whatever the picture is measured in. */
export interface Detection {
  /** How sure the detector is, 0 to 1. */
  readonly score: number;
  /** The centre of the box. */
  readonly centre: Point;
  readonly width: number;
  readonly height: number;
  /** The two eyes: first the one at the left of an upright picture. */
  readonly eyes: readonly [Point, Point];
}

/** Side of the network's input in pixels, which its numbers are in. */
export const INPUT_SIDE = 128;

/** Numbers of each anchor: centre, width and height, and six points. */
const NUMBERS = 16;
/** Where the points of the eyes begin. */
const LEFT_EYE = 4;
const RIGHT_EYE = 6;

/** Option `min_score_thresh` of the graph. */
const LOWEST_SCORE = 0.5;
/** Option `min_suppression_threshold`: boxes that overlap by more are of one face. */
export const SAME_FACE = 0.3;

/**
 * Returns the faces, the surest first, in fractions of the input's side.
 * @param numbers 896 times 16 numbers
 * @param scores 896 numbers, before the sigmoid
 */
export function decodeDetections(numbers: Float32Array, scores: Float32Array): Detection[] {
  const found = ANCHORS.flatMap((anchor, index): Detection[] => {
    const score = sigmoid(scores[index] ?? Number.NaN);
    if (!(score >= LOWEST_SCORE)) return [];
    const number = (offset: number) => (numbers[index * NUMBERS + offset] ?? 0) / INPUT_SIDE;
    const point = (offset: number) => ({
      x: anchor.x + number(offset),
      y: anchor.y + number(offset + 1),
    });
    return [
      {
        score,
        centre: point(0),
        width: number(2),
        height: number(3),
        eyes: [point(LEFT_EYE), point(RIGHT_EYE)],
      },
    ];
  });
  return mergeOverlapping(found);
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Returns one face for each group of boxes that overlap: their mean, weighted by score. */
export function mergeOverlapping(found: readonly Detection[]): Detection[] {
  const merged: Detection[] = [];
  let rest = [...found].sort((a, b) => b.score - a.score);
  for (let best = rest[0]; best; best = rest[0]) {
    const surest = best;
    const group = rest.filter((one) => one === surest || overlap(surest, one) > SAME_FACE);
    rest = rest.filter((one) => !group.includes(one));
    merged.push(meanOf(surest, group));
  }
  return merged;
}

function meanOf({ score }: Detection, group: readonly Detection[]): Detection {
  const total = group.reduce((sum, one) => sum + one.score, 0);
  const mean = (of: (one: Detection) => number) =>
    group.reduce((sum, one) => sum + of(one) * one.score, 0) / total;
  const point = (of: (one: Detection) => Point) => ({
    x: mean((one) => of(one).x),
    y: mean((one) => of(one).y),
  });
  return {
    score,
    centre: point((one) => one.centre),
    width: mean((one) => one.width),
    height: mean((one) => one.height),
    eyes: [point((one) => one.eyes[0]), point((one) => one.eyes[1])],
  };
}

type Box = Pick<Detection, 'centre' | 'width' | 'height'>;

/** Intersection over union of two boxes. */
export function overlap(a: Box, b: Box): number {
  const across = shared(a.centre.x, a.width, b.centre.x, b.width);
  const down = shared(a.centre.y, a.height, b.centre.y, b.height);
  const both = across * down;
  return both / (a.width * a.height + b.width * b.height - both);
}

/** The length that two ranges share, each given by its middle and its length. */
function shared(a: number, aLength: number, b: number, bLength: number): number {
  const start = Math.max(a - aLength / 2, b - bLength / 2);
  const end = Math.min(a + aLength / 2, b + bLength / 2);
  return Math.max(0, end - start);
}
