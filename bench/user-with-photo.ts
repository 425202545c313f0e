// A user who has a photo, for benchmarks of reads.
import { v7 as uuidv7 } from 'uuid';
import type { UserRecord } from '@/lib/server/profile/domain/model';
import { profileKey, variantKey } from '@/lib/server/profile/domain/object-keys';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import { newUser } from '@/test/profile/memory-ports';

/** The photo has all sizes; no object of it exists. */
export function userWithPhoto(userId: string): UserRecord {
  const user = newUser(userId);
  const imageId = uuidv7();
  const named = {
    key: profileKey(userId, imageId, 'image/webp'),
    contentType: 'image/webp',
    fileName: 'foto.webp',
    updatedAt: Math.floor(Date.now() / 1000),
  };
  const variants = IMAGE_VARIANTS.map((spec) => ({
    name: spec.name,
    key: variantKey(userId, imageId, spec),
    width: spec.side,
    contentType: spec.contentType,
  }));
  const processed = { width: 1024, height: 1024, variants, placeholder: 'AAAA' };
  const images = {
    ...user.images,
    imageSeq: 1,
    rev: 1,
    newest: named,
    shown: { ...named, imageId, processed },
  };
  return { ...user, images };
}
