// GET /api/profile/export: all that is held about a person, in one document.
import type { ExportResponse } from '@/lib/shared/profile-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { unixTime } from './circumstances';
import { findUser } from './find-user';
import type { Actor, ImageRecord } from './model';
import type { Ports } from './ports';

const BATCH = 100;

/**
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function exportProfile(
  ports: Ports,
  userId: string,
  actor: Actor,
): Promise<ExportResponse> {
  const { email, nombre, apellido, createdAt } = await findUser(ports, userId, actor);
  const exportedAt = unixTime(ports.clock);
  const images = await allImages(ports, userId, exportedAt);
  const events = await ports.store.listEvents(userId, 0, exportedAt);
  const keys = new Map(images.map(({ imageId, key }) => [imageId, key]));
  return {
    exportedAt,
    user: { userId, email, nombre, apellido, createdAt },
    images: await Promise.all(
      images.map(async (image) => {
        const { key, state, reason, contentType, fileName, issuedAt } = image;
        const viewable = (state === 'shown' || state === 'kept') && image.proven !== null;
        const url = viewable ? await ports.signer.presignGet(key) : null;
        return { key, state, reason, contentType, fileName, issuedAt, url };
      }),
    ),
    events: events.map(({ type, at, reason, by, imageId }) => ({
      type,
      at,
      reason,
      via: by.via,
      key: keys.get(imageId) ?? null,
      address: by.address,
    })),
    expiresIn: URL_LIFETIME_SECONDS,
  };
}

async function allImages(ports: Ports, userId: string, now: number): Promise<ImageRecord[]> {
  const images: ImageRecord[] = [];
  let from: string | null = null;
  do {
    const page = await ports.store.listImages(userId, BATCH, from, now);
    images.push(...page.items);
    from = page.next;
  } while (from !== null);
  return images;
}
