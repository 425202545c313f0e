/** @jest-environment node */
import { cameraPhoto } from 'odd-images/camera-photo';
import sharp from 'sharp';
import { withDensity } from './jpeg-density';

/** A JPEG without a JFIF segment. */
const plain = () => cameraPhoto({ width: 64, height: 48, noise: 1 });
const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();

/** The position of the first segment with that marker, or -1. It looks before the first scan only. */
function segmentAt(jpeg: Uint8Array, marker: number): number {
  const bytes = Buffer.from(jpeg);
  const at = bytes.indexOf(Buffer.of(0xff, marker));
  return at < bytes.indexOf(Buffer.of(0xff, 0xda)) ? at : -1;
}

/** Inserts bytes after the start of the image. */
function withInserted(jpeg: Buffer, ...bytes: number[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.of(...bytes), jpeg.subarray(2)]);
}

async function expectDensity(jpeg: Uint8Array, dpi: number): Promise<void> {
  const before = await pixels(jpeg);
  const made = withDensity(jpeg, dpi);
  const { density, resolutionUnit, format, exif, xmp } = await sharp(made).metadata();
  expect({ density, resolutionUnit, format }).toEqual({
    density: dpi,
    resolutionUnit: 'inch',
    format: 'jpeg',
  });
  expect([exif, xmp]).toEqual([undefined, undefined]);
  expect(await pixels(made)).toEqual(before);
  expect(Buffer.from(made.subarray(2, 11)).toString('latin1')).toBe('\xff\xe0\0\x10JFIF\0');
}

it.each([72, 300, 600])('states %d dpi', async (dpi) => {
  await expectDensity(await plain(), dpi);
});

it('replaces the density that the file states', async () => {
  const other = await sharp(await plain())
    .withMetadata({ density: 72 })
    .jpeg()
    .toBuffer();
  expect((await sharp(other).metadata()).density).toBe(72);
  await expectDensity(other, 300);
  const made = Buffer.from(withDensity(other, 300));
  expect(made.indexOf('JFIF\0')).toBe(made.lastIndexOf('JFIF\0'));
});

it('adds the segment if the encoder did not write it', async () => {
  expect(segmentAt(await plain(), 0xe0)).toBe(-1);
  await expectDensity(await plain(), 300);
});

it('removes Exif, including the location', async () => {
  const jpeg = await cameraPhoto({ width: 64, height: 48, orientation: 1, gps: true });
  expect((await sharp(jpeg).metadata()).exif).toBeDefined();
  await expectDensity(jpeg, 300);
});

it('removes the resolution that Photoshop writes', async () => {
  const jpeg = withInserted(await plain(), 0xff, 0xed, 0, 4, 1, 2);
  expect(segmentAt(withDensity(jpeg, 300), 0xed)).toBe(-1);
  await expectDensity(jpeg, 300);
});

it('keeps the colour profile, and the segment with the colour transform', async () => {
  const jpeg = await sharp(await plain())
    .withIccProfile('p3')
    .jpeg()
    .toBuffer();
  const adobe = [0xff, 0xee, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 1];
  const made = withDensity(withInserted(jpeg, ...adobe), 300);
  expect((await sharp(made).metadata()).icc).toEqual((await sharp(jpeg).metadata()).icc);
  expect(segmentAt(made, 0xee)).toBeGreaterThan(0);
});

it('reads markers with fill bytes', async () => {
  await expectDensity(withInserted(await plain(), 0xff, 0xff, 0xff, 0xfe, 0, 4, 1, 2), 300);
});

it('throws for bytes that are not a JPEG', () => {
  expect(() => withDensity(Buffer.from('\x89PNG\r\n'), 300)).toThrow('not a JPEG');
  expect(() => withDensity(new Uint8Array(), 300)).toThrow('not a JPEG');
  expect(() => withDensity(Uint8Array.of(0xff, 0xd8, 1, 2, 3), 300)).toThrow('not a JPEG');
});

it('terminates for a file that is truncated at any point', async () => {
  const jpeg = await plain();
  for (let length = 2; length < jpeg.length; length += 7) {
    const cut = jpeg.subarray(0, length);
    // A length that points past the end keeps what there is.
    expect(withDensity(cut, 300).length).toBeLessThanOrEqual(length + 18);
  }
});
