// The requests and responses of /api/profile/image/framing: the source picture of an image, and its crop.
import * as z from 'zod/mini';
import { MAX_FRAMED_SIDE } from './crop-limits';
import { cropNumbers } from './crop-numbers';
import {
  fileSize,
  imageContentType,
  imageKey,
  issueUploadResponse,
  sha256Base64,
} from './profile-schema';

const side = z.int().check(z.minimum(1), z.maximum(MAX_FRAMED_SIDE));

/** `POST`. */
export const issueFramingRequest = z.object({
  /** The key of an image that is shown, or can be restored. */
  key: imageKey,
  contentType: imageContentType,
  fileSize,
  checksumSha256: sha256Base64,
  /** In pixels. */
  width: side,
  height: side,
  crop: cropNumbers,
});
export type IssueFramingRequest = z.infer<typeof issueFramingRequest>;

export const issueFramingResponse = z.omit(issueUploadResponse, { s3Key: true });
export type IssueFramingResponse = z.infer<typeof issueFramingResponse>;

/** `PUT`. */
export const confirmFramingRequest = z.object({
  /** The key of the image. */
  key: imageKey,
});
export type ConfirmFramingRequest = z.infer<typeof confirmFramingRequest>;

/** `GET`, of the image that is shown. */
export const framingResponse = z.object({
  /** The key of the image. */
  key: z.string(),
  /** Where to GET the picture. Browsers save it as a file. */
  url: z.string(),
  /** Lifetime of `url` in seconds. */
  expiresIn: z.int(),
  contentType: z.string(),
  crop: cropNumbers,
});
export type FramingResponse = z.infer<typeof framingResponse>;
