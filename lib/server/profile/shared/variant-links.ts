// The links to an image's variants in API responses.

import type { ImageVariant } from '@/lib/server/profile/domain/model';
import type { UrlSigner } from '@/lib/server/profile/ports';
import type { ImageVariantLink } from '@/lib/shared/profile-schema';

/** Links to all recorded variants, including those of other versions of the app. */
export function variantLinks(
  signer: Pick<UrlSigner, 'presignGet'>,
  variants: ImageVariant[],
): Promise<ImageVariantLink[]> {
  return Promise.all(
    smallestFirst(variants).map(async ({ name, contentType, width, key }) => ({
      name,
      contentType,
      width,
      url: await signer.presignGet(key),
    })),
  );
}

/** Sorts variants by width, smallest first. */
export function smallestFirst(variants: ImageVariant[]): ImageVariant[] {
  return variants.toSorted((a, b) => a.width - b.width);
}
