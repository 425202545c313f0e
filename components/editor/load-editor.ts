// Loads the photo editor, which the first page does not have.

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
