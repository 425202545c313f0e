// Computes the positions of the copies of a photo on a sheet.
import type { IdPhotoRule } from './rules';

/** The top left corner of a copy, in millimetres from the top left corner of the sheet. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** Returns the places of all copies, row by row. Together they are in the middle of the sheet. */
export function sheetPlaces({ sizeMm, sheet }: IdPhotoRule): Place[] {
  const { columns, rows, gapMm } = sheet;
  const xs = starts(sheet.sizeMm.width, sizeMm.width, columns, gapMm);
  const ys = starts(sheet.sizeMm.height, sizeMm.height, rows, gapMm);
  return ys.flatMap((y) => xs.map((x) => ({ x, y })));
}

function starts(whole: number, part: number, count: number, gap: number): number[] {
  const margin = (whole - count * part - (count - 1) * gap) / 2;
  return Array.from({ length: count }, (_, index) => margin + index * (part + gap));
}
