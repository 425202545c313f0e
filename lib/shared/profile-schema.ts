// The wire: every request and response of the profile API, as zod schemas and the types they imply.
// zod/mini, because the browser loads this file too.
import * as z from 'zod/mini';
import { codePointLength, isDisplayText, normalizeText, utf8Length } from './display-text';
import { REJECTION_REASONS } from './error-codes';
import {
  IMAGE_CONTENT_TYPES,
  MAX_FILE_NAME_BYTES,
  MAX_NAME_LENGTH,
  MAX_UPLOAD_BYTES,
} from './upload-policy';

const displayText = z
  .string()
  .check(
    z.refine(isDisplayText, 'must not contain control or text-direction characters'),
    z.overwrite(normalizeText),
    z.minLength(1, 'must not be empty'),
  );

const personName = displayText.check(
  z.refine(
    (name) => codePointLength(name) <= MAX_NAME_LENGTH,
    `must be at most ${MAX_NAME_LENGTH} characters`,
  ),
);

const fileName = displayText.check(
  z.refine(
    (name) => utf8Length(name) <= MAX_FILE_NAME_BYTES,
    `must be at most ${MAX_FILE_NAME_BYTES} bytes`,
  ),
);

/** The standard base64 of 32 bytes: what S3 takes in `x-amz-checksum-sha256`. */
const sha256Base64 = z
  .string()
  .check(z.regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, 'must be a SHA-256 in base64'));

/** `POST /api/profile/image`. Fields that it does not name are ignored. */
export const issueUploadRequest = z.object({
  fileName,
  contentType: z.string().check(
    z.startsWith('image/', 'must be an image type'),
    z.refine(
      (type) => (IMAGE_CONTENT_TYPES as string[]).includes(type),
      `must be one of ${IMAGE_CONTENT_TYPES.join(', ')}`,
    ),
  ),
  fileSize: z.optional(
    z
      .int('must be a whole number of bytes')
      .check(
        z.minimum(1, 'must not be empty'),
        z.maximum(MAX_UPLOAD_BYTES, `must be at most ${MAX_UPLOAD_BYTES} bytes`),
      ),
  ),
  checksumSha256: z.optional(sha256Base64),
});
export type IssueUploadRequest = z.infer<typeof issueUploadRequest>;

export const issueUploadResponse = z.object({
  /** Where to PUT the bytes. It points at the upload prefix, which is never served. */
  presignedUrl: z.string(),
  /** Where the proven image will stand: what `PUT /api/profile` confirms. */
  s3Key: z.string(),
  /** Life of `presignedUrl` in seconds. */
  expiresIn: z.int(),
  /** Every header that the client must set itself on the PUT, as it was signed. */
  headers: z.record(z.string(), z.string()),
});
export type IssueUploadResponse = z.infer<typeof issueUploadResponse>;

/** `PUT /api/profile`: only what is given changes. Fields that it does not name are ignored. */
export const updateProfileRequest = z.object({
  nombre: z.optional(personName),
  apellido: z.optional(personName),
  /** One of the caller's own images becomes the one that is shown; `null` removes the photo. */
  profileImageKey: z.optional(
    z.nullable(z.string().check(z.minLength(1, 'must not be empty'), z.maxLength(1024))),
  ),
});
export type UpdateProfileRequest = z.infer<typeof updateProfileRequest>;

export const profileImageStatus = z.enum(['none', 'shown', 'pending', 'rejected']);

export const profileResponse = z.object({
  userId: z.string(),
  email: z.string(),
  nombre: z.string(),
  apellido: z.string(),
  /** The shown image; all image fields describe it, and are null where none is shown. */
  profileImageKey: z.nullable(z.string()),
  profileImageUrl: z.nullable(z.string()),
  /** Life of the URLs in this answer, in seconds. */
  profileImageUrlExpiresIn: z.nullable(z.int()),
  /** Unix time in seconds. */
  profileImageUpdatedAt: z.nullable(z.int()),
  profileImageContentType: z.nullable(z.string()),
  profileImageFileName: z.nullable(z.string()),
  /** What became of the newest request: `pending` while it is not proven, `rejected` if it failed. */
  profileImageStatus,
  /** The key that `pending` or `rejected` is about, and why it was rejected. */
  profileImagePending: z.nullable(
    z.object({ key: z.string(), reason: z.nullable(z.enum(REJECTION_REASONS)) }),
  ),
  createdAt: z.string(),
});
export type ProfileResponse = z.infer<typeof profileResponse>;

/** RFC 9457 problem details, with a stable `code`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.optional(z.string()),
  /** With `invalid_request`: which fields are wrong, and how. */
  errors: z.optional(z.array(z.object({ field: z.string(), message: z.string() }))),
  /** With `image_rejected`: why. */
  reason: z.optional(z.enum(REJECTION_REASONS)),
});
export type Problem = z.infer<typeof problem>;
