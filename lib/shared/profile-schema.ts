// The requests and responses of the profile API, as zod schemas and their types. It uses zod/mini, because the browser loads this
// file too.
import * as z from 'zod/mini';
import { cropNumbers } from './crop-numbers';
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

/** A value that this version of the app knows, or one that a newer version stored. */
export type Open<Known extends string> = Known | (string & {});

/** The schema of such values. It documents the known ones; a client treats every other as unknown and never fails on it. */
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

/** The schema of a person's field: normalized to NFC, trimmed, without characters that hide or reorder text, and not invisible. */
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

/** A file name for display: the rules of a person's name, with a limit of 255 bytes. */
export const fileName = z.string().check(
  z.refine(isDisplayText, BAD_CHARACTERS),
  z.overwrite(normalizeText),
  z.refine(isVisibleText, EMPTY),
  z.refine(
    (name) => utf8Length(name) <= MAX_FILE_NAME_BYTES,
    `must be at most ${MAX_FILE_NAME_BYTES} bytes`,
  ),
);

/** 32 bytes in standard base64, as S3 expects in `x-amz-checksum-sha256`. */
export const sha256Base64 = z
  .string()
  .check(z.regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, 'must be a SHA-256 in base64'));

/** In characters. */
const MAX_NOTICE_LENGTH = 1024;

export const imageContentType = z.enum(IMAGE_CONTENT_TYPES, {
  error: ({ input }) =>
    typeof input === 'string' && input.startsWith('image/')
      ? `must be one of ${IMAGE_CONTENT_TYPES.join(', ')}`
      : 'must be an image type',
});

export const fileSize = z
  .int('must be a whole number of bytes')
  .check(
    z.minimum(1, EMPTY),
    z.maximum(MAX_UPLOAD_BYTES, `must be at most ${MAX_UPLOAD_BYTES} bytes`),
  );

/** The key of an image. */
export const imageKey = z.string().check(z.minLength(1, EMPTY), z.maxLength(1024));

/** `POST /api/profile/image`. Unknown fields are ignored. */
export const issueUploadRequest = z.object({
  fileName,
  contentType: imageContentType,
  fileSize: z.optional(fileSize),
  checksumSha256: z.optional(sha256Base64),
  /** The address of the privacy notice that the user saw when they chose the photo. The audit trail keeps it. */
  privacyNotice: z.optional(
    z
      .string()
      .check(
        z.maxLength(MAX_NOTICE_LENGTH, `must be at most ${MAX_NOTICE_LENGTH} characters`),
        z.regex(/^(?:\/|https?:\/\/)[!-~]*$/, 'must be a path or an http URL'),
      ),
  ),
});
export type IssueUploadRequest = z.infer<typeof issueUploadRequest>;

export const issueUploadResponse = z.object({
  /** Where to PUT the bytes: a key under the upload prefix, which is never served. */
  presignedUrl: z.string(),
  /** The key of the processed image, for `PUT /api/profile`. */
  s3Key: z.string(),
  /** Lifetime of `presignedUrl` in seconds. */
  expiresIn: z.int(),
  /** The signed headers that the client must set on the PUT. */
  headers: z.record(z.string(), z.string()),
});
export type IssueUploadResponse = z.infer<typeof issueUploadResponse>;

/** Who sees the photo at its lasting link: anyone who has the link, or people who are signed in to this app. */
export const LINK_AUDIENCES = ['anyone', 'team'] as const;
export type LinkAudience = (typeof LINK_AUDIENCES)[number];

/** The events of the lasting link. The first two say to whom it was opened, when it was turned on or changed. */
const LINK_EVENT_TYPES = [
  'link_for_anyone',
  'link_for_team',
  'link_renewed',
  'link_ended',
] as const;
export type LinkEventType = (typeof LINK_EVENT_TYPES)[number];

const profileImageLink = z.nullable(z.object({ url: z.string(), audience: open(LINK_AUDIENCES) }));

