// What proving an image comes to: the very bytes to store, or the reason why there are none.
import type { RejectionReason } from '@/lib/shared/error-codes';
import type { ImageContentType } from '@/lib/shared/upload-policy';

export interface ProvenVariant {
  name: 'thumbnail' | 'medium' | 'large';
  /** Side of the square, in pixels. */
  width: number;
  /** A WebP. */
  bytes: Uint8Array;
}

export interface ProvenImage {
  /** The re-encoded image: upright, sRGB, no metadata, at most 1024 pixels on its longer side. */
  master: { bytes: Uint8Array; contentType: ImageContentType; width: number; height: number };
  /** Square, the smallest first; never enlarged, so the larger ones may be equally wide. */
  variants: ProvenVariant[];
  /** A thumbhash in base64. */
  placeholder: string;
}

export type Proof = { ok: true; image: ProvenImage } | { ok: false; reason: RejectionReason };
