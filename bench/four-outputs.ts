// What sharp does on its own: the same four outputs from one decode, with the same encoders, and nothing checked.
import sharp from 'sharp';
import type { PhotoOptions } from '@/local/photos/camera-photo';

const SIDE = 1024;

/** Master, and squares of 96, 320 and 1024 pixels, of an image whose shorter side has more than 1024. */
export async function fourOutputs(
  bytes: Buffer,
  format: NonNullable<PhotoOptions['format']>,
): Promise<void> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .resize(SIDE, SIDE, { fit: 'outside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const decoded = () => sharp(data, { raw: { width, height, channels } });
  const square = (side: number) => decoded().resize(side, side, { fit: 'cover' });
  const master = decoded().resize(SIDE, SIDE, { fit: 'inside' });
  await Promise.all([
    master[format](MASTER_OPTIONS[format]).toBuffer(),
    square(96).webp({ quality: 80 }).toBuffer(),
    square(320).webp({ quality: 80 }).toBuffer(),
    square(1024).webp({ quality: 80, effort: 2 }).toBuffer(),
  ]);
}

const MASTER_OPTIONS = {
  jpeg: { quality: 85 },
  png: { compressionLevel: 3 },
  webp: { quality: 85, effort: 2 },
};
