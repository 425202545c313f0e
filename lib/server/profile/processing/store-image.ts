// Writes the objects created from an image, in parallel.
import type { ValidatedImage } from '@/lib/server/images/validated-image';
import type { ImageRecord, ProcessedFacts } from '@/lib/server/profile/domain/model';
import { variantKey } from '@/lib/server/profile/domain/object-keys';
import type { ImageStorage } from '@/lib/server/profile/ports';

/** Writes the master, and each variant that is not the same as the master. */
export async function storeImage(
  storage: Pick<ImageStorage, 'write'>,
  image: ImageRecord,
  made: ValidatedImage,
): Promise<ProcessedFacts> {
  const { bytes, contentType } = made.master;
  const [, facts] = await allEnded([
    storage.write(image.key, bytes, contentType),
    store(storage, image, made, image.key),
  ]);
  return facts;
}

/** Writes only the variants: the master stays as it is, so it is not the same as any of them. */
export function storeVariants(
  storage: Pick<ImageStorage, 'write'>,
  image: ImageRecord,
  made: ValidatedImage,
): Promise<ProcessedFacts> {
  return store(storage, image, made, null);
}

async function store(
  storage: Pick<ImageStorage, 'write'>,
  { userId, imageId }: ImageRecord,
  made: ValidatedImage,
  masterKey: string | null,
): Promise<ProcessedFacts> {
  const stored = made.variants.map(({ bytes, isMaster, ...variant }) => {
    const sharedKey = isMaster ? masterKey : null;
    const key = sharedKey ?? variantKey(userId, imageId, variant);
    return { bytes, isShared: sharedKey !== null, variant: { ...variant, key } };
  });
  await allEnded(
    stored
      .filter(({ isShared }) => !isShared)
      .map(({ bytes, variant }) => storage.write(variant.key, bytes, variant.contentType)),
  );
  const { width, height } = made.master;
  const variants = stored.map(({ variant }) => variant);
  return { width, height, variants, placeholder: made.placeholder };
}

/** Like `Promise.all`, but waits for all even if one fails: the lease must be released after the last write. */
async function allEnded<T extends readonly unknown[]>(
  writes: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(writes);
  return Promise.all(writes);
}
