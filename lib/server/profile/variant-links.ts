// The variants of an image as answers of the API name them.
import type { ImageVariantLink } from '@/lib/shared/profile-schema';
import type { ImageVariant } from './model';
import type { UrlSigner } from './ports';

/** Links to all variants that the record names, whichever version of the app has made them. */
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

/** The variants by their width, the smallest first. */
export function smallestFirst(variants: ImageVariant[]): ImageVariant[] {
  return variants.toSorted((a, b) => a.width - b.width);
}
