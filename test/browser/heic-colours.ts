// Changes the colours of a HEIC: its metadata then declares another colour space for the same values.

/** Display P3 with sRGB's transfer function, full range (ITU-T H.273). */
const DISPLAY_P3 = Buffer.from('\0\0\0\x13colrnclx\0\x0c\0\x0d\0\x06\x80', 'latin1');

/** Adds the property to a file that libheif wrote, in which `iloc` has version 0 or 1 and 32-bit offsets, and the pictures are last. */
export function inDisplayP3(heic: Buffer): Buffer {
  const ipco = boxAt(heic, 'ipco');
  const end = ipco + heic.readUInt32BE(ipco);
  const file = Buffer.concat([heic.subarray(0, end), DISPLAY_P3, heic.subarray(end)]);
  for (const name of ['meta', 'iprp', 'ipco']) {
    const at = boxAt(file, name);
    file.writeUInt32BE(file.readUInt32BE(at) + DISPLAY_P3.length, at);
  }
  moveExtents(file, boxAt(file, 'iloc'), DISPLAY_P3.length);
  return file;
}

const boxAt = (file: Buffer, name: string) => file.indexOf(name, 0, 'latin1') - 4;

/** ISO/IEC 14496-12, section 8.11.3. */
function moveExtents(file: Buffer, iloc: number, by: number): void {
  const version = file.readUInt8(iloc + 8);
  const baseSize = file.readUInt8(iloc + 13) >> 4;
  const count = file.readUInt16BE(iloc + 14);
  let at = iloc + 16;
  for (let item = 0; item < count; item++) {
    at += (version === 1 ? 6 : 4) + baseSize;
    const extents = file.readUInt16BE(at);
    at += 2;
    for (let extent = 0; extent < extents; extent++, at += 8) {
      file.writeUInt32BE(file.readUInt32BE(at) + by, at);
    }
  }
}
