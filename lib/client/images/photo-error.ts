// What can go wrong with a photo in the browser.

/**
 * `unreadable`: the file is no picture that this browser can decode, even converted.
 * `failed`: it was read, but could not be drawn or encoded (memory, a worker that died).
 */
export type PhotoErrorCode = 'unreadable' | 'failed';

export class PhotoError extends Error {
  readonly code: PhotoErrorCode;

  constructor(code: PhotoErrorCode, options?: ErrorOptions) {
    super(
      code === 'unreadable' ? 'the file cannot be read as a photo' : 'the photo failed',
      options,
    );
    this.name = 'PhotoError';
    this.code = code;
  }
}
