// Parses image files into their parts, independently of any decoder, to check that a stored image has no metadata.

export interface Part {
  /** Marker, chunk type or FourCC. */
  name: string;
  body: Buffer;
}

export interface ImageContents {
  parts: Part[];
  /** The bytes after the end of the image. */
  tail: Buffer;
}

/** All parts of a JPEG, PNG or WebP, in order. @throws Error if the file is malformed */
export function readContents(bytes: Uint8Array): ImageContents {
  const file = Buffer.from(bytes);
  const start = file.toString('latin1', 0, 4);
  if (start.startsWith('\xff\xd8')) return readJpeg(file);
  if (start === '\x89PNG') return readPng(file);
  if (start === 'RIFF') return readWebp(file);
  throw new Error('The file is not JPEG, PNG or WebP.');
}

/** The names of all parts that are not the picture: metadata, comments, trailing bytes. Empty for a clean file. */
export function findImpurities(bytes: Uint8Array): string[] {
  const { parts, tail } = readContents(bytes);
  const found = parts.filter((part) => !isPicture(part)).map(({ name }) => name);
  return tail.length > 0 ? [...found, 'tail'] : found;
}

const PICTURE_PARTS = new Set([
  ...['SOI', 'DQT', 'SOF0', 'SOF2', 'DHT', 'DRI', 'SOS', 'EOI'],
  ...['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'],
  ...['VP8 ', 'VP8L', 'ALPH'],
]);

function isPicture({ name, body }: Part): boolean {
  // The JFIF header: version and density. A preview would make it longer.
  if (name === 'APP0') return body.length === 14 && body.toString('latin1', 0, 5) === 'JFIF\0';
  // The header of extended WebP with the alpha flag only.
  if (name === 'VP8X') return body.length === 10 && ((body[0] ?? 0) & ~0x10) === 0;
  return PICTURE_PARTS.has(name);
}

const JPEG_NAMES = new Map([
  ...(['SOI', 'EOI', 'SOS', 'DQT'] as const).map((name, i) => [0xd8 + i, name] as const),
  [0xc4, 'DHT'],
  [0xdd, 'DRI'],
  [0xfe, 'COM'],
]);

function readJpeg(file: Buffer): ImageContents {
  const parts: Part[] = [{ name: 'SOI', body: Buffer.alloc(0) }];
  let at = 2;
  while (at + 1 < file.length) {
    if (file[at] !== 0xff) throw new Error(`There is no marker at byte ${at}.`);
    const code = file.readUInt8(at + 1);
    const name = JPEG_NAMES.get(code) ?? (code >= 0xe0 ? `APP${code - 0xe0}` : `SOF${code - 0xc0}`);
    at += 2;
    if (name === 'EOI') {
      parts.push({ name, body: Buffer.alloc(0) });
      return { parts, tail: file.subarray(at) };
    }
    let end = at + file.readUInt16BE(at);
    const body = file.subarray(at + 2, end);
    if (name === 'SOS') {
      const isData = (i: number) => file[i] !== 0xff || /^(0|d[0-7])$/.test(hex(file[i + 1]));
      while (end < file.length && isData(end)) end++;
    }
    parts.push({ name, body });
    at = end;
  }
  throw new Error('The image has no end.');
}

function hex(byte: number | undefined): string {
  return (byte ?? 0xff).toString(16);
}

function readPng(file: Buffer): ImageContents {
  const parts: Part[] = [];
  for (let at = 8; at < file.length; ) {
    const end = at + 8 + file.readUInt32BE(at);
    const name = file.toString('latin1', at + 4, at + 8);
    parts.push({ name, body: file.subarray(at + 8, end) });
    at = end + 4;
    if (name === 'IEND') return { parts, tail: file.subarray(at) };
  }
  throw new Error('The image has no end.');
}

function readWebp(file: Buffer): ImageContents {
  const end = 8 + file.readUInt32LE(4);
  if (end > file.length) throw new Error('The image has no end.');
  const parts: Part[] = [];
  for (let at = 12; at < end; ) {
    const length = file.readUInt32LE(at + 4);
    const name = file.toString('latin1', at, at + 4);
    parts.push({ name, body: file.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length % 2);
  }
  return { parts, tail: file.subarray(end) };
}
