// Files that are not JPEG, PNG or WebP, for uploads under a false media type.

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
const HTML = '<!doctype html><title>x</title><script>alert(1)</script>';

/** Files by their real format. */
export const FOREIGN_FILES: Record<string, Buffer> = {
  SVG: Buffer.from(SVG),
  'SVG with a declaration': Buffer.from(`<?xml version="1.0"?>\n${SVG}`),
  HTML: Buffer.from(HTML),
  PDF: Buffer.from('%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF'),
  // One directory of eight entries, which describes one grey pixel.
  TIFF: Buffer.from(
    '49492a00080000000800' +
      '000103000100000001000000' +
      '010103000100000001000000' +
      '020103000100000008000000' +
      '030103000100000001000000' +
      '060103000100000001000000' +
      '11010400010000006e000000' +
      '160103000100000001000000' +
      '170104000100000001000000' +
      '0000000080',
    'hex',
  ),
  GIF: Buffer.from('47494638396101000100800000ffffff0000002c00000000010001000002024401003b', 'hex'),
  HEIC: isoMedia('heic'),
  AVIF: isoMedia('avif'),
  BMP: Buffer.from(
    '424d3a0000000000000036000000280000000100000001000000010018000000000004000000130b0000130b00000000000000000000ff000000',
    'hex',
  ),
  ICO: Buffer.from('00000100010010100000010020006804000016000000', 'hex'),
  ZIP: Buffer.from('504b0506000000000000000000000000000000000000', 'hex'),
  MAT: Buffer.from('MATLAB 5.0 MAT-file, Platform: x'.padEnd(124)),
  'plain text': Buffer.from('not an image at all'),
  'a single byte': Buffer.from([0xff]),
  'the first bytes of a JPEG': Buffer.from([0xff, 0xd8]),
  'WAVE, also a RIFF file': Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1'),
};

/** A text in every hidden file. */
export const HIDDEN_TEXT = 'HIDDEN';

/** Files to append to an image, or to hide in its metadata, so that the result is a polyglot. */
export const HIDDEN_FILES: Record<string, Buffer> = {
  HTML: Buffer.from(`${HTML}<!--${HIDDEN_TEXT}-->`),
  JavaScript: Buffer.from(`*/=alert("${HIDDEN_TEXT}");/*`),
  ZIP: Buffer.from(`PK\x03\x04${HIDDEN_TEXT}PK\x05\x06`.padEnd(64, '\0'), 'latin1'),
  PHP: Buffer.from(`<?php system($_GET["${HIDDEN_TEXT}"]); ?>`),
};

function isoMedia(brand: string): Buffer {
  const type = Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}`, 'latin1');
  return Buffer.concat([type, Buffer.from('\0\0\0\x08mdat', 'latin1')]);
}
