// The requests and responses of the profile API, as zod schemas and their types. It uses zod/mini, because the browser loads this
// file too.
import * as z from 'zod/mini';
import { isDisplayText, isVisibleText, normalizeText, utf8Length } from './display-text';
import { REJECTION_REASONS } from './error-codes';
import {
  eachField,
  type FieldFault,
  fieldFault,
  fieldValue,
  type PersonFieldRules,
  rulesOf,
} from './person-fields';
import { IMAGE_CONTENT_TYPES, MAX_FILE_NAME_BYTES, MAX_UPLOAD_BYTES } from './upload-policy';

/** One of the values that this version of the app knows, or one that a newer version has stored. */
export type Open<Known extends string> = Known | (string & {});

/** The schema of such values. It documents the known ones; a client treats any other as unknown, and never fails on it. */
function open<const Known extends readonly [string, ...string[]]>(known: Known) {
  return z.union([z.enum(known), z.string()]) as z.ZodMiniType<Open<Known[number]>>;
}

const BAD_CHARACTERS = 'must not contain control or text-direction characters';
const EMPTY = 'must not be empty';

const FIELD_FAULTS: Record<FieldFault, (rules: PersonFieldRules) => string> = {
  badCharacters: () => BAD_CHARACTERS,
  empty: () => EMPTY,
  tooLong: ({ maxLength }) => `must be at most ${maxLength} characters`,
  phone: () => 'must be ten digits, or + and the country code and number',
  licence: () => 'must be letters and digits',
};

/** The schema of a field of a person by its rules: NFC, trimmed, none that hides or reorders text, not all of it invisible. */
export function personText(rules: PersonFieldRules) {
  return z.string().check(
    ({ value, issues }) => {
      const fault = fieldFault(value, rules);
      if (!fault) return;
      const message = FIELD_FAULTS[fault](rules);
      issues.push({ code: 'custom', message, input: value, continue: false });
    },
    z.overwrite((text) => fieldValue(text, rules)),
  );
}

/** The schema of each field of a person. */
export const personFields = eachField((field) => personText(rulesOf(field)));

