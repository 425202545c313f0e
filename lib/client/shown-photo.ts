// How a photo is put on the page: the URL an <img> shows, the renditions to choose from, and what stands there until it has loaded.
import type { ProfileResponse } from '@/lib/shared/profile-schema';

export interface ShownPhoto {
  src: string;
  /** For `srcset`; without it there is only `src`. */
  srcSet?: string;
  /** The URL of a blurred first sketch. */
  sketch?: string | null;
}

/** The photo that the server says is shown; null where there is none. */
export function shownPhoto(profile: ProfileResponse, sketch: string | null): ShownPhoto | null {
  if (profile.profileImageUrl === null) return null;
  // Other formats are for other programs, such as e-mail.
  const variants = profile.profileImageVariants.filter(
    ({ contentType }) => contentType === 'image/webp',
  );
  return {
    src: variants.at(-1)?.url ?? profile.profileImageUrl,
    srcSet: variants.map(({ url, width }) => `${url} ${width}w`).join(', ') || undefined,
    sketch,
  };
}

/** The first letters of both names, for where there is no photo. */
export function initials(nombre: string, apellido: string): string {
  const first = (name: string) => Array.from(name.trim())[0] ?? '';
  return (first(nombre) + first(apellido)).toLocaleUpperCase('es');
}
