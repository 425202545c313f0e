// The blurred placeholder of a photo, decoded on the server, so that the browser needs no thumbhash decoder.
import { thumbHashToDataURL } from 'thumbhash';

/** Converts a base64 thumbhash to a data URL; null if there is none or it is malformed. */
export function placeholderUrlOf(placeholder: string | null): string | null {
  if (placeholder === null) return null;
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(placeholder), (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}
