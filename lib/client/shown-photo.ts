// The sources of a photo on the page: URL, sizes to choose from, and a placeholder until it has loaded.
import { trimInvisibleStart } from '@/lib/shared/display-text';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

export interface ShownPhoto {
  src: string;
  /** For `srcset`; optional. */
  srcSet?: string;
  /** URL of the blurred placeholder. */
  sketch?: string | null;
}

/** Returns the server's photo; null if there is none. */
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

/** Returns the initials, shown if there is no photo: the first grapheme of each name, in upper case. */
export function initials(nombre: string, apellido: string): string {
  return [nombre, apellido].map((name) => firstGrapheme(capital(name))).join('');
}

/** The first grapheme in upper case, which can be several letters: "ß" becomes "SS". */
function capital(name: string): string {
  return firstGrapheme(trimInvisibleStart(name)).toLocaleUpperCase('es');
}

function firstGrapheme(text: string): string {
  // Firefox before version 125 has no segmenter: a code point is never half a letter either.
  if (!Intl.Segmenter) return Array.from(text)[0] ?? '';
  const [first] = new Intl.Segmenter('es').segment(text);
  return first?.segment ?? '';
}
