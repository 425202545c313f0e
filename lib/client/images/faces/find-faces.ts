// Finds the faces of a picture: in the whole picture, then in its parts if there is none. The detector runs again around each face, to
// measure it precisely.
import { type DetectIn, distinct, type Face } from './face-detector';
import type { Pixels, Region } from './pixels';

/** Faces to measure: the most prominent ones. */
const MOST_FACES = 3;

/** Side of the square around a face in which the detector runs again, in widths of the face. */
const SECOND_LOOK = 2.2;

/** Maximum number of further runs for a face. */
const MOST_LOOKS = 4;

/** Eyes that are within this angle of where they were expected are level, in degrees. */
const LEVEL = 1.5;

/** Side of the parts, as a share of the picture's longer side: the detector misses faces below an eighth of what it looks at. */
const PART_SHARE = 0.4;

/** Minimum score in a close-up. Sharp faces have 0.85 or more; heads from behind, animals and rocks have up to 0.68. */
const LOWEST_SCORE_NEAR = 0.7;

/** Returns the faces, the most prominent first. */
export async function findFaces(detect: DetectIn, pixels: Pixels): Promise<Face[]> {
  const found = await firstLook(detect, pixels);
  const measured: Face[] = [];
  for (const face of byProminence(found, pixels).slice(0, MOST_FACES)) {
    const again = await lookAgain(detect, pixels, face);
    if (again) measured.push(again);
  }
  return byProminence(distinct(measured), pixels);
}

async function firstLook(detect: DetectIn, pixels: Pixels): Promise<Face[]> {
  const { width, height } = pixels;
  const whole = { x: width / 2, y: height / 2, side: Math.max(width, height), rotation: 0 };
  const faces = await detect(pixels, whole);
  if (faces.length > 0) return faces;
  for (const part of partsOf(pixels, PART_SHARE)) faces.push(...(await detect(pixels, part)));
  return distinct(faces);
}

/** The squares that cover the picture, each of which overlaps the next by half or more. */
export function partsOf({ width, height }: Pixels, share: number): Region[] {
  const side = Math.max(width, height) * share;
  return middles(height, side).flatMap((y) =>
    middles(width, side).map((x) => ({ x, y, side, rotation: 0 })),
  );
}

/** The middles of the ranges of `part` that cover a length. */
function middles(length: number, part: number): number[] {
  const steps = Math.ceil((length - part) / (part / 2));
  if (steps <= 0) return [length / 2];
  return Array.from(
    { length: steps + 1 },
    (_, step) => part / 2 + (step * (length - part)) / steps,
  );
}

/**
 * Detects the face again in an upright close-up, and returns null if it is not confirmed there. The detector underestimates the tilt of a
 * head, so this repeats until the eyes are level.
 */
async function lookAgain(detect: DetectIn, pixels: Pixels, first: Face): Promise<Face | null> {
  let face = first;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const { centre, width, height, tilt } = face;
    const side = Math.max(width, height) * SECOND_LOOK;
    const near = await detect(pixels, { ...centre, side, rotation: tilt });
    const same = near.filter(
      (one) => Math.hypot(one.centre.x - centre.x, one.centre.y - centre.y) < width / 2,
    );
    const best = same.sort((a, b) => b.score - a.score)[0];
    if (!best) return null;
    face = best;
    if (Math.abs(face.tilt - tilt) < LEVEL) break;
  }
  return face.score < LOWEST_SCORE_NEAR ? null : face;
}

function byProminence(faces: Face[], picture: Pixels): Face[] {
  return faces.sort((a, b) => prominence(b, picture) - prominence(a, picture));
}

/** Larger for a larger face, and for one near the centre. A face at a corner counts half. */
function prominence({ centre, width }: Face, picture: Pixels): number {
  const away = Math.hypot((2 * centre.x) / picture.width - 1, (2 * centre.y) / picture.height - 1);
  return width * (1 - away / (2 * Math.SQRT2));
}
