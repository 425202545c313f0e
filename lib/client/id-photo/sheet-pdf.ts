// Writes a PDF of one page with several copies of a JPEG at their exact size.
import type { IdPhotoRule } from './rules';
import { sheetPlaces } from './sheet-places';
import { pointsOf } from './units';

/** Width of the cut lines, in points. They are outside the photos. */
const LINE = 0.25;
const LINE_GREY = 0.6;

/**
 * Returns the PDF. The JPEG is embedded as it is, once. Viewers are asked to print the page at its size.
 *
 * Source: ISO 32000-1, 7.5 (file structure), 8.9.5 (images), 12.2 (print scaling).
 * @param jpeg of the size in pixels of the rule, with three colour components
 */
export function sheetPdf(jpeg: Uint8Array<ArrayBuffer>, rule: IdPhotoRule): Blob {
  const { sizePx, sheet } = rule;
  const page = `${number(pointsOf(sheet.sizeMm.width))} ${number(pointsOf(sheet.sizeMm.height))}`;
  const content = contentOf(rule);
  const image = `/Type /XObject /Subtype /Image /Width ${sizePx.width} /Height ${sizePx.height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`;
  return pdfOf([
    ['<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>'],
    ['<< /Type /Pages /Kids [3 0 R] /Count 1 >>'],
    [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page}] /Resources << /XObject << /Photo 5 0 R >> >> /Contents 4 0 R >>`,
    ],
    [`<< /Length ${content.length} >>\nstream\n${content}\nendstream`],
    [`<< ${image} /Length ${jpeg.length} >>\nstream\n`, jpeg, '\nendstream'],
  ]);
}

/** Draws the copies and a line around each. The origin of a page is its lower left corner. */
function contentOf(rule: IdPhotoRule): string {
  const [width, height] = [pointsOf(rule.sizeMm.width), pointsOf(rule.sizeMm.height)];
  const copies = sheetPlaces(rule).map((place) => {
    const x = pointsOf(place.x);
    const y = pointsOf(rule.sheet.sizeMm.height - place.y - rule.sizeMm.height);
    const line = [x - LINE / 2, y - LINE / 2, width + LINE, height + LINE].map(number).join(' ');
    const photo = [width, 0, 0, height, x, y].map(number).join(' ');
    return `q ${photo} cm /Photo Do Q\n${line} re S`;
  });
  return [`${LINE} w ${LINE_GREY} G`, ...copies].join('\n');
}

/** Adds the header, the cross-reference table and the trailer. The first object is the catalog. */
function pdfOf(objects: (string | Uint8Array<ArrayBuffer>)[][]): Blob {
  const parts: (string | Uint8Array<ArrayBuffer>)[] = [];
  let length = 0;
  const add = (part: string | Uint8Array<ArrayBuffer>) => {
    parts.push(part);
    length += part.length;
  };
  // The bytes above 127 mark the file as binary.
  add('%PDF-1.6\n%');
  add(Uint8Array.of(0xe2, 0xe3, 0xcf, 0xd3));
  add('\n');
  const offsets = objects.map((object, index) => {
    const offset = length;
    add(`${index + 1} 0 obj\n`);
    object.forEach(add);
    add('\nendobj\n');
    return offset;
  });
  const start = length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}`);
  add(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
  return new Blob(parts, { type: 'application/pdf' });
}

/** A number as PDF writes it, to a ten-thousandth of a point. */
function number(value: number): string {
  return String(Number(value.toFixed(4)));
}
