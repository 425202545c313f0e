// Detects the type of an image from its first bytes.
import type { ImageContentType } from '@/lib/shared/upload-policy';

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG_START = [0xff, 0xd8, 0xff];
const RIFF = [0x52, 0x49, 0x46, 0x46];
const WEBP = [0x57, 0x45, 0x42, 0x50];

/** Returns the accepted type whose signature matches, or null. It does not validate the rest. */
export function sniffContentType(bytes: Uint8Array): ImageContentType | null {
  if (hasAt(bytes, 0, JPEG_START)) return 'image/jpeg';
  if (hasAt(bytes, 0, PNG_SIGNATURE)) return 'image/png';
  if (hasAt(bytes, 0, RIFF) && hasAt(bytes, 8, WEBP)) return 'image/webp';
  return null;
}

function hasAt(bytes: Uint8Array, offset: number, expected: number[]): boolean {
  return expected.every((byte, index) => bytes[offset + index] === byte);
}
