// Stands in for `file-selector`, by which react-dropzone reads what was dropped or chosen: also whole folders, through three APIs.
// A photo is one file, and every browser hands it over at once; the rest is not worth its weight. See next.config.mjs.

/** The files of a drop, or of a file input's change. While something is only dragged over the page they cannot be told. */
export async function fromEvent(event: Event): Promise<File[]> {
  const { target } = event;
  const isInput = target instanceof HTMLInputElement && target.type === 'file';
  const given = 'dataTransfer' in event ? (event as DragEvent).dataTransfer?.files : null;
  return Array.from(given ?? (isInput ? target.files : null) ?? []);
}
