// The errors of handling a photo in the browser.

/**
 * `unreadable`: this browser cannot decode the file, even converted.
 * `not-loaded`: the decoder for this file could not be loaded; a retry may help.
 * `timed-out`: the conversion did not end.
 * `canvas-noise`: the browser returns noise for what is drawn, so that no photo can be made.
 * `failed`: the file was decoded, but could not be drawn or encoded (out of memory, a worker that died).
 */
export type PhotoErrorCode = 'unreadable' | 'not-loaded' | 'timed-out' | 'canvas-noise' | 'failed';

const MESSAGES: Record<PhotoErrorCode, string> = {
  unreadable: 'the file cannot be read as a photo',
  'not-loaded': 'the converter could not be loaded',
  'timed-out': 'the conversion did not end',
  'canvas-noise': 'the browser returns noise for what is drawn',
  failed: 'the photo failed',
};

/** A photo that cannot be opened, drawn or encoded; `code` says why. */
export class PhotoError extends Error {
  readonly code: PhotoErrorCode;

  constructor(code: PhotoErrorCode, options?: ErrorOptions) {
    super(MESSAGES[code], options);
    this.name = 'PhotoError';
    this.code = code;
  }
}
