// From the bytes of an upload to objects in their place: what was declared is checked, the picture proven, the outcome written.
import { createHash } from 'node:crypto';
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

/** The bytes that wait for their proof; null if there are none yet. */
export function readUpload(
  storage: Ports['storage'],
  image: ImageRecord,
): Promise<StoredObject | null> {
  return image.uploadKey
    ? storage.read(image.uploadKey, MAX_UPLOAD_BYTES)
    : storage.read(image.key, MAX_ADOPTED_BYTES);
}

/**
 * Proves an image that this process holds the lease of, and writes what is made of it.
 * @throws UnavailableError if it took so long that another holder may begin, or a service cannot answer
 */
export function proveUpload(
  ports: Ports,
  held: ImageRecord,
  object: StoredObject,
): Promise<UploadProof> {
  return held.uploadKey ? proveNew(ports, held, object) : proveAdopted(ports, held, object);
}

async function proveNew(
  ports: Ports,
  image: ImageRecord,
  object: StoredObject,
): Promise<UploadProof> {
  const fault = declarationFault(image, object);
  if (fault) return { reason: fault };
  const { contentType } = image;
  if (!isImageContentType(contentType)) {
    throw new UnavailableError(`A newer version of the app takes ${contentType}`);
  }
  const proof = await ports.proveImage(object.bytes, contentType, ports.policy.imageVariants);
  if (!proof.ok) return { reason: proof.reason };
  requireLease(ports, image);
  const proven = await storeProvenImage(ports.storage, image, proof.image);
  return { proven, contentType };
}

/** An image from before proofs is proven where it stands, whatever it calls itself; only what is made of it is written. */
async function proveAdopted(
  ports: Ports,
  image: ImageRecord,
  { bytes }: StoredObject,
): Promise<UploadProof> {
  if (bytes.length > MAX_ADOPTED_BYTES) return { reason: 'too_large' };
  const contentType = sniffContentType(bytes);
  if (!contentType) return { reason: 'not_an_image' };
  const proof = await ports.proveImage(bytes, contentType, ports.policy.imageVariants);
  if (!proof.ok) return { reason: proof.reason };
  requireLease(ports, image);
  return { proven: await storeVariants(ports.storage, image, proof.image), contentType };
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
