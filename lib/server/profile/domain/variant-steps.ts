// The sizes of an image: which are missing, and the record of new ones.
import type { VariantSpec } from '@/lib/shared/image-variants';
import { next } from './image-life';
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
  const { proven } = image;
  if (!proven) throw new Error(`The image ${image.imageId} has no variants to add to`);
  const known = new Set(proven.variants.map(({ name }) => name));
  const added = made.filter(({ name }) => !known.has(name));
  const variants = [...proven.variants, ...added];
  const after = {
    ...image,
    proven: { ...proven, variants },
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
  if (before?.shown?.imageId === image.imageId && before.shown.proven) {
    const shown = { ...before.shown, proven: { ...before.shown.proven, variants } };
    change.user = { images: next(before, { shown }) };
  }
  return change;
}

/** Returns the configured sizes that the image lacks; none for an image that nobody can see. */
export function missingVariants(
  { state, proven }: ImageRecord,
  variants: readonly VariantSpec[],
): VariantSpec[] {
  if (!proven || (state !== 'shown' && state !== 'kept')) return [];
  const names = new Set(proven.variants.map(({ name }) => name));
  return variants.filter(({ name }) => !names.has(name));
}
