// "Shrink and use": makes a photo small enough to upload, without the editor.
import { centredSquare } from './crop-geometry';
import { type OpenOptions, openWorkshop, type ShrunkPhoto, untilAborted } from './open-photo';

/**
 * Encodes the largest centred square, at most 1,024 pixels and below 200 KB. Rejects with `PhotoError` (`unreadable`,
 * `not-loaded` or `failed`), or with the signal's reason.
 */
export async function shrinkPhoto(file: Blob, options: OpenOptions = {}): Promise<ShrunkPhoto> {
  const { workshop, size } = await openWorkshop(file, options);
  try {
    return await untilAborted(workshop.shrink(centredSquare(size)), options.signal);
  } finally {
    workshop.close();
  }
}
