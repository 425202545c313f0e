// Where the objects of an image stand, written out for tests, so that they need not ask the code that they test.
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';

const EXTENSIONS = { 'image/webp': 'webp', 'image/jpeg': 'jpg' };

/** The keys of a shown or kept image, whose user has a plain id. */
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
