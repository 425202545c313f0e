// The square sizes that are made of every photo. Keys, encoder, deletion and answers all follow from this list.

/** The longest side of a stored photo, in pixels; no variant is larger. */
export const MASTER_SIDE = 1024;

/** One square size. */
export type VariantSpec = {
  /** Part of the object key, so never reuse a name for another side or format: what stands at a key never changes. */
  name: string;
  /** In pixels. A smaller photo is not enlarged. */
  side: number;
} & (
  | {
      contentType: 'image/webp';
      quality: number;
      /** Of sharp's encoder, 0 to 6: worth more on the small sizes, which are cheap and seen most often. */
      effort: number;
    }
  | { contentType: 'image/jpeg'; quality: number }
);

/** The name of the variant for documents, which is also the one to download. */
export const DOCUMENT_VARIANT = 'document';

/** The smallest first. The page shows those in WebP; those in JPEG are for programs that read no WebP. */
export const IMAGE_VARIANTS: readonly VariantSpec[] = [
  { name: 'thumbnail', side: 96, contentType: 'image/webp', quality: 80, effort: 4 },
  // Outlook shows no WebP.
  { name: 'email', side: 240, contentType: 'image/jpeg', quality: 82 },
  { name: 'medium', side: 320, contentType: 'image/webp', quality: 80, effort: 4 },
  // PDF holds no WebP, and Microsoft 365 takes at most 648 pixels.
  // https://learn.microsoft.com/en-us/graph/api/resources/profilephoto
  { name: DOCUMENT_VARIANT, side: 648, contentType: 'image/jpeg', quality: 82 },
  { name: 'large', side: MASTER_SIDE, contentType: 'image/webp', quality: 80, effort: 2 },
];
