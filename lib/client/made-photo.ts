// From what the editor makes to what is uploaded.

import { isDisplayText, utf8Length } from '@/lib/shared/display-text';
import { IMAGE_EXTENSIONS, MAX_FILE_NAME_BYTES } from '@/lib/shared/upload-policy';
import type { ShrunkPhoto } from './images/open-photo';
import type { ChosenPhoto } from './upload/use-photo-upload';

/** The photo under the name of the file it was made from, as far as the API takes it, with the extension of what it is now. */
export function madePhoto({ blob, contentType }: ShrunkPhoto, originalName: string): ChosenPhoto {
  const extension = `.${IMAGE_EXTENSIONS[contentType]}`;
  const name = originalName.normalize('NFC').replace(/\.[^.]*$/, '');
  let stem = Array.from(name).filter(isDisplayText);
  while (utf8Length(stem.join('') + extension) > MAX_FILE_NAME_BYTES) stem = stem.slice(0, -1);
  return { blob, contentType, fileName: (stem.join('').trim() || 'photo') + extension };
}
