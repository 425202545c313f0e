// The sizes of an image: which are missing, and the record of new ones.
import type { VariantSpec } from '@/lib/shared/image-variants';
import { recordResult } from './image-life';
import type { Change, ImageRecord, ImageVariant, UserRecord } from './model';

/**
 * Records new variants whose objects are written. The state does not change, so there is no event.
 * @param user null if the user was erased, and the image is left
 */
export function addVariants(
  user: UserRecord | null,
  image: ImageRecord,
  made: ImageVariant[],
): Change {
  const { processed } = image;
  if (!processed) throw new Error(`The image ${image.imageId} has no variants to add to`);
  const known = new Set(processed.variants.map(({ name }) => name));
  const added = made.filter(({ name }) => !known.has(name));
  const variants = [...processed.variants, ...added];
  return recordResult(
    user,
    image,
    { processed: { ...processed, variants } },
    (shown) => shown.processed && { ...shown, processed: { ...shown.processed, variants } },
  );
}

/** Returns the configured sizes that the image lacks; none for an image that its user cannot see. */
export function missingVariants(
  { state, processed }: ImageRecord,
  variants: readonly VariantSpec[],
): VariantSpec[] {
  if (!processed || (state !== 'shown' && state !== 'kept')) return [];
  const names = new Set(processed.variants.map(({ name }) => name));
  return variants.filter(({ name }) => !names.has(name));
}
