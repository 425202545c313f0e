// What can go wrong with a photo in the browser.

/**
 * `unreadable`: the file is no picture that this browser can decode, even converted.
 * `not-loaded`: the converter it takes to read the file did not come over the network; another try may help.
 * `failed`: it was read, but could not be drawn or encoded (memory, a worker that died).
 */
export type PhotoErrorCode = 'unreadable' | 'not-loaded' | 'failed';

const MESSAGES: Record<PhotoErrorCode, string> = {
  unreadable: 'the file cannot be read as a photo',
  'not-loaded': 'the converter could not be loaded',
  failed: 'the photo failed',
};

export class PhotoError extends Error {
  readonly code: PhotoErrorCode;

  constructor(code: PhotoErrorCode, options?: ErrorOptions) {
    super(MESSAGES[code], options);
    this.name = 'PhotoError';
    this.code = code;
  }
}
