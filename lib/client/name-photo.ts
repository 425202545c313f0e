// Names the photo to upload.

import { isDisplayText, isVisibleText, normalizeText, utf8Length } from '@/lib/shared/display-text';
import { IMAGE_EXTENSIONS, MAX_FILE_NAME_BYTES } from '@/lib/shared/upload-policy';
import type { ShrunkPhoto } from './images/open-photo';
import type { ChosenPhoto } from './upload/use-photo-upload';

/**
 * Returns the photo with the name of the chosen file, including its extension, as the original API requires ("Original filename uploaded by
 * user"). Characters that the API refuses are removed, and a long name is shortened.
 */
export function namePhoto({ blob, contentType }: ShrunkPhoto, originalName: string): ChosenPhoto {
  const name = normalizeText(Array.from(originalName).filter(isDisplayText).join(''));
  const fileName = isVisibleText(name) ? shorten(name) : `photo.${IMAGE_EXTENSIONS[contentType]}`;
  return { blob, contentType, fileName };
}

/** Shortens a name to the limit of the API, in bytes. The extension stays, unless it is most of the name. */
function shorten(name: string): string {
  const [extension = ''] = /\.[^.]{1,20}$/.exec(name) ?? [];
  let stem = Array.from(name.slice(0, name.length - extension.length));
  while (utf8Length(stem.join('') + extension) > MAX_FILE_NAME_BYTES) stem = stem.slice(0, -1);
  return stem.join('').trimEnd() + extension;
}
