// What the coach says about a framed photo: at most one thing, the most important.
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
 * Lengths are shares of the circle's width or of a face's; light is luma from 0 to 1. The reasons are the least and the most that
 * `npm run bench -- faces` measures; docs/performance.md has how often each advice is right.
 */
export const THRESHOLDS = {
  /** A smaller face is too far: a list shows photos at 40 pixels, and so this face at 10. */
  smallestFace: 0.25,
  /** Another face that is smaller than this share of the main one is in the background. */
  otherFace: 0.5,
  /** How far the head reaches above the box of the face, in heights of the box. */
  hair: 0.2,
  /** Dark faces have up to 0.11, others 0.20 or more. */
  darkest: 0.17,
  /** What is around a face is lighter by up to 0.35, and by 0.39 or more behind faces against the light. */
  lighterAround: 0.36,
  /** A face with more light is not dark, whatever is behind it. Faces against the light have up to 0.34. */
  lightFace: 0.35,
  /** Sharp faces have 0.37 or more, nearly all of those blurred by 3 to 5 % of their width up to 0.33. Chosen on half of the faces. */
  leastSharp: 0.33,
};

/** Returns what is worth saying about a crop, or null. */
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
