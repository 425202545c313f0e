// Converts millimetres to the units of files.

const MM_PER_INCH = 25.4;
const POINTS_PER_INCH = 72;

/** Returns the number of pixels, a whole number. */
export function pixelsOf(mm: number, dpi: number): number {
  return Math.round((mm / MM_PER_INCH) * dpi);
}

/** Returns PDF points. */
export function pointsOf(mm: number): number {
  return (mm / MM_PER_INCH) * POINTS_PER_INCH;
}
