// Which of the files that a person gave can become a profile photo, and if none, why not.
import { isImageContentType, MAX_UPLOAD_BYTES } from '@/lib/shared/upload-policy';

export type Refusal =
  | { reason: 'type' | 'empty' | 'unreadable'; file: File }
  /** It can be used all the same, once made smaller. */
  | { reason: 'too-large'; file: File }
  /** What makes it smaller did not come over the network. */
  | { reason: 'not-loaded'; file: File }
  | { reason: 'many'; count: number }
  | { reason: 'link' | 'none' };

export type Review = { file: File } | { refusal: Refusal };

/** What phones make, and the browser turns into something that can be uploaded. */
const HEIC_TYPES = new Set(['image/heic', 'image/heif']);

/** True for what may be a HEIC. Browsers that do not know the format go by nothing, and leave the type empty. */
export function isHeicName({ type, name }: Pick<File, 'type' | 'name'>): boolean {
  return HEIC_TYPES.has(type) || (type === '' && /\.hei[cf]$/i.test(name));
}

/** Goes by name and size alone: the bytes are for the editor to read, and for the server to prove. */
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
