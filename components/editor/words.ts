// What the editor and the camera say: the shape of their texts. `{name}` stands for a value.

export interface EditorWords {
  /** The dialog's heading. */
  readonly title: string;
  readonly loading: string;
  /** While a HEIC is converted, which takes seconds. */
  readonly converting: string;
  readonly unreadableTitle: string;
  readonly unreadable: string;
  /** When what is needed to open the file did not come over the network. */
  readonly notLoadedTitle: string;
  readonly notLoaded: string;
  readonly retry: string;
  /** Name of the area in which the photo is moved. */
  readonly stage: string;
  readonly hintPointer: string;
  readonly hintTouch: string;
  readonly hintKeys: string;
  readonly zoom: string;
  readonly straighten: string;
  readonly turnLeft: string;
  readonly turnRight: string;
  readonly reset: string;
  readonly use: string;
  readonly cancel: string;
  readonly close: string;
  readonly percent: string;
  /** Said to screen readers after a change: `{zoom}` in per cent, `{angle}` in degrees. */
  readonly state: string;
}

export interface CameraWords {
  readonly title: string;
  readonly starting: string;
  /** Name of the live picture. */
  readonly live: string;
  /** Name of the picture that was taken. */
  readonly taken: string;
  readonly take: string;
  readonly retake: string;
  readonly use: string;
  readonly cancel: string;
  readonly retry: string;
  readonly deniedTitle: string;
  readonly denied: string;
  readonly missingTitle: string;
  readonly missing: string;
  readonly busyTitle: string;
  readonly busy: string;
}
