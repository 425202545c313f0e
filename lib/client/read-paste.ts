// Reads a paste: photos, a link to a picture, or something for the browser to handle.

/**
 * Returns the files of a paste; `link` if it contains only links to pictures; null if the browser should handle it, such as text. A copied
 * picture is a file; a copied document or table is text with a picture of it.
 */
export function readPaste(event: ClipboardEvent): File[] | 'link' | null {
  const data = event.clipboardData;
  if (!data) return null;
  const hasText = data.types.includes('text/plain');
  const hasHtml = data.types.includes('text/html');
  if (hasText && (hasHtml || isField(event.target))) return null;
  const files = oneOfEach(Array.from(data.files));
  if (files.length > 0) return hasText && !files.some(mayBePicture) ? null : files;
  return hasHtml && isOnlyPictures(data.getData('text/html')) ? 'link' : null;
}

/** Removes duplicates: browsers may provide one copied picture in several formats with the same name. */
function oneOfEach(files: File[]): File[] {
  const [first, ...others] = files;
  if (!first) return [];
  const types = new Set(files.map(({ type }) => type));
  const isOnePicture =
    types.size === files.length && others.every(({ name }) => stem(name) === stem(first.name));
  return isOnePicture ? [first] : files;
}

function stem(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}

function mayBePicture({ type }: File): boolean {
  return type === '' || type.startsWith('image/');
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea') !== null;
}

function isOnlyPictures(html: string): boolean {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  return body.querySelector('img') !== null && body.textContent?.trim() === '';
}
