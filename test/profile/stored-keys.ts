// The keys of an image's objects, written out for tests, so that they do not depend on the code under test.
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';

const EXTENSIONS = { 'image/webp': 'webp', 'image/jpeg': 'jpg' };

/** Returns the keys of a shown or kept image of a user with a plain id. */
export function storedKeys({
  userId,
  imageId,
  key,
}: {
  userId: string;
  imageId: string;
  key: string;
}): string[] {
  const files = IMAGE_VARIANTS.map(
    ({ name, contentType }) => `profiles/${userId}/${imageId}/${name}.${EXTENSIONS[contentType]}`,
  );
  return [key, ...files];
}
