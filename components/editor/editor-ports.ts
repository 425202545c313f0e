// What the editor needs of the browser, so that its states can be tested where there is no canvas.
import { type OpenOptions, type OpenPhoto, openPhoto } from '@/lib/client/images/open-photo';
import { drawStage, type Scene, snapshot } from './draw';

export interface EditorPorts {
  open(file: Blob, options: OpenOptions): Promise<OpenPhoto>;
  draw(canvas: HTMLCanvasElement, scene: Scene): void;
  /** The crop at display size, as a URL that needs no release. */
  snapshot(scene: Scene): string;
}

export const browserPorts: EditorPorts = { open: openPhoto, draw: drawStage, snapshot };
