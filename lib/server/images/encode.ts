// Encodes raw pixels into the stored objects: the master, the square variants and the placeholder.
import type { Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { MASTER_SIDE, type VariantSpec } from '@/lib/shared/image-variants';
import type { ImageContentType } from '@/lib/shared/upload-policy';
import sharp from './confined-sharp';
import type { Pixels } from './decode';
import { walkPng } from './png-structure';
import type { ValidatedImage, ValidatedVariant } from './validated-image';

/** The side of the placeholder's source, in pixels: a thumbhash accepts at most 100 x 100. */
const PLACEHOLDER_SIDE = 96;

/** sharp's effort for WebP, 0 to 6. Level 4 takes twice the CPU time for files that are 3 % smaller. */
const WEBP_EFFORT = 2;

/** JPEG has no transparency: transparent pixels become white. */
const JPEG_BACKGROUND = '#ffffff';

/**
 * Encodes everything that is stored of an image.
 * @param pixels upright and in sRGB
 * @param contentType of the master
 */
export async function encode(
  pixels: Pixels,
  contentType: ImageContentType,
  variants: readonly VariantSpec[],
): Promise<Omit<ValidatedImage, 'original'>> {
  const encoding = encodeMaster(pixels, contentType);
  const square = smallSquare(pixels, variants);
  const [master, placeholder, ...made] = await Promise.all([
    encoding,
    square.then(encodePlaceholder),
    ...variants.map((variant) =>
      isMaster(pixels, contentType, variant)
        ? masterAs(variant, encoding)
        : encodeVariant(variant.side < MASTER_SIDE ? square : pixels, variant),
    ),
  ]);
  return { master, variants: made, placeholder };
}

/**
 * Returns the pixels of the largest variant that is smaller than the master. All smaller ones are made from it: scaling the whole
 * photo for each of them would double their CPU time.
 */
async function smallSquare(pixels: Pixels, variants: readonly VariantSpec[]): Promise<Pixels> {
  const sides = variants.map(({ side }) => side).filter((side) => side < MASTER_SIDE);
  if (sides.length === 0) return pixels;
  const { image, side } = squareOf(pixels, Math.max(...sides));
  return { ...pixels, data: await image.raw().toBuffer(), width: side, height: side };
}

/** True if the master has the pixels and the type of a variant: encoding it again would cost a third of the CPU time. */
function isMaster(
  { width, height }: Pixels,
  contentType: ImageContentType,
  variant: VariantSpec,
): boolean {
  return (
    width === height &&
    contentType === variant.contentType &&
    variant.side >= Math.min(MASTER_SIDE, width)
  );
}

async function masterAs(
  { name, contentType }: VariantSpec,
  encoding: Promise<ValidatedImage['master']>,
): Promise<ValidatedVariant> {
  const { bytes, width } = await encoding;
  return { name, contentType, width, bytes, isMaster: true };
}

async function encodeMaster(
  pixels: Pixels,
  contentType: ImageContentType,
): Promise<ValidatedImage['master']> {
  const scale = Math.min(1, MASTER_SIDE / Math.max(pixels.width, pixels.height));
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
      // Higher levels take 50 % longer for a 1 % smaller photo.
      const png = await image.png({ compressionLevel: 3 }).toBuffer();
      // Removes the density chunk that libvips always writes.
      return Buffer.concat(walkPng(png).parts);
    }
    case 'image/webp':
      return image.webp({ quality: 85, effort: WEBP_EFFORT }).toBuffer();
  }
}

/** Computes a thumbhash in base64. */
async function encodePlaceholder(pixels: Pixels): Promise<string> {
  const { image, side } = squareOf(pixels, PLACEHOLDER_SIDE);
  const rgba = await image.ensureAlpha().raw().toBuffer();
  return Buffer.from(rgbaToThumbHash(side, side, rgba)).toString('base64');
}

async function encodeVariant(
  source: Pixels | Promise<Pixels>,
  variant: VariantSpec,
): Promise<ValidatedVariant> {
  const { name, contentType } = variant;
  const { image, side } = squareOf(await source, variant.side);
  const bytes = await asVariant(image, variant);
  return { name, contentType, width: side, bytes, isMaster: false };
}

function asVariant(image: Sharp, variant: VariantSpec): Promise<Buffer> {
  switch (variant.contentType) {
    case 'image/webp':
      return image.webp({ quality: variant.quality, effort: WEBP_EFFORT }).toBuffer();
    case 'image/jpeg':
      // Optimized Huffman tables would make a file 10 % smaller, for twice the CPU time.
      return image
        .flatten({ background: JPEG_BACKGROUND })
        .jpeg({ quality: variant.quality, optimiseCoding: false })
        .toBuffer();
  }
}

interface Square {
  image: Sharp;
  side: number;
}

/** Crops the centre square and scales it down to at most this side. */
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
