// PUT /api/profile: changes only the given fields. Names and photo in one request change atomically.

import type { ImageRecord, Names } from '@/lib/server/profile/domain/model';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { restore, touch } from '@/lib/server/profile/domain/photo-steps';
import { rename } from '@/lib/server/profile/domain/user-row';
import type { Ports } from '@/lib/server/profile/ports';
import { settleImage } from '@/lib/server/profile/processing/process-image';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { shownRecord } from '@/lib/server/profile/shared/follow-other-writers';
import { profileView } from '@/lib/server/profile/shared/profile-view';
import { changing, momentOf } from '@/lib/server/profile/shared/transact';
import type { Actor } from '@/lib/server/shared/caller';
import { ChangeConflictError, ProfileError } from '@/lib/server/shared/errors';
import { changedFields } from '@/lib/shared/person-fields';
import type { ProfileResponse, UpdateProfileRequest } from '@/lib/shared/profile-schema';
import { removeShown } from './remove-image';

/**
 * Changes the given fields: a `profileImageKey` of the caller is processed or restored, and shown; `null` removes
 * the photo.
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
      // The user is gone, or the caller has been signed out: reading the user throws the right error.
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
    // An image recorded as shown, but not on the profile: another program has restored an old row.
    if (found.state === 'kept' || (found.state === 'shown' && !isOnProfile)) {
      const replaced = await shownRecord(ports.store, user);
      // A legacy image that was never validated still has to be: the names wait for that.
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
  // Validating an imported image keeps its legacy time; an explicit request by its key sets a new one.
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

/** Looks the key up among the caller's own images only. */
async function ownImage(ports: Ports, userId: string, key: string): Promise<ImageRecord> {
  const image = await ports.store.readImage(userId, imageIdOfKey(userId, key));
  if (image?.key !== key) throw new ProfileError('image_not_found');
  return image;
}
