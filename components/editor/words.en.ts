// The editor and the camera in English.
import type { CameraWords, EditorWords } from './words';

export const editorWordsEn: EditorWords = {
  title: 'Adjust your photo',
  loading: 'Opening the photo…',
  converting: 'Converting your iPhone photo. It takes a few seconds…',
  unreadableTitle: 'We cannot read this file',
  unreadable:
    'It may be damaged, or not be a photo. Choose another one as JPEG, PNG, WebP or HEIC, or open it and save it again.',
  notLoadedTitle: 'It could not be loaded',
  notLoaded:
    'The program that converts iPhone photos did not arrive. Your photo is still here: check your connection and try again.',
  retry: 'Try again',
  stage: 'Photo framing',
  hintPointer: 'Drag to move, or click what you want in the middle. Scroll to zoom.',
  hintTouch: 'Drag to move, or tap what you want in the middle. Pinch to zoom.',
  hintKeys: 'By keyboard: arrows move, + and − zoom, [ and ] turn, 0 resets.',
  zoom: 'Zoom',
  straighten: 'Straighten',
  turnLeft: 'Turn left',
  turnRight: 'Turn right',
  reset: 'Reset',
  use: 'Use photo',
  cancel: 'Cancel',
  close: 'Close',
  percent: '{percent}%',
  state: 'Zoom {zoom}%, turned {angle} degrees',
};

export const cameraWordsEn: CameraWords = {
  title: 'Take a photo',
  starting: 'Waiting for the camera. If the browser asks for permission, allow it.',
  live: 'What the camera sees',
  taken: 'The photo you took',
  take: 'Take photo',
  retake: 'Take another',
  use: 'Continue',
  cancel: 'Cancel',
  retry: 'Try again',
  deniedTitle: 'The camera is blocked',
  denied:
    'You denied this page the use of the camera. Allow it in the site settings, next to the address, and try again; or choose a saved photo.',
  missingTitle: 'We found no camera',
  missing: 'Connect one and try again, or choose a saved photo.',
  busyTitle: 'The camera does not answer',
  busy: 'Another program may be using it. Close that and try again, or choose a saved photo.',
};
