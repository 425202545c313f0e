// The user as a use case wants to find them: existing, and with every image on record.
import { IMAGE_EXTENSIONS, type ImageContentType } from '@/lib/shared/upload-policy';
import { momentOf, untilSettled } from './circumstances';
import { ProfileError } from './errors';
import { adopt } from './image-life';
import type { Actor, ImageRecord, NewestImage, UserRecord } from './model';
import { imageIdOfKey, isOwnProfileKey } from './object-keys';
import type { Ports } from './ports';

/**
 * The user. A key in the contract's attributes that no image stands behind, from before or from another writer, has been
 * adopted by then.
 * @throws ProfileError `user_not_found`
 */
export async function findUser(
  ports: Pick<Ports, 'store' | 'clock' | 'newId' | 'policy' | 'log'>,
  userId: string,
  actor: Actor,
): Promise<UserRecord> {
  return untilSettled(ports.clock, async () => {
    const user = await ports.store.readUser(userId);
    if (!user) throw new ProfileError('user_not_found');
    const legacy = legacyImage(user);
    if (!legacy) return user;
    const imageId = imageIdOfKey(userId, legacy.key);
    if (await ports.store.readImage(userId, imageId)) return user;
    const change = adopt(
      user,
      {
        imageId,
        key: legacy.key,
        uploadKey: null,
        contentType: contentTypeOf(legacy),
        fileName: legacy.fileName,
        declaredSize: null,
        declaredSha256: null,
      },
      await shownRecord(ports.store, user),
      momentOf(ports, actor),
    );
    await ports.store.commit(change);
    ports.log.info({ userId, key: legacy.key }, `Image adopted for user ${userId}`);
    return (await ports.store.readUser(userId)) ?? user;
  });
}

/** The record of the image that is shown; null where none is. */
export async function shownRecord(
  store: Pick<Ports['store'], 'readImage'>,
  user: UserRecord,
): Promise<ImageRecord | null> {
  const { shown } = user.images;
  return shown && store.readImage(user.userId, shown.imageId);
}

/** An image that another writer put into the contract's attributes; only what stands in the user's own folder is taken. */
function legacyImage(user: UserRecord): NewestImage | null {
  const { newest, shown, request } = user.images;
  if (!newest || newest.key === shown?.key || newest.key === request?.key) return null;
  return isOwnProfileKey(user.userId, newest.key) ? newest : null;
}

/** The type is a first guess: what the bytes are is found out when they are proven. */
function contentTypeOf({ key, contentType }: NewestImage): ImageContentType {
  const known = Object.entries(IMAGE_EXTENSIONS) as [ImageContentType, string][];
  const found = known.find(
    ([type, extension]) => type === contentType || key.endsWith(`.${extension}`),
  );
  return found?.[0] ?? 'image/jpeg';
}
