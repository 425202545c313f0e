// Transparency of a drawing surface.
import type { Raster, RasterContext } from './raster';

/** WebKit leaves an alpha of 254 in some pixels of an opaque picture that it scales. */
const LOWEST_OPAQUE_ALPHA = 250;

/**
 * True if a pixel can be seen through. Reads all pixels but the outermost, which the edge of an opaque picture may cover in part:
 * 10 ms for 1,024 by 1,024.
 */
export function hasTransparency(context: RasterContext, width: number, height = width): boolean {
  const edge = Math.min(width, height) > 2 ? 1 : 0;
  const { data } = context.getImageData(edge, edge, width - 2 * edge, height - 2 * edge);
  for (let at = 3; at < data.length; at += 4) {
    if ((data[at] ?? 0) < LOWEST_OPAQUE_ALPHA) return true;
  }
  return false;
}

/** Paints white behind the picture: an encoder without transparency would show black. */
export function paintWhiteBehind({ context, width, height }: Raster): void {
  context.save();
  context.resetTransform();
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.restore();
}
