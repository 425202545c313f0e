// From the bytes of an upload to objects in their place: the declarations are checked, the picture is validated, the results are
// written.
import { createHash } from 'node:crypto';
import type { ProvenImage } from '@/lib/server/images/proven-image';
import { sniffContentType } from '@/lib/server/images/sniff';
import type { RejectionReason } from '@/lib/shared/error-codes';
import {
  type ImageContentType,
  isImageContentType,
  MAX_UPLOAD_BYTES,
} from '@/lib/shared/upload-policy';
import { UnavailableError } from './errors';
import type { ImageRecord, ProvenFacts } from './model';
import type { Ports, StoredObject } from './ports';
import { storeProvenImage, storeVariants } from './store-proven-image';

/** A holder with less of its lease left than this, in seconds, writes nothing more: another may begin. */
const LEASE_RESERVE = 10;
/** The largest image from before uploads had a limit, in bytes. */
export const MAX_ADOPTED_BYTES = 25 * 1024 * 1024;

export type UploadProof =
  | { proven: ProvenFacts; contentType: ImageContentType }
  | { reason: RejectionReason };

/** An upload that was found sound, with what is made of it. */
export interface SoundUpload {
  image: ProvenImage;
  contentType: ImageContentType;
}

/** The bytes to validate; null if there are none yet. */
export function readUpload(
  storage: Ports['storage'],
  image: ImageRecord,
): Promise<StoredObject | null> {
  return storage.read(image.uploadKey ?? image.key, maxBytes(image));
}

/** The most memory that the bytes of an upload can take. */
export function uploadBytes(image: ImageRecord): number {
  return Math.min(image.declaredSize ?? Number.POSITIVE_INFINITY, maxBytes(image));
}

function maxBytes({ uploadKey }: ImageRecord): number {
  return uploadKey ? MAX_UPLOAD_BYTES : MAX_ADOPTED_BYTES;
}

/**
 * Validates and re-encodes an image that this process holds the lease of. Nothing is written.
 * @throws UnavailableError if it cannot be done now; DecoderDiedError if a process died of it
 */
export async function validateUpload(
  ports: Ports,
  held: ImageRecord,
  object: StoredObject,
): Promise<SoundUpload | { reason: RejectionReason }> {
  const declared = held.uploadKey ? declaredType(held, object) : typeOfAdopted(object);
  if ('reason' in declared) return declared;
  const { contentType } = declared;
  const proof = await ports.proveImage(object.bytes, contentType, ports.policy.imageVariants);
  return proof.ok ? { image: proof.image, contentType } : { reason: proof.reason };
}

/**
 * Writes what was made of an image. One from before uploads had a place of their own stays as it is, beside what is made of it.
 * @throws UnavailableError if it took so long that another holder may begin, or a service cannot answer
 */
export async function storeUpload(
  ports: Ports,
  held: ImageRecord,
  { image, contentType }: SoundUpload,
): Promise<UploadProof> {
  requireLease(ports, held);
  const write = held.uploadKey ? storeProvenImage : storeVariants;
  return { proven: await write(ports.storage, held, image), contentType };
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

/** What the bytes are, whatever the object is called. */
function typeOfAdopted({ bytes }: StoredObject): TypeOrFault {
  if (bytes.length > MAX_ADOPTED_BYTES) return { reason: 'too_large' };
  const contentType = sniffContentType(bytes);
  return contentType ? { contentType } : { reason: 'not_an_image' };
}

/** What speaks against the bytes before anyone looks into them; null if nothing does. */
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
 * Before a holder writes objects.
 * @throws UnavailableError if its lease may end before its last write
 */
export function requireLease(ports: Ports, image: ImageRecord): void {
  const left = (image.lease?.until ?? 0) * 1000 - ports.clock.now().getTime();
  if (left < LEASE_RESERVE * 1000) throw new UnavailableError('Proving the image took too long');
}
