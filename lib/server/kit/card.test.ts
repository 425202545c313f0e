// The card, read by independent programs: PDFium, pdf-lib, sharp and jsQR.
import { PDFiumLibrary } from '@hyzyla/pdfium';
import jsQR from 'jsqr';
import { cameraPhoto } from 'odd-images/camera-photo';
import { PDFDict, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import sharp from 'sharp';
import { cardPdf, missingCharacters } from './card-pdf';
import { cardPng } from './card-png';
import { qrCode } from './qr';
import type { Contact } from './vcard';

const CONTACT: Contact = {
  nombre: 'María José',
  apellido: 'Ñúñez de la Cruz',
  puesto: 'Agente de seguros',
  telefono: '+525512345678',
  cedula: 'A123456',
  email: 'mj.nunez@polizalab.test',
};
const LINK = 'https://perfil.polizalab.test/f/AAAAAAAAAAAAAAAAAAAAAA.jpg';
const MILLIMETRE = 72 / 25.4;

let pdfium: PDFiumLibrary;
beforeAll(async () => {
  pdfium = await PDFiumLibrary.init();
});
afterAll(() => pdfium.destroy());

const draw = (contact: Contact, photo: Uint8Array | null = null) =>
  cardPdf(contact, photo, qrCode(LINK), new Date(0));

async function textOf(pdf: Uint8Array): Promise<string> {
  const document = await pdfium.loadDocument(pdf);
  const text = document.getPage(0).getText();
  document.destroy();
  return text;
}

/** Reads the QR code at 300 pixels per inch. */
async function decoded(png: Uint8Array): Promise<string | undefined> {
  const { width } = await sharp(png).metadata();
  const { data, info } = await sharp(png)
    .resize(Math.round(width / 2))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data;
}

test('has one page of 90 by 50 mm, every text, the photo as it is, and its fonts', async () => {
  const photo = await cameraPhoto({ width: 648, height: 648 });
  const pdf = await draw(CONTACT, photo);
  const document = await PDFDocument.load(pdf);
  expect(document.getPageCount()).toBe(1);
  const { width, height } = document.getPage(0).getSize();
  expect([width / MILLIMETRE, height / MILLIMETRE].map(Math.round)).toEqual([90, 50]);
  expect(document.getTitle()).toBe('María José Ñúñez de la Cruz');
  const objects = document.context.enumerateIndirectObjects().map(([, object]) => object);
  const named = (type: string) =>
    objects.filter(
      (object): object is PDFDict =>
        object instanceof PDFDict && object.get(PDFName.of('Type')) === PDFName.of(type),
    );
  const descriptors = named('FontDescriptor');
  expect(descriptors).toHaveLength(2);
  for (const one of descriptors) {
    expect(one.get(PDFName.of('FontFile2'))).toBeDefined();
    expect(String(one.get(PDFName.of('FontName')))).toMatch(/Inter/);
  }
  const jpegs = objects.filter(
    (object) =>
      object instanceof PDFRawStream &&
      object.dict.get(PDFName.of('Subtype')) === PDFName.of('Image'),
  ) as PDFRawStream[];
  expect(jpegs.map(({ contents }) => Buffer.from(contents).equals(photo))).toEqual([true]);
  const text = (await textOf(pdf)).replace(/\s+/g, ' ');
  for (const one of [
    'María José',
    'Ñúñez',
    'Cruz',
    CONTACT.puesto,
    CONTACT.telefono,
    CONTACT.email,
  ])
    expect(text).toContain(one);
  expect(text).toContain('Cédula CNSF A123456');
});

test('the PNG has 600 pixels per inch, and its QR code is read', async () => {
  const png = await cardPng(await draw(CONTACT, await cameraPhoto({ width: 648, height: 648 })));
  const { width = 0, height = 0, density = 0, format } = await sharp(png).metadata();
  const inMillimetres = (pixels: number) => Math.round((pixels / density) * 25.4);
  expect([format, density, inMillimetres(width), inMillimetres(height)]).toEqual([
    'png',
    600,
    90,
    50,
  ]);
  expect(await decoded(png)).toBe(LINK);
});

test('the photo on the card has the colours of the photo', async () => {
  const orange = { r: 230, g: 120, b: 20 };
  const photo = await sharp({
    create: { width: 648, height: 648, channels: 3, background: orange },
  })
    .jpeg()
    .toBuffer();
  const png = await cardPng(await draw(CONTACT, photo));
  // The centre of the photo is 15 mm from the top and the left.
  const side = Math.round((15 / 25.4) * 600);
  const { data } = await sharp(png)
    .extract({ left: side, top: side, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (const [index, value] of Object.values(orange).entries())
    expect(Math.abs((data[index] ?? 0) - value)).toBeLessThan(6);
});

const EMPTY = { puesto: '', telefono: '', cedula: '' };

test.each<[string, Contact]>([
  ['one name only', { ...CONTACT, ...EMPTY, apellido: '' }],
  ['no name', { ...CONTACT, ...EMPTY, nombre: '', apellido: '' }],
  ['nothing', { ...EMPTY, nombre: '', apellido: '', email: '' }],
])('a card with %s is drawn', async (_, contact) => {
  const pdf = await draw(contact);
  expect(await decoded(await cardPng(pdf))).toBe(LINK);
  expect((await textOf(pdf)).trim().startsWith(contact.nombre || contact.email)).toBe(true);
  expect(await textOf(pdf)).not.toContain('CNSF');
});

const LONG: Contact = {
  nombre: 'Wolfeschlegelsteinhausenberger'.repeat(3).slice(0, 80),
  apellido: 'Añ'.repeat(40),
  puesto: 'Directora '.repeat(8).trim(),
  telefono: '+123456789012345',
  cedula: 'A'.repeat(20),
  email: `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.mx`,
};

test.each(['with', 'without'])(
  'the longest texts are whole, and within the card, %s a photo',
  async (kind) => {
    const photo = kind === 'without' ? null : await cameraPhoto({ width: 648, height: 648 });
    const pdf = await draw(LONG, photo);
    const text = (await textOf(pdf)).replace(/\s+/g, '');
    for (const one of Object.values(LONG)) expect(text).toContain(one.replace(/\s/g, ''));
    const png = await cardPng(pdf);
    expect(await decoded(png)).toBe(LINK);
    // Nothing is printed in the 3 mm at each edge, but for the QR code's white.
    const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
    const edge = Math.round((3 / 25.4) * 600);
    let printed = 0;
    for (let y = 0; y < info.height; y += 1) {
      for (let x = 0; x < info.width; x += 1) {
        const distance = Math.min(x, y, info.width - 1 - x, info.height - 1 - y);
        if (distance < edge && (data[y * info.width + x] ?? 0) < 250) printed += 1;
      }
    }
    expect(printed).toBe(0);
  },
);

test('characters that the font lacks are found; Latin, Greek and Cyrillic letters are in it', async () => {
  const found = (nombre: string) => missingCharacters({ ...CONTACT, nombre });
  expect(await found('Ana 📷 山 ع')).toEqual(['📷', '山', 'ع']);
  expect(await found('Łukasz Şğıİ Đặng Σωκράτης Дмитрий O’Brien-Peña\u200d')).toEqual([]);
  expect(await found('n\u0303a\u0301')).toEqual([]);
});
