// PUT /api/profile: names and photo, only what is given. Names and a photo in one request change together or not at all.
import { changedFields } from '@/lib/shared/person-fields';
import type { ProfileResponse, UpdateProfileRequest } from '@/lib/shared/profile-schema';
import { changing, momentOf } from './circumstances';
import { ChangeConflictError, ProfileError } from './errors';
import { findUser } from './find-user';
import { shownRecord } from './follow-row';
import { rename, restore, touch } from './image-life';
import type { Actor, ImageRecord, Names } from './model';
import { imageIdOfKey } from './object-keys';
import type { Ports } from './ports';
import { profileView } from './profile-view';
import { removeShown } from './remove-image';
import { settleImage } from './settle-image';

/**
 * Changes what the request names: with a `profileImageKey` of the caller's own, that image is proven, or brought back, and
 * shown; with `null` the photo is removed.
 * @throws ProfileError `user_not_found`, `image_not_found`, `not_uploaded`, `superseded`, `image_rejected`
 * @throws UnavailableError
 */
export async function updateProfile(
  ports: Ports,
  userId: string,
  { profileImageKey, ...given }: UpdateProfileRequest,
  actor: Actor,
): Promise<ProfileResponse> {
  const names = changedFields(given);
  if (profileImageKey === undefined) {
    if (names) await changeNames(ports, userId, names, actor);
  } else if (profileImageKey === null) {
    await removeShown(ports, userId, actor, names);
  } else {
    await showImage(ports, userId, profileImageKey, actor, names);
  }
  const fields = [
    ...Object.keys(names ?? {}),
    ...(profileImageKey !== undefined ? ['profileImageKey'] : []),
  ];
  const list = fields.map((field) => `'${field}'`).join(', ');
  ports.log.info({ userId }, `Profile updated for user ${userId}: [${list}]`);
  return profileView(ports, await findUser(ports, userId, actor));
}

async function changeNames(
  ports: Ports,
  userId: string,
  names: Partial<Names>,
  actor: Actor,
): Promise<void> {
  await changing(ports, userId, async () => {
    try {
      await ports.store.commit(rename(userId, names));
    } catch (error) {
      // The user is gone, or the caller has been signed out: a look at the user says which.
      if (error instanceof ChangeConflictError) await findUser(ports, userId, actor);
      throw error;
    }
  });
}

async function showImage(
  ports: Ports,
  userId: string,
  key: string,
  actor: Actor,
  names: Partial<Names> | undefined,
): Promise<void> {
  const image = await changing(ports, userId, async () => {
    const user = await findUser(ports, userId, actor);
    const found = await ownImage(ports, userId, key);
    const isOnProfile = found.imageId === user.images.shown?.imageId;
    // One that is recorded as shown and not on the profile: another program has put back an old row.
    if (found.state === 'kept' || (found.state === 'shown' && !isOnProfile)) {
      const replaced = await shownRecord(ports.store, user);
      // One from before proofs that was never proven still has to be: the names wait for that.
      const now = found.proven ? names : undefined;
      await ports.store.commit(restore(user, found, replaced, momentOf(ports, actor), now));
      return found.proven ? null : found;
    }
    if (found.state === 'shown' && found.proven) {
      await ports.store.commit(touch(user, momentOf(ports, actor), names));
      return null;
    }
    return found;
  });
  if (!image) return;
  await settleImage(ports, userId, image.imageId, actor, names);
  // An adopted image keeps its legacy time when it is validated; being asked for by its key gives it a new one.
  if (image.state === 'shown') await touchShown(ports, userId, image.imageId, actor);
}

async function touchShown(
  ports: Ports,
  userId: string,
  imageId: string,
  actor: Actor,
): Promise<void> {
  await changing(ports, userId, async () => {
    const user = await findUser(ports, userId, actor);
    if (user.images.shown?.imageId !== imageId) return;
    await ports.store.commit(touch(user, momentOf(ports, actor)));
  });
}

/** The key is only ever looked up among the caller's own images. */
async function ownImage(ports: Ports, userId: string, key: string): Promise<ImageRecord> {
  const image = await ports.store.readImage(userId, imageIdOfKey(userId, key));
  if (image?.key !== key) throw new ProfileError('image_not_found');
  return image;
}
