// Loads the photo editor, whose code is not part of the first page.
import { loadOnce } from '@/components/ui/use-loaded';

export const loadEditor = loadOnce(() => import('./photo-editor'));

/**
 * Loads the editor and starts the worker for its photo. Call it while a file is being chosen or dragged. Failures are ignored: the editor
 * is loaded again when it opens.
 */
export function preloadEditor(): void {
  loadEditor()
    .then(({ prepareWorker }) => prepareWorker())
    .catch(() => {});
}
