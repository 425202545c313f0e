// A photo from the clipboard: an image that was copied, or a file.

/**
 * The first image in a paste, or null if there is none. A file without a type is taken too: what it is will be told by
 * its bytes. Formatted text that carries a picture of itself beside it, as office programs copy it, is left alone: that
 * has text both plain and as HTML, where a copied image has no plain text and a copied file no HTML.
 */
export function imageFromClipboard(event: Pick<ClipboardEvent, 'clipboardData'>): File | null {
  const data = event.clipboardData;
  if (!data) return null;
  if (data.types.includes('text/plain') && data.types.includes('text/html')) return null;
  for (const item of data.items) {
    if (item.kind !== 'file' || !(item.type === '' || item.type.startsWith('image/'))) continue;
    const file = item.getAsFile();
    if (file) return file;
  }
  return null;
}
