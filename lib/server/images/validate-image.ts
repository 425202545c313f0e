// Validates that bytes are one intact image of the claimed type, and re-encodes it into the stored objects.
import { IMAGE_VARIANTS, MASTER_SIDE, type VariantSpec } from '@/lib/shared/image-variants';
import type { ImageContentType } from '@/lib/shared/upload-policy';
import { decode } from './decode';
import { encode } from './encode';
import { walkJpeg } from './jpeg-structure';
import { walkPng } from './png-structure';
import { RejectedImageError } from './rejected-image-error';
import { sniffContentType } from './sniff';
import type { Structure } from './structure';
import type { ImageValidation, ValidatedImage } from './validated-image';
import { walkWebp } from './webp-structure';

const WALKERS: Record<ImageContentType, (bytes: Buffer) => Structure> = {
  'image/jpeg': walkJpeg,
  'image/png': walkPng,
  'image/webp': walkWebp,
};

/**
 * Re-encodes a valid image, so that nothing but its pixels remains. The caller limits the number of bytes. It loads sharp and does all
 * the work in the calling process: servers call it only in a child process (image-children.ts).
 * @param contentType the type that the bytes must have
 * @returns the files to store, or the reason why the bytes are not a valid image of that type
 */
export async function validateImage(
  bytes: Uint8Array,
  contentType: ImageContentType,
  variants: readonly VariantSpec[] = IMAGE_VARIANTS,
): Promise<ImageValidation> {
  try {
    return { ok: true, image: await reencode(asBuffer(bytes), contentType, variants) };
  } catch (error) {
    if (error instanceof RejectedImageError) return { ok: false, reason: error.reason };
    throw error;
  }
}

async function reencode(
  bytes: Buffer,
  contentType: ImageContentType,
  variants: readonly VariantSpec[],
): Promise<ValidatedImage> {
  if (bytes.length === 0) throw new RejectedImageError('empty', 'no bytes');
  const sniffed = sniffContentType(bytes);
  if (sniffed === null) throw new RejectedImageError('not_an_image', 'unknown first bytes');
  if (sniffed !== contentType) throw new RejectedImageError('type_mismatch', sniffed);
  const structure = WALKERS[contentType](bytes);
  const { pixels, original } = await decode(structure, MASTER_SIDE).catch((error: unknown) => {
    throw new RejectedImageError('corrupt', 'the decoder failed', error);
  });
  return { original, ...(await encode(pixels, contentType, variants)) };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
