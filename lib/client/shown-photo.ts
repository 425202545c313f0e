// The sources of a photo on the page: URL, sizes to choose from, and a placeholder until it has loaded.
import type { ProfileResponse } from '@/lib/shared/profile-schema';

export interface ShownPhoto {
  src: string;
  /** For `srcset`; optional. */
  srcSet?: string;
  /** URL of the blurred placeholder. */
  placeholderUrl?: string | null;
}

/** Returns the server's photo; null if there is none. */
export function shownPhoto(
  profile: ProfileResponse,
  placeholderUrl: string | null,
): ShownPhoto | null {
  if (profile.profileImageUrl === null) return null;
  // Other formats are for other programs, such as e-mail.
  const variants = profile.profileImageVariants.filter(
    ({ contentType }) => contentType === 'image/webp',
  );
  return {
    src: variants.at(-1)?.url ?? profile.profileImageUrl,
    srcSet: variants.map(({ url, width }) => `${url} ${width}w`).join(', ') || undefined,
    placeholderUrl,
  };
}
