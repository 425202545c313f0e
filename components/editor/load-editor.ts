// Loads the photo editor, whose code is not part of the first page.

export const loadEditor = () => import('./photo-editor');

/**
 * Loads it, and starts the worker for its photo, while a file is being chosen or dragged. A failure shows when the editor opens, which
 * loads it again.
 */
export function preloadEditor(): void {
  loadEditor()
    .then(({ prepareWorker }) => prepareWorker())
    .catch(() => {});
}
