// Makes the files of an ID photo from its pixels: the photo, and the sheet as a picture and as a PDF.
import { paintWhiteBehind } from '@/lib/client/images/opaque';
import type { MakeRaster, Raster } from '@/lib/client/images/raster';
import { withDensity } from './jpeg-density';
import type { IdPhotoRule } from './rules';
import { sheetPdf } from './sheet-pdf';
import { sheetPlaces } from './sheet-places';
import { pixelsOf } from './units';

export type IdPhotoFile = 'photo' | 'sheetPdf' | 'sheetJpeg';

/** High enough that no artefacts are visible in print; the photo takes about 40 KB. */
const QUALITY = 0.95;

const CUT_LINE = '#999';

/** Returns the file. Rejects if the browser cannot encode JPEG. The pictures are sRGB, as canvases are, on white. */
export async function makeFile(
  kind: IdPhotoFile,
  cut: CanvasImageSource,
  rule: IdPhotoRule,
  make: MakeRaster,
): Promise<Blob> {
  switch (kind) {
    case 'photo':
      return new Blob([await jpegOf(photo(cut, rule, make), rule)], { type: 'image/jpeg' });
    case 'sheetPdf':
      return sheetPdf(await jpegOf(photo(cut, rule, make), rule), rule);
    case 'sheetJpeg':
      return new Blob([await jpegOf(sheet(cut, rule, make), rule)], { type: 'image/jpeg' });
  }
}

function photo(cut: CanvasImageSource, { sizePx }: IdPhotoRule, make: MakeRaster): Raster {
  const raster = make(sizePx.width, sizePx.height);
  raster.context.drawImage(cut, 0, 0);
  return raster;
}

/** The copies, with a line of one pixel around each. */
function sheet(cut: CanvasImageSource, rule: IdPhotoRule, make: MakeRaster): Raster {
  const { dpi, sizePx } = rule;
  const { width, height } = rule.sheet.sizeMm;
  const raster = make(pixelsOf(width, dpi), pixelsOf(height, dpi));
  const { context } = raster;
  context.strokeStyle = CUT_LINE;
  for (const place of sheetPlaces(rule)) {
    const [x, y] = [pixelsOf(place.x, dpi), pixelsOf(place.y, dpi)];
    context.drawImage(cut, x, y);
    context.strokeRect(x - 0.5, y - 0.5, sizePx.width + 1, sizePx.height + 1);
  }
  return raster;
}

async function jpegOf(raster: Raster, { dpi }: IdPhotoRule): Promise<Uint8Array<ArrayBuffer>> {
  paintWhiteBehind(raster);
  const blob = await raster.encode('image/jpeg', QUALITY);
  return withDensity(new Uint8Array(await blob.arrayBuffer()), dpi);
}
