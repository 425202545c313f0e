// Renders the PDF of the card as a PNG, so that both look the same.
import { PDFiumLibrary } from '@hyzyla/pdfium';
import type { CardFormat } from './card-format';
import { cardPdf, missingCharacters } from './card-pdf';
import { encodePng } from './png';

const PIXELS_PER_INCH = 600;
const POINTS_PER_INCH = 72;
const METRES_PER_INCH = 0.0254;

let loaded: Promise<PDFiumLibrary> | undefined;

export const pngCard: CardFormat = {
  extension: 'png',
  draw: async (...card) => cardPng(await cardPdf(...card)),
  missingCharacters,
};

/** @param pdf a card that this app has drawn */
export async function cardPng(pdf: Uint8Array): Promise<Buffer> {
  loaded ??= PDFiumLibrary.init();
  const document = await (await loaded).loadDocument(pdf);
  try {
    const { data, width, height } = await document.getPage(0).render({
      scale: PIXELS_PER_INCH / POINTS_PER_INCH,
    });
    const bytes = rgbOf(data);
    return await encodePng({ bytes, width, height }, PIXELS_PER_INCH / METRES_PER_INCH);
  } finally {
    document.destroy();
  }
}

/** PDFium's pixels have four bytes: red, green, blue and alpha. */
function rgbOf(pixels: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((pixels.length / 4) * 3);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
    rgb[to] = pixels[from] ?? 0;
    rgb[to + 1] = pixels[from + 1] ?? 0;
    rgb[to + 2] = pixels[from + 2] ?? 0;
  }
  return rgb;
}
