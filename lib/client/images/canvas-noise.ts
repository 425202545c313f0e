// Detects a browser whose canvas returns noise instead of the drawn pixels, as protection against fingerprinting.
import type { MakeRaster } from './raster';

const CELLS = 8;
const CELL = 4;

/** Some protections change each value by a few levels, which is invisible in a photo. */
const TOLERANCE = 16;

/** True if the canvas returns the drawn pixels. Also true without a canvas, since encoding then fails with its own error. */
export function canReadPixels(make: MakeRaster): boolean {
  try {
    return returnsPattern(make);
  } catch {
    return true;
  }
}

function returnsPattern(make: MakeRaster): boolean {
  const side = CELLS * CELL;
  const { context } = make(side, side);
  for (let at = 0; at < CELLS * CELLS; at++) {
    context.fillStyle = `rgb(${colourOf(at).join()})`;
    context.fillRect((at % CELLS) * CELL, Math.floor(at / CELLS) * CELL, CELL, CELL);
  }
  const { data } = context.getImageData(0, 0, side, side);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const column = Math.floor((pixel % side) / CELL);
    const wanted = colourOf(column + CELLS * Math.floor(pixel / side / CELL));
    const isNear = (value: number, channel: number) =>
      Math.abs(value - (data[4 * pixel + channel] ?? 0)) <= TOLERANCE;
    if (!wanted.every(isNear)) return false;
  }
  return true;
}

/** A different colour for each cell: some protections leave a plain canvas alone. */
function colourOf(cell: number): number[] {
  return [(cell * 67) % 256, (cell * 131) % 256, (cell * 29) % 256];
}
