// The files of an ID photo in every engine.
import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import { es } from '@/components/messages/es';
import { expectQuarters, quarters, UPRIGHT } from '../../test/browser/editor-page';
import { DEEP, expect, test } from '../../test/browser/engine-fixtures';
import { madeOnce } from '../../test/browser/photo-file';

const TEXTS = es.idPhoto.rules['mx-infantil'];

test('the photo and its sheets have their size and density', DEEP, async ({ profile }) => {
  await profile.signIn();
  await profile.choose('yo.jpg', await madeOnce({ width: 1600, height: 1200, gps: true }));
  await profile.inEditor();
  await profile.click(TEXTS.name);
  await profile.shows(es.idPhoto.note);

  const photo = await profile.saved(TEXTS.photo);
  expect(photo.name).toBe('foto-tamano-infantil.jpg');
  const metadata = await sharp(photo.bytes).metadata();
  expect(metadata).toMatchObject({ format: 'jpeg', width: 295, height: 354, density: 300 });
  expect(metadata.exif).toBeUndefined();
  expectQuarters(await quarters(photo.bytes), UPRIGHT);

  const sheet = await profile.saved(TEXTS.sheetJpeg);
  expect(await sharp(sheet.bytes).metadata()).toMatchObject({
    width: 1181,
    height: 1772,
    density: 300,
  });
  const pdf = await profile.saved(TEXTS.sheetPdf);
  const page = (await PDFDocument.load(pdf.bytes)).getPage(0);
  expect((page.getWidth() / 72) * 25.4).toBeCloseTo(100, 3);
  expect(pdf.bytes.includes(photo.bytes)).toBe(true);
});
