// Checks chosen files: returns the photo to use, or why none can be used.
import { isImageContentType, MAX_UPLOAD_BYTES } from '@/lib/shared/upload-policy';

export type Refusal =
  | { reason: 'type' | 'empty' | 'unreadable'; file: File }
  /** Can be used once it has been shrunk. */
  | { reason: 'too-large'; file: File }
  /** The code that shrinks it could not be loaded. */
  | { reason: 'not-loaded'; file: File }
  | { reason: 'many'; count: number }
  | { reason: 'link' | 'none' };

export type Review = { file: File } | { refusal: Refusal };

/** Types that phones make and the browser converts before upload. */
const HEIC_TYPES = new Set(['image/heic', 'image/heif']);

/** True if the file may be a HEIC. Browsers that do not know the format leave the type empty. */
export function isHeicName({ type, name }: Pick<File, 'type' | 'name'>): boolean {
  return HEIC_TYPES.has(type) || (type === '' && /\.hei[cf]$/i.test(name));
}

/** Checks name and size only: the editor reads the bytes, and the server validates them. */
export function reviewFiles(files: readonly File[]): Review {
  const [file, ...others] = files;
  if (!file) return { refusal: { reason: 'none' } };
  if (others.length > 0) return { refusal: { reason: 'many', count: files.length } };
  if (!isImageContentType(file.type) && !isHeicName(file)) {
    return { refusal: { reason: 'type', file } };
  }
  if (file.size === 0) return { refusal: { reason: 'empty', file } };
  if (file.size > MAX_UPLOAD_BYTES) return { refusal: { reason: 'too-large', file } };
  return { file };
}
