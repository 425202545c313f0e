// Detects transparency.

/** True if every pixel is opaque. Reads all pixels: 1 ms for 320 by 320. */
export function isOpaque(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  side: number,
): boolean {
  const { data } = context.getImageData(0, 0, side, side);
  for (let at = 3; at < data.length; at += 4) {
    if (data[at] !== 255) return false;
  }
  return true;
}
