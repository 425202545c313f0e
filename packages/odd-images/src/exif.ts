// Writes EXIF (TIFF 6.0, EXIF 2.3) as a camera does: orientation, owner, time, location and a preview.

/** Private texts in the EXIF of a photo. A server that strips metadata must not store any of them. */
export const PRIVATE_TEXTS = ['PolizaCam', 'Maria Privada', '2026:05:04', 'PREVIEW-OF-OLD'];

interface Entry {
  tag: number;
  type: number;
  count: number;
  value: Buffer;
}

const LONG = 4;

/** An EXIF block with the orientation only, or also with camera, owner, time, location and preview. */
export function exifBlock(orientation: number, isPrivate: boolean): Buffer {
  const upright = short(0x0112, orientation);
  if (!isPrivate) return tiff([[upright]]);
  const camera = [text(0x010f, 'PolizaCam'), text(0x0110, 'P-12'), upright];
  const owner = text(0x013b, 'Maria Privada');
  const preview = Buffer.from('\xff\xd8PREVIEW-OF-OLD\xff\xd9', 'latin1');
  const place = [
    text(1, 'N'),
    rationals(2, [19, 1, 25, 1, 4326, 100]),
    text(3, 'W'),
    rationals(4, [99, 1, 8, 1, 100, 100]),
  ];
  return tiff([
    [...camera, owner, pointer(0x8769), pointer(0x8825)],
    [text(0x9003, '2026:05:04 03:02:01')],
    place,
    [long(0x0103, 6), { ...pointer(0x0201), value: preview }, long(0x0202, preview.length)],
  ]);
}

/** EXIF in which all entries share the same value of 1.9 MB. */
export function overlappingExif(entries: number): Buffer {
  const shared = Buffer.alloc(1_900_000, 0x41);
  const offset = 8 + 2 + entries * 12 + 4;
  const all = Array.from({ length: entries }, (_, index) => {
    const entry = entryBytes({ tag: 0xc000 + index, type: 7, count: shared.length, value: shared });
    entry.writeUInt32BE(offset, 8);
    return entry;
  });
  return Buffer.concat([TIFF_START, uint16(entries), ...all, Buffer.alloc(4), shared]);
}

const TIFF_START = Buffer.from('MM\0*\0\0\0\x08', 'latin1');

/** A TIFF file: the first directory, the directories that its pointers refer to, in order, and the preview's directory. */
function tiff(directories: Entry[][]): Buffer {
  const starts: number[] = [];
  let next = TIFF_START.length;
  for (const directory of directories) {
    starts.push(next);
    next += directory.reduce((sum, { value }) => sum + outside(value), 6 + directory.length * 12);
  }
  const subdirectories = starts.slice(1, 3);
  const blocks = directories.map((directory, index) => {
    const follows = index === 0 ? (starts[3] ?? 0) : 0;
    let data = (starts[index] ?? 0) + 6 + directory.length * 12;
    const entries = directory.map((entry) => {
      const bytes = entryBytes(entry);
      if (entry.value.length === 0) bytes.writeUInt32BE(subdirectories.shift() ?? 0, 8);
      if (entry.value.length > 4) bytes.writeUInt32BE(data, 8);
      data += outside(entry.value);
      return bytes;
    });
    const values = directory.map(({ value }) => padded(value, outside(value)));
    const end = Buffer.alloc(4);
    end.writeUInt32BE(follows);
    return Buffer.concat([uint16(directory.length), ...entries, end, ...values]);
  });
  return Buffer.concat([TIFF_START, ...blocks]);
}

function entryBytes({ tag, type, count, value }: Entry): Buffer {
  const counted = Buffer.alloc(4);
  counted.writeUInt32BE(count);
  return Buffer.concat([uint16(tag), uint16(type), counted, padded(value.subarray(0, 4), 4)]);
}

/** The bytes of a value outside its entry. */
function outside(value: Buffer): number {
  return value.length > 4 ? value.length + (value.length % 2) : 0;
}

function padded(value: Buffer, length: number): Buffer {
  return Buffer.concat([value, Buffer.alloc(length)]).subarray(0, length);
}

function text(tag: number, value: string): Entry {
  return { tag, type: 2, count: value.length + 1, value: Buffer.from(`${value}\0`) };
}

function short(tag: number, value: number): Entry {
  return { tag, type: 3, count: 1, value: uint16(value) };
}

function long(tag: number, number: number): Entry {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(number);
  return { tag, type: LONG, count: 1, value };
}

function rationals(tag: number, numbers: number[]): Entry {
  const value = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) value.writeUInt32BE(number, index * 4);
  return { tag, type: 5, count: numbers.length / 2, value };
}

/** A pointer. `tiff` fills in the offset of the next directory. */
function pointer(tag: number): Entry {
  return { tag, type: LONG, count: 1, value: Buffer.alloc(0) };
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
