// A shown image with all sizes, for benchmarks of large stores.
import { v7 as uuidv7 } from 'uuid';
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { profileKey, variantKey } from '@/lib/server/profile/domain/object-keys';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';

/** @param issuedAt Unix time in milliseconds */
export function shownImage(userId: string, issuedAt: number): ImageRecord {
  const imageId = uuidv7({ msecs: issuedAt });
  const variants = IMAGE_VARIANTS.map((spec) => ({
    name: spec.name,
    key: variantKey(userId, imageId, spec),
    width: 1,
    contentType: spec.contentType,
  }));
  return {
    userId,
    imageId,
    key: profileKey(userId, imageId, 'image/png'),
    uploadKey: null,
    contentType: 'image/png',
    fileName: 'foto.png',
    declaredSize: null,
    declaredSha256: null,
    seq: 1,
    state: 'shown',
    reason: null,
    issuedAt: issuedAt / 1000,
    processed: { width: 1, height: 1, variants, placeholder: 'AAAA' },
    lease: null,
    attempts: 0,
    dueAt: null,
    expiresAt: null,
    rev: 1,
  };
}
