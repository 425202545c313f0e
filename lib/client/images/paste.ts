// Finds a photo in a paste: a copied image, or a file.

/**
 * Returns the first image in a paste, or null. A file without a type counts too: its bytes will tell. Formatted text with a
 * picture of itself, as office programs copy it, is left alone: it has both plain text and HTML, while a copied image has no plain
 * text and a copied file has no HTML.
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