/** The name of a file, for display: as a name of a person, but up to 255 bytes. */
export const fileName = z.string().check(
  z.refine(isDisplayText, BAD_CHARACTERS),
  z.overwrite(normalizeText),
  z.refine(isVisibleText, EMPTY),
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
  contentType: z.enum(IMAGE_CONTENT_TYPES, {
    error: ({ input }) =>
      typeof input === 'string' && input.startsWith('image/')
        ? `must be one of ${IMAGE_CONTENT_TYPES.join(', ')}`
        : 'must be an image type',
  }),
  fileSize: z.optional(
    z
      .int('must be a whole number of bytes')
      .check(
        z.minimum(1, EMPTY),
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
  ...eachField((field) => z.optional(personFields[field])),
  /** One of the caller's own images becomes the one that is shown; `null` removes the photo. */
  profileImageKey: z.optional(
    z.nullable(z.string().check(z.minLength(1, EMPTY), z.maxLength(1024))),
  ),
});
export type UpdateProfileRequest = z.infer<typeof updateProfileRequest>;

export const profileImageStatus = open(['none', 'shown', 'pending', 'rejected']);

/** One square rendition of an image, `width` pixels wide. */
const imageVariant = z.object({
  /** One of lib/shared/image-variants, or one that another version of the app has made. */
  name: z.string(),
  contentType: z.string(),
  width: z.int(),
  url: z.string(),
});
export type ImageVariantLink = z.infer<typeof imageVariant>;

export const profileResponse = z.object({
  userId: z.string(),
  email: z.string(),
  ...eachField(() => z.string()),
  /** The shown image; all image fields describe it, and are null where none is shown. */
  profileImageKey: z.nullable(z.string()),
  profileImageUrl: z.nullable(z.string()),
  /** Life of the URLs in this answer, in seconds. */
  profileImageUrlExpiresIn: z.nullable(z.int()),
  /** Unix time in seconds. */
  profileImageUpdatedAt: z.nullable(z.int()),
  profileImageContentType: z.nullable(z.string()),
  profileImageFileName: z.nullable(z.string()),
  /** Square renditions, the smallest first; empty where no image is shown. */
  profileImageVariants: z.array(imageVariant),
  /** A thumbhash in base64: what to draw until the image has loaded. */
  profileImagePlaceholder: z.nullable(z.string()),
  /** What became of the newest request: `pending` while it is not proven, `rejected` if it failed. */
  profileImageStatus,
  /** The key that `pending` or `rejected` is about, and why it was rejected. */
  profileImagePending: z.nullable(
    z.object({ key: z.string(), reason: z.nullable(open(REJECTION_REASONS)) }),
  ),
  createdAt: z.string(),
});
export type ProfileResponse = z.infer<typeof profileResponse>;

/** What can happen to an image, in the words of the audit trail. */
const IMAGE_EVENT_TYPES = [
  'issued',
  'adopted',
  'proven',
  'shown',
  'rejected',
  'superseded',
  'expired',
  'replaced',
  'removed',
  'restored',
  'hidden',
  'deleting',
  'deleted',
] as const;
export type ImageEventType = (typeof IMAGE_EVENT_TYPES)[number];

/** Where an image stands in its life; see lib/server/profile/image-life. */
export const IMAGE_STATES = [
  'issued',
  'shown',
  'kept',
  'rejected',
  'superseded',
  'expired',
  'deleting',
  'deleted',
  'hidden',
] as const;
export type ImageState = (typeof IMAGE_STATES)[number];

/**
 * The query of `DELETE /api/profile/image`. Other names are refused, here alone: a slip in the name of `key` would remove the photo
 * that is shown in place of an upload.
 */
export const removeImageQuery = z.strictObject({
  /** An upload to withdraw, in place of removing the photo that is shown. */
  key: z.optional(z.string().check(z.minLength(1, EMPTY), z.maxLength(1024))),
});

/** The query of `GET /api/profile/image/history`. */
export const imageHistoryQuery = z.object({
  /** Where the page before this one ended: its `next`. */
  cursor: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be a `next`'))),
});

/** How a change came about: `other-writer` is another program that writes the `Users` table. */
const IMAGE_EVENT_VIAS = ['api', 'sweep', 's3-event', 'operator', 'other-writer'] as const;
export type ImageEventVia = (typeof IMAGE_EVENT_VIAS)[number];

const imageHistoryEvent = z.object({
  type: open(IMAGE_EVENT_TYPES),
  /** Unix time in seconds. */
  at: z.int(),
  reason: z.nullable(open(REJECTION_REASONS)),
  /** How it came about: an API call, the sweep, an S3 event, an operator's command, or another program's write to `Users`. */
  via: open(IMAGE_EVENT_VIAS),
});

const imageHistoryItem = z.object({
  /** What `PUT /api/profile` takes to show this image again, while its state is `kept`. */
  key: z.string(),
  state: open(IMAGE_STATES),
  reason: z.nullable(open(REJECTION_REASONS)),
  contentType: z.string(),
  fileName: z.string(),
  /** The SHA-256 in base64 that the client declared: two images with the same one are the same picture. */
  checksumSha256: z.nullable(z.string()),
  /** Unix time in seconds at which it was asked for. */
  issuedAt: z.int(),
  /** Unix time in seconds until which it can be brought back; null unless its state is `kept`. */
  restorableUntil: z.nullable(z.int()),
  /** The smallest rendition, while the image is shown or kept. */
  thumbnailUrl: z.nullable(z.string()),
  placeholder: z.nullable(z.string()),
  /** What happened to it, newest first. */
  events: z.array(imageHistoryEvent),
});
export type ImageHistoryItem = z.infer<typeof imageHistoryItem>;

/** `GET /api/profile/image/history`, newest first. */
export const imageHistoryResponse = z.object({
  items: z.array(imageHistoryItem),
  /** The `cursor` of the next page, or null on the last one. */
  next: z.nullable(z.string()),
  /** Life of the URLs in this answer, in seconds. */
  expiresIn: z.int(),
});
export type ImageHistoryResponse = z.infer<typeof imageHistoryResponse>;

/** `GET /api/profile/export`: all that is held about the caller. */
export const exportResponse = z.object({
  /** Unix time in seconds. */
  exportedAt: z.int(),
  user: z.object({
    userId: z.string(),
    email: z.string(),
    ...eachField(() => z.string()),
    createdAt: z.string(),
    /** Unix time in milliseconds of the last "sign out everywhere"; null where there was none. */
    sessionsValidFrom: z.nullable(z.int()),
  }),
  /** Every image ever asked for and not forgotten yet, newest first. */
  images: z.array(
    z.object({
      key: z.string(),
      state: open(IMAGE_STATES),
      reason: z.nullable(open(REJECTION_REASONS)),
      contentType: z.string(),
      fileName: z.string(),
      issuedAt: z.int(),
      /** Size in bytes and SHA-256 in base64, as declared when it was asked for. */
      declaredSize: z.nullable(z.int()),
      declaredSha256: z.nullable(z.string()),
      /** In pixels, once it is proven. */
      width: z.nullable(z.int()),
      height: z.nullable(z.int()),
      placeholder: z.nullable(z.string()),
      /** Unix time in seconds until which it can be brought back; null unless its state is `kept`. */
      restorableUntil: z.nullable(z.int()),
      /** Unix time in seconds at which this record is forgotten; null while that is open. */
      forgottenAt: z.nullable(z.int()),
      /** The picture itself and its square renditions, while it is shown or kept. Uploads that are not proven are served to nobody. */
      url: z.nullable(z.string()),
      variants: z.array(imageVariant),
    }),
  ),
  /** Everything that happened to them, newest first. */
  events: z.array(
    z.extend(imageHistoryEvent, {
      key: z.nullable(z.string()),
      /** The network address that it was asked for from, where it is known. */
      address: z.nullable(z.string()),
      /** Unix time in seconds at which it is forgotten. */
      forgottenAt: z.int(),
    }),
  ),
  /** Life of the URLs in this answer, in seconds. */
  expiresIn: z.int(),
});
export type ExportResponse = z.infer<typeof exportResponse>;

/** `DELETE /api/profile/sessions`. */
export const endSessionsResponse = z.object({
  /** Unix time in milliseconds from which on sign-ins count. */
  sessionsValidFrom: z.int(),
});

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
  reason: z.optional(open(REJECTION_REASONS)),
});
export type Problem = z.infer<typeof problem>;
