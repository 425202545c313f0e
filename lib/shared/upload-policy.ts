// What may be uploaded, and for how long the URLs live. The browser reads it to help; the server reads it to enforce.

/** The media types a profile image may have, each with the extension its object key carries. */
export const IMAGE_EXTENSIONS = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
} as const;

export type ImageContentType = keyof typeof IMAGE_EXTENSIONS;

export const IMAGE_CONTENT_TYPES = Object.keys(IMAGE_EXTENSIONS) as ImageContentType[];

/** True for a media type that a profile image may have. The comparison is exact: no parameters, lower case. */
export function isImageContentType(value: string): value is ImageContentType {
  return Object.hasOwn(IMAGE_EXTENSIONS, value);
}

/** The largest upload, in bytes: 2 MiB. */
export const MAX_UPLOAD_BYTES = 2 * 1024 * 1024;

/** The longest file name kept for display, in bytes of UTF-8. */
export const MAX_FILE_NAME_BYTES = 255;

/** How long a presigned URL works, in seconds, for PUT and GET alike. */
export const URL_LIFETIME_SECONDS = 300;
