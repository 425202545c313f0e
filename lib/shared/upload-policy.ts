// The limits of uploads and URLs. The browser uses them to help the user; the server enforces them.

/** The allowed media types, each with the extension of its object keys. */
export const IMAGE_EXTENSIONS = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
} as const;

export type ImageContentType = keyof typeof IMAGE_EXTENSIONS;

export const IMAGE_CONTENT_TYPES = Object.keys(IMAGE_EXTENSIONS) as ImageContentType[];

/** True for an allowed media type. The comparison is exact: lower case, no parameters. */
export function isImageContentType(value: string): value is ImageContentType {
  return Object.hasOwn(IMAGE_EXTENSIONS, value);
}

/** Size limit of an upload, in bytes: 2 MiB. */
export const MAX_UPLOAD_BYTES = 2 * 1024 * 1024;

/** The shortest side that a photo may have, in pixels. The server rejects a smaller one as `too_small`. */
export const MIN_IMAGE_SIDE = 40;

/** Length limit of a file name, in bytes of UTF-8. */
export const MAX_FILE_NAME_BYTES = 255;

/** Lifetime of presigned URLs, PUT and GET, in seconds; that of a lasting link is longer. */
export const URL_LIFETIME_SECONDS = 300;

/**
 * A lasting link redirects everybody to the same presigned URL for this time, in seconds. The URL lives twice as long, so it always
 * outlives the cached redirect. The bucket policy denies signatures older than 600 s: see deployment/cdk/bucket-policy.ts.
 */
export const LINK_WINDOW_SECONDS = 300;
export const LINK_URL_LIFETIME_SECONDS = 2 * LINK_WINDOW_SECONDS;
