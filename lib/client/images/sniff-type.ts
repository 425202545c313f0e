// Detects the type of a file by its first bytes, since names and types are unreliable.
import type { ImageContentType } from '@/lib/shared/upload-policy';
import { isHeic } from './is-heic';

export type SourceType = ImageContentType | 'image/heic';

/** Bytes to read. */
const HEAD = 16;

/**
 * Returns the type of a photo, or null if the page does not support it. Rejects if the file cannot be read, as when it was deleted.
 * @see https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
 */
export async function sniffType(file: Blob): Promise<SourceType | null> {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('RIFF') && head.slice(8, 14) === 'WEBPVP') return 'image/webp';
  return (await isHeic(file)) ? 'image/heic' : null;
}
