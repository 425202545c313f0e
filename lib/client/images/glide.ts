// The views between two, for a picture that glides from one to the other.
import type { CropView } from './crop-geometry';

/**
 * Returns the view at a share of the way, 0 to 1. Zoom grows by equal ratios in equal times. It starts fast and ends slowly. Views with
 * other quarter turns have none between: it is the second one.
 */
export function between(from: CropView, to: CropView, share: number): CropView {
  if (from.turns !== to.turns || share >= 1) return to;
  const eased = 1 - (1 - share) ** 3;
  const mean = (a: number, b: number) => a + (b - a) * eased;
  return {
    aspect: to.aspect,
    centre: { x: mean(from.centre.x, to.centre.x), y: mean(from.centre.y, to.centre.y) },
    zoom: from.zoom * (to.zoom / from.zoom) ** eased,
    turns: to.turns,
    straighten: mean(from.straighten, to.straighten),
  };
}
