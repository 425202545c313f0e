/** @jest-environment node */
import sharp from 'sharp';
import type { MakeRaster, RasterContext } from '@/lib/client/images/raster';
import { makeFile } from './make-files';
import { ID_PHOTO_RULES } from './rules';

const RULE = ID_PHOTO_RULES['mx-infantil'];
const CUT = {} as ImageBitmap;

/** Rasters that note what is drawn, and encode an empty picture of their size. */
function notedRasters(format: 'jpeg' | 'png' = 'jpeg') {
  const drawn: number[][] = [];
  const lines: number[][] = [];
  const encoded: { type: string; fill: string }[] = [];
  const make: MakeRaster = (width, height) => {
    const context = {
      fillStyle: '',
      save: () => {},
      restore: () => {},
      resetTransform: () => {},
      fillRect: () => {},
      drawImage: (_: unknown, ...at: number[]) => drawn.push(at),
      strokeRect: (...at: number[]) => lines.push(at),
    };
    const encode = async (type: string) => {
      encoded.push({ type, fill: context.fillStyle });
      const create = { width, height, channels: 3 as const, background: 'red' };
      const bytes = await sharp({ create }).toFormat(format).toBuffer();
      return new Blob([new Uint8Array(bytes)], { type: `image/${format}` });
    };
    const image = {} as OffscreenCanvas;
    return { width, height, context: context as unknown as RasterContext, image, encode };
  };
  return { make, drawn, lines, encoded };
}

const bytesOf = async (blob: Blob) => Buffer.from(await blob.arrayBuffer());

it('makes the photo: 295 by 354 pixels at 300 dpi, on white', async () => {
  const { make, drawn, encoded } = notedRasters();
  const blob = await makeFile('photo', CUT, RULE, make);
  expect(blob.type).toBe('image/jpeg');
  const metadata = await sharp(await bytesOf(blob)).metadata();
  expect(metadata).toMatchObject({ format: 'jpeg', width: 295, height: 354, density: 300 });
  expect(drawn).toEqual([[0, 0]]);
  expect(encoded).toEqual([{ type: 'image/jpeg', fill: 'white' }]);
});

it('makes the sheet: six photos in the middle of 10 by 15 cm, each within a line', async () => {
  const { make, drawn, lines } = notedRasters();
  const blob = await makeFile('sheetJpeg', CUT, RULE, make);
  const metadata = await sharp(await bytesOf(blob)).metadata();
  expect(metadata).toMatchObject({ format: 'jpeg', width: 1181, height: 1772, density: 300 });
  expect(drawn).toEqual(
    [24, 60, 96].flatMap((y) =>
      [22, 53].map((x) => [x, y].map((mm) => Math.round((mm * 300) / 25.4))),
    ),
  );
  expect(lines).toEqual(drawn.map(([x = 0, y = 0]) => [x - 0.5, y - 0.5, 296, 355]));
});

it('makes the PDF of the same photo', async () => {
  const photo = await bytesOf(await makeFile('photo', CUT, RULE, notedRasters().make));
  const pdf = await makeFile('sheetPdf', CUT, RULE, notedRasters().make);
  expect(pdf.type).toBe('application/pdf');
  expect((await bytesOf(pdf)).includes(photo)).toBe(true);
});

it('rejects if the browser encodes another format', async () => {
  await expect(makeFile('photo', CUT, RULE, notedRasters('png').make)).rejects.toThrow(
    'not a JPEG',
  );
});
