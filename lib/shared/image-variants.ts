// The square sizes of every photo. Keys, encoder, deletion and API responses follow from this list.

/** The longest side of a stored photo, in pixels; no variant is larger. */
export const MASTER_SIDE = 1024;

/** One square size. */
export interface VariantSpec {
  /** Part of the object key, so never reuse a name for another side or format: objects are immutable. */
  name: string;
  /** In pixels. A smaller photo is not enlarged. */
  side: number;
  contentType: 'image/webp' | 'image/jpeg';
  /** The encoder's quality, 1 to 100. */
  quality: number;
}

/** The size for documents and for the download. */
export const DOCUMENT_VARIANT = 'document';

/** The name of the variant for e-mail. */
export const EMAIL_VARIANT = 'email';

/** The smallest first. The page shows the WebP sizes; the JPEG sizes are for programs that cannot read WebP. */
export const IMAGE_VARIANTS: readonly VariantSpec[] = [
  { name: 'thumbnail', side: 96, contentType: 'image/webp', quality: 80 },
  // Outlook shows no WebP.
  { name: EMAIL_VARIANT, side: 240, contentType: 'image/jpeg', quality: 82 },
  { name: 'medium', side: 320, contentType: 'image/webp', quality: 80 },
  // PDF holds no WebP, and Microsoft 365 takes at most 648 pixels.
  // https://learn.microsoft.com/en-us/graph/api/resources/profilephoto
  { name: DOCUMENT_VARIANT, side: 648, contentType: 'image/jpeg', quality: 82 },
  { name: 'large', side: MASTER_SIDE, contentType: 'image/webp', quality: 80 },
];
