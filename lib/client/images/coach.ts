// Chooses the advice of the coach about a framed photo: at most one, the most important.
import type { CropSquare, Point } from './crop-geometry';
import type { SeenFace } from './faces/seen-face';

export type Advice =
  | 'no-face'
  | 'two-faces'
  | 'cut'
  | 'too-far'
  | 'against-light'
  | 'dark'
  | 'blurred';

/**
 * Lengths are shares of the width of the circle or of a face; light is luma from 0 to 1. The ranges in the comments were measured by
 * `npm run bench -- faces`; docs/performance.md says how often each advice is right.
 */
export const THRESHOLDS = {
  /** A smaller face is too far away: in a list, which shows photos at 40 pixels, it would be 10 pixels wide. */
  smallestFace: 0.25,
  /** A face smaller than this share of the main one is in the background. */
  otherFace: 0.5,
  /** How far the head reaches above the box of the face, in heights of the box. */
  hair: 0.2,
  /** A face with less light is dark. Dark faces have up to 0.11, others 0.20 or more. */
  darkest: 0.17,
  /** A face is against the light if its surroundings are lighter by more: 0.39 or more, while those of other faces reach 0.35. */
  lighterAround: 0.36,
  /** A face with more light is never against the light. Faces against the light have up to 0.34. */
  lightFace: 0.35,
  /** A face with less sharpness is blurred. Sharp ones have 0.37 or more, nearly all blurred ones (by 3 to 5 % of their width) up to 0.33. */
  leastSharp: 0.33,
};

/** Returns the advice about a crop, or null. */
export function advise(crop: CropSquare, faces: readonly SeenFace[]): Advice | null {
  const inside = facesInside(crop, faces);
  const main = mainFace(crop, faces);
  if (!main) return 'no-face';
  const others = inside.filter(({ width }) => width >= main.width * THRESHOLDS.otherFace);
  if (others.length > 1) return 'two-faces';
  if (!outline(main).every((point) => isInside(crop, point))) return 'cut';
  if (main.width < crop.size * THRESHOLDS.smallestFace) return 'too-far';
  if (isAgainstLight(main)) return 'against-light';
  if (main.light < THRESHOLDS.darkest) return 'dark';
  return main.sharpness < THRESHOLDS.leastSharp ? 'blurred' : null;
}

/** Returns the largest face in the circle, or null. */
export function mainFace(crop: CropSquare, faces: readonly SeenFace[]): SeenFace | null {
  return facesInside(crop, faces).reduce<SeenFace | null>(
    (largest, face) => (largest && largest.width >= face.width ? largest : face),
    null,
  );
}

function facesInside(crop: CropSquare, faces: readonly SeenFace[]): SeenFace[] {
  return faces.filter(({ centre }) => isInside(crop, centre));
}

function isInside(crop: CropSquare, point: Point): boolean {
  return Math.hypot(point.x - crop.x, point.y - crop.y) <= crop.size / 2;
}

/** Crown, chin and cheeks. */
function outline({ centre, width, height, tilt }: SeenFace): Point[] {
  const angle = (tilt * Math.PI) / 180;
  const at = (x: number, y: number): Point => ({
    x: centre.x + x * Math.cos(angle) - y * Math.sin(angle),
    y: centre.y + x * Math.sin(angle) + y * Math.cos(angle),
  });
  return [
    at(0, -height * (0.5 + THRESHOLDS.hair)),
    at(0, height / 2),
    at(-width / 2, 0),
    at(width / 2, 0),
  ];
}

function isAgainstLight({ light, lightAround }: SeenFace): boolean {
  return light < THRESHOLDS.lightFace && lightAround - light > THRESHOLDS.lighterAround;
}
