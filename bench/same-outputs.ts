// Produces the same outputs with sharp alone: one decode, the same encoders, no validation.

import type { PhotoOptions } from 'odd-images/camera-photo';
import sharp from 'sharp';
import { IMAGE_VARIANTS, MASTER_SIDE } from '@/lib/shared/image-variants';

/** As in lib/server/images/encode.ts. */
const WEBP_EFFORT = 2;

/** Master and variants of an image whose shorter side is longer than 1024 pixels. */
export async function sameOutputs(
  bytes: Buffer,
  format: NonNullable<PhotoOptions['format']>,
): Promise<void> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .resize(MASTER_SIDE, MASTER_SIDE, { fit: 'outside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const decoded = () => sharp(data, { raw: { width, height, channels } });
  const square = (side: number) => decoded().resize(side, side, { fit: 'cover' });
  const master = decoded().resize(MASTER_SIDE, MASTER_SIDE, { fit: 'inside' });
  await Promise.all([
    master[format](MASTER_OPTIONS[format]).toBuffer(),
    ...IMAGE_VARIANTS.map(({ side, contentType, ...options }) =>
      contentType === 'image/webp'
        ? square(side)
            .webp({ ...options, effort: WEBP_EFFORT })
            .toBuffer()
        : square(side).jpeg(options).toBuffer(),
    ),
  ]);
}

const MASTER_OPTIONS = {
  jpeg: { quality: 85 },
  png: { compressionLevel: 3 },
  webp: { quality: 85, effort: WEBP_EFFORT },
};