/** `PUT /api/profile`. Fields that are absent stay as they are; unknown fields are ignored. */
export const updateProfileRequest = z.object({
  ...eachField((field) => z.optional(personFields[field])),
  /** Shows this image, which must be the caller's own; `null` removes the photo. */
  profileImageKey: z.optional(z.nullable(imageKey)),
});
export type UpdateProfileRequest = z.infer<typeof updateProfileRequest>;

export const profileImageStatus = open(['none', 'shown', 'pending', 'rejected']);

/** One square rendition of an image, `width` pixels wide. */
const imageVariant = z.object({
  /** A name of lib/shared/image-variants, or one from another version of the app. */
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
  /** The shown image. All image fields describe it, and are null if no image is shown. */
  profileImageKey: z.nullable(z.string()),
  profileImageUrl: z.nullable(z.string()),
  /** Lifetime of the URLs in this response, in seconds. */
  profileImageUrlExpiresIn: z.nullable(z.int()),
  /** Unix time in seconds. */
  profileImageUpdatedAt: z.nullable(z.int()),
  profileImageContentType: z.nullable(z.string()),
  profileImageFileName: z.nullable(z.string()),
  /** Square sizes, the smallest first; empty if no image is shown. */
  profileImageVariants: z.array(imageVariant),
  /** A thumbhash in base64, to draw until the image has loaded. */
  profileImagePlaceholder: z.nullable(z.string()),
  /** True if its source picture is stored: `GET /api/profile/image/framing`. */
  profileImageFramed: z.boolean(),
  /** The state of the newest request: `pending` until it is processed, `rejected` if it failed. */
  profileImageStatus,
  /** The key that is `pending` or `rejected`, and the reason for the rejection. */
  profileImagePending: z.nullable(
    z.object({ key: z.string(), reason: z.nullable(open(REJECTION_REASONS)) }),
  ),
  /** The lasting link to the photo; null while it is off. */
  profileImageLink,
  createdAt: z.string(),
});
export type ProfileResponse = z.infer<typeof profileResponse>;

/** The event types of the audit trail. */
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

/** The states of an image; see lib/server/profile/domain/image-life.ts. */
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
 * The query of `DELETE /api/profile/image`. Only this query rejects unknown names: with a misspelt `key`, the request would remove
 * the shown photo instead of an upload.
 */
export const removeImageQuery = z.strictObject({
  /** An upload to withdraw, instead of removing the shown photo. */
  key: z.optional(imageKey),
});

/** The query of `GET /api/profile/image/history`. */
export const imageHistoryQuery = z.object({
  /** The `next` of the previous page. */
  cursor: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be a `next`'))),
});

/** What made a change: `other-writer` is another program that writes to the `Users` table. */
const IMAGE_EVENT_VIAS = ['api', 'phone', 'sweep', 's3-event', 'operator', 'other-writer'] as const;
export type ImageEventVia = (typeof IMAGE_EVENT_VIAS)[number];

const imageHistoryEvent = z.object({
  type: open(IMAGE_EVENT_TYPES),
  /** Unix time in seconds. */
  at: z.int(),
  reason: z.nullable(open(REJECTION_REASONS)),
  /** What made the change: an API call, the user's phone, the sweep, an S3 event, an operator's command, or another program's write to `Users`. */
  via: open(IMAGE_EVENT_VIAS),
});

const imageHistoryItem = z.object({
  /** With `PUT /api/profile`, it shows this image again while its state is `kept`. */
  key: z.string(),
  state: open(IMAGE_STATES),
  reason: z.nullable(open(REJECTION_REASONS)),
  contentType: z.string(),
  fileName: z.string(),
  /** The SHA-256 in base64 that the client declared: two images with the same one are the same picture. */
  checksumSha256: z.nullable(z.string()),
  /** Unix time in seconds of the request. */
  issuedAt: z.int(),
  /** Unix time in seconds until which it can be restored; null unless its state is `kept`. */
  restorableUntil: z.nullable(z.int()),
  /** The smallest size, while the image is shown or kept. */
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
  /** Lifetime of the URLs in this response, in seconds. */
  expiresIn: z.int(),
});
export type ImageHistoryResponse = z.infer<typeof imageHistoryResponse>;

