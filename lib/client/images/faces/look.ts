// Finds and measures the faces of a photo. This code and the file of the network are loaded with the first photo.
import { afterOtherWork } from '@/lib/client/images/after-other-work';
import { createDetector, type DetectIn } from './face-detector';
import { findFaces } from './find-faces';
import { measureFace } from './measure-face';
import type { Pixels } from './pixels';
import type { SeenFace } from './seen-face';

/** The weights of MediaPipe's short-range face detector, as an asset of the build with a hashed name. */
const weights = () =>
  new URL('@mediapipe/face_detection/face_detection_short_range.tflite', import.meta.url);

/** Rejects if the file cannot be loaded, or is damaged. */
export async function loadDetector(): Promise<DetectIn> {
  const response = await fetch(weights());
  if (!response.ok) throw new Error(`the weights were answered with ${response.status}`);
  return createDetector(await response.arrayBuffer(), afterOtherWork);
}

/**
 * Returns the faces, the most prominent first, in pixels of a picture of that width. Rejects between two detections if the signal aborts.
 * @param pixels the same picture, scaled down
 */
export async function look(
  detect: DetectIn,
  pixels: Pixels,
  pictureWidth: number,
  signal?: AbortSignal,
): Promise<SeenFace[]> {
  const unlessAborted: DetectIn = (...args) => {
    signal?.throwIfAborted();
    return detect(...args);
  };
  const faces = await findFaces(unlessAborted, pixels);
  const scale = pictureWidth / pixels.width;
  return faces.map((face) => ({
    centre: { x: face.centre.x * scale, y: face.centre.y * scale },
    width: face.width * scale,
    height: face.height * scale,
    tilt: face.tilt,
    ...measureFace(pixels, face),
  }));
}
