// The browser APIs that the editor uses, as ports: tests run without a canvas.
import { type OpenOptions, type OpenPhoto, openPhoto } from '@/lib/client/images/open-photo';
import { drawStage, type Scene, snapshot } from './draw';

export interface EditorPorts {
  open(file: Blob, options: OpenOptions): Promise<OpenPhoto>;
  draw(canvas: HTMLCanvasElement, scene: Scene): void;
  /** The crop at display size, as a data URL. */
  snapshot(scene: Scene): string;
}

export const browserPorts: EditorPorts = { open: openPhoto, draw: drawStage, snapshot };
