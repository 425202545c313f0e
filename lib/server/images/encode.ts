// Makes what is stored out of bare pixels: the master, the square variants and the placeholder.
import type { Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { ImageContentType } from '@/lib/shared/upload-policy';
import sharp from './confined-sharp';
import type { Pixels } from './decode';
import { walkPng } from './png-structure';
import type { ProvenImage, ProvenVariant } from './proven-image';

/** The longer side of the master, and the side of the largest square, in pixels. */
export const LARGEST_SIDE = 1024;

/** Sides in pixels. A thumbhash takes at most 100 x 100, so that the smallest serves for it too. */
const THUMBNAIL_SIDE = 96;
const MEDIUM_SIDE = 320;

/** All that is stored of a proven image. */
export async function encode(pixels: Pixels, contentType: ImageContentType): Promise<ProvenImage> {
  const [master, [placeholder, thumbnail], medium, large] = await Promise.all([
    encodeMaster(pixels, contentType),
    encodeSmallest(pixels),
    encodeVariant('medium', squareOf(pixels, MEDIUM_SIDE), 4),
    encodeVariant('large', squareOf(pixels, LARGEST_SIDE), 2),
  ]);
  return { master, variants: [thumbnail, medium, large], placeholder };
}

async function encodeMaster(
  pixels: Pixels,
  contentType: ImageContentType,
): Promise<ProvenImage['master']> {
  const scale = Math.min(1, LARGEST_SIDE / Math.max(pixels.width, pixels.height));
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const image = imageOf(pixels).resize(width, height, { fit: 'fill' });
  return { bytes: await inFormat(image, contentType), contentType, width, height };
}

async function inFormat(image: Sharp, contentType: ImageContentType): Promise<Buffer> {
  switch (contentType) {
    case 'image/jpeg':
      return image.jpeg({ quality: 85 }).toBuffer();
    case 'image/png': {
      // Beyond level 3, a photo takes half as long again for one part in a hundred.
      const png = await image.png({ compressionLevel: 3 }).toBuffer();
      // libvips always writes a density, which nobody asked for.
      return Buffer.concat(walkPng(png).parts);
    }
    case 'image/webp':
      return image.webp({ quality: 85, effort: 2 }).toBuffer();
  }
}

async function encodeSmallest(pixels: Pixels): Promise<[string, ProvenVariant]> {
  const { image, side } = squareOf(pixels, THUMBNAIL_SIDE);
  const data = await image.raw().toBuffer();
  const small: Pixels = { ...pixels, data, width: side, height: side };
  const rgba = await imageOf(small).ensureAlpha().raw().toBuffer();
  const placeholder = Buffer.from(rgbaToThumbHash(side, side, rgba)).toString('base64');
  return [placeholder, await encodeVariant('thumbnail', { image: imageOf(small), side }, 4)];
}

/** @param effort of sharp's WebP encoder, 0 to 6: worth more on the small ones, which are cheap and seen most often */
async function encodeVariant(
  name: ProvenVariant['name'],
  { image, side }: Square,
  effort: number,
): Promise<ProvenVariant> {
  return { name, width: side, bytes: await image.webp({ quality: 80, effort }).toBuffer() };
}

interface Square {
  image: Sharp;
  side: number;
}

/** The middle of the picture, scaled down to at most this side. */
function squareOf(pixels: Pixels, atMost: number): Square {
  const cropped = Math.min(pixels.width, pixels.height);
  const side = Math.min(atMost, cropped);
  const left = Math.floor((pixels.width - cropped) / 2);
  const top = Math.floor((pixels.height - cropped) / 2);
  const image = imageOf(pixels)
    .extract({ left, top, width: cropped, height: cropped })
    .resize(side, side, { fit: 'fill' });
  return { image, side };
}

function imageOf({ data, width, height, channels }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}
