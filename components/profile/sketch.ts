// The blurred first sketch of a photo, made where the page is rendered: the browser gets a picture, and not the code to make it.
import { thumbHashToDataURL } from 'thumbhash';

/** A thumbhash in base64 as the URL of a tiny picture; null if there is none, or it makes no sense. */
export function sketchOf(placeholder: string | null): string | null {
  if (placeholder === null) return null;
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(placeholder), (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}
