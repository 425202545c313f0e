// The sizes of an image: which are missing, and the record of new ones.
import type { VariantSpec } from '@/lib/shared/image-variants';
import { changedImages } from './image-life';
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
  const after = {
    ...image,
    processed: { ...processed, variants },
    lease: null,
    attempts: 0,
    rev: image.rev + 1,
  };
  const change: Change = {
    userId: image.userId,
    images: [{ before: image, after }],
    events: [],
  };
  const before = user?.images;
  if (before?.shown?.imageId === image.imageId && before.shown.processed) {
    const shown = { ...before.shown, processed: { ...before.shown.processed, variants } };
    change.user = { images: changedImages(before, { shown }) };
  }
  return change;
}

/** Returns the configured sizes that the image lacks; none for an image that nobody can see. */
export function missingVariants(
  { state, processed }: ImageRecord,
  variants: readonly VariantSpec[],
): VariantSpec[] {
  if (!processed || (state !== 'shown' && state !== 'kept')) return [];
  const names = new Set(processed.variants.map(({ name }) => name));
  return variants.filter(({ name }) => !names.has(name));
}
