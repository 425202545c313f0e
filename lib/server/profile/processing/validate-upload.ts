// Processes the bytes of an upload: checks them against the declarations, validates and re-encodes the image, and writes the
// resulting objects.
import { createHash } from 'node:crypto';
import { sniffContentType } from '@/lib/server/images/sniff';
import type { ValidatedImage } from '@/lib/server/images/validated-image';
import type { ImageRecord, ProcessedFacts } from '@/lib/server/profile/domain/model';
import type { StoredObject, UserPorts } from '@/lib/server/profile/ports';
import { UnavailableError } from '@/lib/server/shared/errors';
import type { RejectionReason } from '@/lib/shared/error-codes';
import {
  type ImageContentType,
  isImageContentType,
  MAX_UPLOAD_BYTES,
  MIN_IMAGE_SIDE,
} from '@/lib/shared/upload-policy';
import { storeImage, storeVariants } from './store-image';

/** Maximum size of an imported image, in bytes: older programs had no 2 MB limit. */
export const MAX_LEGACY_BYTES = 25 * 1024 * 1024;

export type ValidationResult =
  | { processed: ProcessedFacts; contentType: ImageContentType }
  | { reason: RejectionReason };

/** A valid upload, with what was created from it. */
interface ValidUpload {
  image: ValidatedImage;
  contentType: ImageContentType;
}

/** Reads the bytes to validate; null if there are none yet. */
export function readUpload(
  storage: UserPorts['storage'],
  image: ImageRecord,
): Promise<StoredObject | null> {
  return storage.read(image.uploadKey ?? image.key, maxBytes(image));
}

/** Maximum memory for the bytes of an upload. */
export function uploadBytes(image: ImageRecord): number {
  return Math.min(image.declaredSize ?? Number.POSITIVE_INFINITY, maxBytes(image));
}

function maxBytes({ uploadKey }: ImageRecord): number {
  return uploadKey ? MAX_UPLOAD_BYTES : MAX_LEGACY_BYTES;
}

/**
 * Validates and re-encodes an image whose lease this process holds. It writes nothing.
 * @throws UnavailableError if it is not possible now; DecoderDiedError if the decoder process died
 */
export async function validateUpload(
  ports: UserPorts,
  held: ImageRecord,
  object: StoredObject,
): Promise<ValidUpload | { reason: RejectionReason }> {
  const declared = held.uploadKey ? declaredType(held, object) : typeOfLegacy(object);
  if ('reason' in declared) return declared;
  const { contentType } = declared;
  const validation = await ports.validateImage(
    object.bytes,
    contentType,
    ports.policy.imageVariants,
  );
  if (!validation.ok) return { reason: validation.reason };
  // Imported images keep the size that an older program accepted.
  if (held.uploadKey && isTooSmall(validation.image)) return { reason: 'too_small' };
  return { image: validation.image, contentType };
}

function isTooSmall({ original: { width, height } }: ValidatedImage): boolean {
  return Math.min(width, height) < MIN_IMAGE_SIDE;
}

/**
 * Writes the objects created from an image. An imported image stays at its key as it is; only the new objects are written.
 * @throws UnavailableError if the lease is about to expire, or a service is unavailable
 */
export async function storeUpload(
  ports: UserPorts,
  held: ImageRecord,
  { image, contentType }: ValidUpload,
): Promise<ValidationResult> {
  requireLease(ports, held);
  const write = held.uploadKey ? storeImage : storeVariants;
  return { processed: await write(ports.storage, held, image), contentType };
}

type TypeOrFault = { contentType: ImageContentType } | { reason: RejectionReason };

function declaredType(image: ImageRecord, object: StoredObject): TypeOrFault {
  const fault = declarationFault(image, object);
  if (fault) return { reason: fault };
  const { contentType } = image;
  if (!isImageContentType(contentType)) {
    throw new UnavailableError(`A newer version of the app takes ${contentType}`);
  }
  return { contentType };
}

/** Detects the type from the bytes, not from the name of the object. */
function typeOfLegacy({ bytes }: StoredObject): TypeOrFault {
  if (bytes.length > MAX_LEGACY_BYTES) return { reason: 'too_large' };
  const contentType = sniffContentType(bytes);
  return contentType ? { contentType } : { reason: 'not_an_image' };
}

/** Checks the bytes against the declarations, without decoding them; null if they match. */
function declarationFault(
  image: ImageRecord,
  { bytes, contentType }: StoredObject,
): RejectionReason | null {
  if (bytes.length === 0) return 'empty';
  if (bytes.length > MAX_UPLOAD_BYTES) return 'too_large';
  if (image.declaredSize !== null && bytes.length !== image.declaredSize) return 'size_mismatch';
  if (contentType !== image.contentType) return 'type_mismatch';
  if (image.declaredSha256 === null) return null;
  const sha256 = createHash('sha256').update(bytes).digest('base64');
  return sha256 === image.declaredSha256 ? null : 'checksum_mismatch';
}

/**
 * Call it before writing objects under a lease.
 * @throws UnavailableError if the lease may expire before the last write
 */
export function requireLease(ports: UserPorts, image: ImageRecord): void {
  const left = (image.lease?.until ?? 0) * 1000 - ports.clock.now().getTime();
  if (left < ports.policy.times.reserve)
    throw new UnavailableError('Processing the image took too long');
}