/** `GET /api/profile/export`: everything stored about the caller. */
export const exportResponse = z.object({
  /** Unix time in seconds. */
  exportedAt: z.int(),
  user: z.object({
    userId: z.string(),
    email: z.string(),
    ...eachField(() => z.string()),
    createdAt: z.string(),
    /** Unix time in milliseconds of the last "sign out everywhere"; null if there was none. */
    sessionsValidFrom: z.nullable(z.int()),
    profileImageLink,
  }),
  /** Every image whose record still exists, newest first. */
  images: z.array(
    z.object({
      key: z.string(),
      state: open(IMAGE_STATES),
      reason: z.nullable(open(REJECTION_REASONS)),
      contentType: z.string(),
      fileName: z.string(),
      issuedAt: z.int(),
      /** Size in bytes and SHA-256 in base64, as declared in the request. */
      declaredSize: z.nullable(z.int()),
      declaredSha256: z.nullable(z.string()),
      /** In pixels; null until it is processed. */
      width: z.nullable(z.int()),
      height: z.nullable(z.int()),
      placeholder: z.nullable(z.string()),
      /** Unix time in seconds until which it can be restored; null unless its state is `kept`. */
      restorableUntil: z.nullable(z.int()),
      /** Unix time in seconds at which this record is deleted; null if that is not decided yet. */
      forgottenAt: z.nullable(z.int()),
      /** The image and its square sizes, while it is shown or kept. Unprocessed uploads are never served. */
      url: z.nullable(z.string()),
      variants: z.array(imageVariant),
      /** The source picture of the image, while it is shown or kept; null if it is not stored. */
      framing: z.nullable(
        z.object({
          key: z.string(),
          contentType: z.string(),
          /** In bytes. */
          size: z.int(),
          /** In pixels. */
          width: z.int(),
          height: z.int(),
          crop: cropNumbers,
          url: z.string(),
        }),
      ),
    }),
  ),
  /** Their events, and those of the lasting link, newest first. */
  events: z.array(
    z.extend(imageHistoryEvent, {
      type: open([...IMAGE_EVENT_TYPES, ...LINK_EVENT_TYPES]),
      key: z.nullable(z.string()),
      /** The network address of the caller, if known. */
      address: z.nullable(z.string()),
      /** The address of the privacy notice that the page showed; null if none. */
      privacyNotice: z.nullable(z.string()),
      /** Unix time in seconds at which the event is deleted. */
      forgottenAt: z.int(),
    }),
  ),
  /** Lifetime of the URLs in this response, in seconds. */
  expiresIn: z.int(),
});
export type ExportResponse = z.infer<typeof exportResponse>;

/** `POST /api/profile/erasure`. */
export const eraseDataRequest = z.object({
  /** The caller's own user id, as a confirmation. */
  userId: z.string(),
});

export const eraseDataResponse = z.object({
  /** Unix time in seconds. */
  erasedAt: z.int(),
  /** Number of image records. */
  images: z.int(),
  /** Number of files. */
  objects: z.int(),
  /** True if the user's item stays without its photo, since another program owns it. */
  userKept: z.boolean(),
  /** Unix time in seconds until which an upload that began before can still arrive; it is deleted within a day. */
  uploadsClosedAt: z.nullable(z.int()),
  /** False if something could not be deleted: an operator has to finish the erasure. */
  complete: z.boolean(),
  /** A signed confirmation (JWS, RFC 7515) that contains no personal data; null if the app has no key to sign with. */
  certificate: z.nullable(z.string()),
});
export type EraseDataResponse = z.infer<typeof eraseDataResponse>;

/** `DELETE /api/profile/sessions`. */
export const endSessionsResponse = z.object({
  /** Unix time in milliseconds: earlier sign-ins are no longer valid. */
  sessionsValidFrom: z.int(),
});

/** RFC 9457 problem details, with a stable `code`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.optional(z.string()),
  /** With `invalid_request`: the invalid fields, and what is wrong with them. */
  errors: z.optional(z.array(z.object({ field: z.string(), message: z.string() }))),
  /** With `image_rejected`: the reason. */
  reason: z.optional(open(REJECTION_REASONS)),
});
export type Problem = z.infer<typeof problem>;
