// The result of processing an image: the bytes to store, or the reason for its rejection.
import type { RejectionReason } from '@/lib/shared/error-codes';
import type { VariantSpec } from '@/lib/shared/image-variants';
import type { ImageContentType } from '@/lib/shared/upload-policy';

export interface ValidatedVariant {
  name: string;
  contentType: VariantSpec['contentType'];
  /** Side of the square, in pixels. */
  width: number;
  bytes: Uint8Array;
  /** True if the bytes are those of the master, which then is a square of this side and type. */
  isMaster: boolean;
}

export interface ValidatedImage {
  /** The size of the original, as stored in the file, in pixels. */
  original: { width: number; height: number };
  /** The re-encoded image: upright, sRGB, no metadata, at most 1024 pixels on its longer side. */
  master: { bytes: Uint8Array; contentType: ImageContentType; width: number; height: number };
  /** One per requested size, in that order; never enlarged, so the larger ones may have equal widths. */
  variants: ValidatedVariant[];
  /** A thumbhash in base64. */
  placeholder: string;
}

export type ImageValidation =
  | { ok: true; image: ValidatedImage }
  | { ok: false; reason: RejectionReason };

/** Validates and re-encodes an image, and creates the given sizes. */
export type ValidateImage = (
  bytes: Uint8Array,
  contentType: ImageContentType,
  variants: readonly VariantSpec[],
) => Promise<ImageValidation>;
