// Loads the photo editor, whose code is not part of the first page.
import { loadOnce } from '@/components/ui/use-loaded';

export const loadEditor = loadOnce(() => import('./photo-editor'));

/** Begins to open a file that the editor is about to show, if its code has been loaded. */
export function openAhead(file: Blob): void {
  loadEditor.loaded?.openAhead(file);
}

/**
 * Loads the editor and starts the worker for its photo. Call it while a file is being chosen or dragged. Failures are ignored: the editor
 * is loaded again when it opens.
 */
export function preloadEditor(): void {
  loadEditor()
    .then(({ prepareWorker }) => prepareWorker())
    .catch(() => {});
}
