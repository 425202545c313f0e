// Draws the editor's canvas from a screen-sized copy of the photo.
import {
  type CropSquare,
  type CropView,
  cropOf,
  type PictureSize,
} from '@/lib/client/images/crop-geometry';
import { hasTransparency } from '@/lib/client/images/opaque';
import type { OpenPhoto } from '@/lib/client/images/open-photo';
import { FRAME_SHARE } from './gestures';

/** The photo, and the crop on it. */
export interface Scene {
  /** The photo's full size, in pixels; the crop uses the same units. */
  readonly picture: PictureSize;
  /** The smaller copy to draw. */
  readonly image: CanvasImageSource;
  readonly crop: CropSquare;
}

export function sceneOf(photo: OpenPhoto, picture: PictureSize, view: CropView): Scene {
  return { picture, image: photo.preview, crop: cropOf(picture, view) };
}

/** Side of the preview in pixels: an avatar on a high-density screen. */
const SNAPSHOT_SIDE = 320;
const SNAPSHOT_QUALITY = 0.9;

/** Draws the crop in the middle of the canvas, and its surroundings. */
export function drawStage(canvas: HTMLCanvasElement, scene: Scene): void {
  drawScene(canvas, scene, canvas.width * FRAME_SHARE, 'high');
}

/** Returns the crop as a data URL. It takes a few milliseconds, since it is made from the screen-sized copy. */
export function snapshot(scene: Scene): string {
  const canvas = document.createElement('canvas');
  const side = Math.max(1, Math.min(SNAPSHOT_SIDE, Math.round(scene.crop.size)));
  canvas.width = side;
  canvas.height = side;
  // It runs during the click that uses the photo, and high quality would take several times as long.
  const context = drawScene(canvas, scene, side, 'medium');
  // JPEG: a PNG takes five times as long to encode.
  const type = context && !hasTransparency(context, side) ? 'image/jpeg' : 'image/png';
  return canvas.toDataURL(type, SNAPSHOT_QUALITY);
}

function drawScene(
  canvas: HTMLCanvasElement,
  scene: Scene,
  cropSide: number,
  quality: ImageSmoothingQuality,
) {
  const context = canvas.getContext('2d');
  if (!context) return null;
  const { picture, image, crop } = scene;
  const scale = cropSide / crop.size;
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = quality;
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((crop.rotation * Math.PI) / 180);
  context.scale(scale, scale);
  context.translate(-crop.x, -crop.y);
  context.drawImage(image, 0, 0, picture.width, picture.height);
  return context;
}
