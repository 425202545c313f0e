// Checks chosen files: returns the photo to open, or why none can be opened.

export type Refusal =
  | { reason: 'type' | 'empty'; file: File }
  | { reason: 'many'; count: number }
  | { reason: 'link' | 'none' };

type Review = { file: File } | { refusal: Refusal };

/**
 * Checks only what needs no bytes: the editor opens whatever may be a photo, of any size, and makes it small enough to upload; the
 * server validates the upload.
 */
export function reviewFiles(files: readonly File[]): Review {
  const [file, ...others] = files;
  if (!file) return { refusal: { reason: 'none' } };
  if (others.length > 0) return { refusal: { reason: 'many', count: files.length } };
  if (file.size === 0) return { refusal: { reason: 'empty', file } };
  if (!mayBePhoto(file)) return { refusal: { reason: 'type', file } };
  return { file };
}

/** Operating systems assign no type, or a generic one, to formats they do not know, such as HEIC on Windows. */
function mayBePhoto({ type }: File): boolean {
  if (type === '' || type === 'application/octet-stream') return true;
  // A drawing is not a photo, and browsers do not decode it as one.
  return type.startsWith('image/') && type !== 'image/svg+xml';
}
