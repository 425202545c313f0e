/** @jest-environment node */
import {
  decodePDFRawStream,
  PDFDict,
  PDFDocument,
  PDFName,
  type PDFNumber,
  PDFRawStream,
} from 'pdf-lib';
import sharp from 'sharp';
import { ID_PHOTO_RULES } from './rules';
import { sheetPdf } from './sheet-pdf';

const RULE = ID_PHOTO_RULES['mx-infantil'];
const MM = 72 / 25.4;

async function made() {
  const { width, height } = RULE.sizePx;
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  const create = { width, height, channels: 3 as const, background: 'red', noise };
  const jpeg = Uint8Array.from(await sharp({ create }).jpeg().toBuffer());
  const blob = sheetPdf(jpeg, RULE);
  return { jpeg, blob, bytes: Buffer.from(await blob.arrayBuffer()) };
}

/** Each use of the image in a content stream: the numbers of its `cm`, in millimetres. */
function placesIn(content: string): number[][] {
  return [...content.matchAll(/q ([\d. -]+) cm \/Photo Do Q/g)].map(([, matrix = '']) =>
    matrix.split(' ').map((value) => Number(value) / MM),
  );
}

it('is a page of 10 by 15 cm with six photos of 2.5 by 3 cm, three rows of two in the middle', async () => {
  const { bytes, blob } = await made();
  expect(blob.type).toBe('application/pdf');
  const document = await PDFDocument.load(bytes, { throwOnInvalidObject: true });
  expect(document.getPageCount()).toBe(1);
  const page = document.getPage(0);
  expect(page.getWidth() / MM).toBeCloseTo(100, 3);
  expect(page.getHeight() / MM).toBeCloseTo(150, 3);

  const stream = page.node.Contents();
  if (!(stream instanceof PDFRawStream)) throw new Error('no content');
  const content = Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1');
  const places = placesIn(content);
  const wanted = [96, 60, 24].flatMap((y) => [22, 53].map((x) => [25, 0, 0, 30, x, y]));
  expect(places).toHaveLength(6);
  for (const [at, place] of places.entries())
    for (const [i, value] of place.entries()) expect(value).toBeCloseTo(wanted[at]?.[i] ?? NaN, 3);
  // The cut lines: one rectangle around each.
  expect(content.match(/ re S/g)).toHaveLength(6);
});

it('has the JPEG as it is, once, and asks viewers not to scale the page', async () => {
  const { bytes, jpeg } = await made();
  const document = await PDFDocument.load(bytes);
  const images = document.context
    .enumerateIndirectObjects()
    .map(([, object]) => object)
    .filter((object) => object instanceof PDFRawStream)
    .filter(({ dict }) => dict.get(PDFName.of('Subtype')) === PDFName.of('Image'));
  expect(images).toHaveLength(1);
  const [image] = images;
  expect(Buffer.from(image?.contents ?? [])).toEqual(Buffer.from(jpeg));
  const entry = (name: string) => image?.dict.get(PDFName.of(name));
  expect(entry('Filter')).toBe(PDFName.of('DCTDecode'));
  expect((entry('Width') as PDFNumber).asNumber()).toBe(295);
  expect((entry('Height') as PDFNumber).asNumber()).toBe(354);
  const preferences = document.catalog.lookup(PDFName.of('ViewerPreferences'), PDFDict);
  expect(preferences.get(PDFName.of('PrintScaling'))).toBe(PDFName.of('None'));
});

it('has a cross-reference table that is right to the byte, and the lengths of its streams', async () => {
  const { bytes } = await made();
  const text = bytes.toString('latin1');
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  const table = text.slice(start);
  expect(table).toMatch(/^xref\n0 6\n0000000000 65535 f \n(\d{10} 00000 n \n){5}trailer\n/);
  const offsets = [...table.matchAll(/(\d{10}) 00000 n \n/g)].map(([, offset]) => Number(offset));
  for (const [index, offset] of offsets.entries())
    expect(text.slice(offset, offset + 8)).toBe(`${index + 1} 0 obj\n`);
  for (const [whole, length] of text.matchAll(/\/Length (\d+) >>\nstream\n/g)) {
    const end = text.indexOf(whole) + whole.length + Number(length);
    expect(text.slice(end, end + 11)).toBe('\nendstream\n');
  }
});
