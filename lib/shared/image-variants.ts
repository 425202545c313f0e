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

/** The smallest first. */
export const IMAGE_VARIANTS: readonly VariantSpec[] = [
  { name: 'thumbnail', side: 96, contentType: 'image/webp', quality: 80, effort: 4 },
  { name: 'medium', side: 320, contentType: 'image/webp', quality: 80, effort: 4 },
  { name: 'large', side: MASTER_SIDE, contentType: 'image/webp', quality: 80, effort: 2 },
];
