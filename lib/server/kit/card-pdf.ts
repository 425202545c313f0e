// Draws the business card as a PDF: photo, names, job title, contact details and QR code, with the fonts embedded.
import { create, type Font } from 'fontkit';
import PDFDocument from 'pdfkit';
import type { CardFormat } from './card-format';
import { type CardFonts, cardFonts } from './fonts';
import { darkRuns, type QrCode } from './qr';
import { type Contact, fullName } from './vcard';

/** Points in a millimetre. */
const MM = 72 / 25.4;

/** The size of a business card in Mexico. */
export const CARD_WIDTH = 90 * MM;
export const CARD_HEIGHT = 50 * MM;

const MARGIN = 5 * MM;
const PHOTO = 20 * MM;
/** The side of the QR code, which is readable at 20 mm without its quiet zone. */
const QR_SIDE = 24 * MM;
const INK = '#16202e';
const SOFT_INK = '#4a5565';
const MIN_FONT_SIZE = 3;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** @param photo a JPEG; without one, the names take its place */
export async function cardPdf(
  contact: Contact,
  photo: Uint8Array | null,
  qr: QrCode,
  now: Date,
): Promise<Buffer> {
  const fonts = await cardFonts();
  const doc = new PDFDocument({
    size: [CARD_WIDTH, CARD_HEIGHT],
    margin: 0,
    font: '',
    lang: 'es-MX',
    info: { Title: fullName(contact), CreationDate: now },
  });
  const done = bytesOf(doc);
  doc.registerFont('regular', fonts.regular).registerFont('bold', fonts.bold);
  doc.rect(0, 0, CARD_WIDTH, CARD_HEIGHT).fill('#ffffff');
  if (photo) drawPhoto(doc, photo);
  drawTexts(doc, contact, photo !== null);
  drawQr(doc, qr);
  doc.end();
  return done;
}

/** Returns the characters of a contact that the font of the card lacks, each once. */
export async function missingCharacters(contact: Contact): Promise<string[]> {
  const font = fontOf(await cardFonts());
  const characters = new Set(Object.values(contact).join('').normalize('NFC'));
  return [...characters].filter(
    (one) => !INVISIBLE.test(one) && !font.hasGlyphForCodePoint(one.codePointAt(0) ?? 0),
  );
}

export const pdfCard: CardFormat = { extension: 'pdf', draw: cardPdf, missingCharacters };

const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

function fontOf({ regular }: CardFonts): Font {
  return create(regular) as Font;
}

function drawPhoto(doc: PDFKit.PDFDocument, photo: Uint8Array): void {
  const radius = PHOTO / 2;
  doc.save();
  doc.circle(MARGIN + radius, MARGIN + radius, radius).clip();
  doc.image(Buffer.from(photo), MARGIN, MARGIN, { cover: [PHOTO, PHOTO] });
  doc.restore();
}

function drawTexts(doc: PDFKit.PDFDocument, contact: Contact, hasPhoto: boolean): void {
  const { puesto, email, telefono, cedula } = contact;
  const x = hasPhoto ? MARGIN + PHOTO + 4 * MM : MARGIN;
  const width = CARD_WIDTH - MARGIN - x;
  const nameHeight = (puesto ? 12 : 18) * MM;
  doc.font('bold').fillColor(INK);
  drawFitting(doc, fullName(contact), { x, y: MARGIN, width, height: nameHeight }, 15);
  doc.font('regular').fillColor(SOFT_INK);
  drawFitting(doc, puesto, { x, y: doc.y + 0.5 * MM, width, height: 6 * MM }, 9);
  const lines = [telefono, email, cedula && `Cédula CNSF ${cedula}`].filter((line) => line !== '');
  const height = 18 * MM;
  const y = CARD_HEIGHT - MARGIN - height;
  drawFitting(
    doc,
    lines.join('\n'),
    { x: MARGIN, y, width: CARD_WIDTH - 3 * MARGIN - QR_SIDE, height },
    9,
  );
}

/** Writes the text in the largest size, of at most `size` points, in which it fits. */
function drawFitting(doc: PDFKit.PDFDocument, text: string, box: Box, size: number): void {
  const shown = text.normalize('NFC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  let fontSize = size;
  const { width, height } = box;
  while (
    fontSize > MIN_FONT_SIZE &&
    doc.fontSize(fontSize).heightOfString(shown, { width }) > height
  ) {
    fontSize *= 0.9;
  }
  // A text that is too long even then, stored by another program, ends with an ellipsis.
  doc.fontSize(fontSize).text(shown, box.x, box.y, { width, height, ellipsis: true });
}

function drawQr(doc: PDFKit.PDFDocument, { modules }: QrCode): void {
  const side = QR_SIDE / modules.length;
  doc.save();
  doc.translate(CARD_WIDTH - QR_SIDE - 2 * MM, CARD_HEIGHT - QR_SIDE - 2 * MM).scale(side);
  doc.rect(0, 0, modules.length, modules.length).fill('#ffffff');
  for (const { x, y, width } of darkRuns(modules)) doc.rect(x, y, width, 1);
  doc.fill('#000000');
  doc.restore();
}

async function bytesOf(doc: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of doc) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
