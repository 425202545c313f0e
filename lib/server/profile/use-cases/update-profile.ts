// PUT /api/profile: changes only the given fields. Names and photo in one request change atomically.

import type { ImageRecord, Names, UserRecord } from '@/lib/server/profile/domain/model';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { restore, touch } from '@/lib/server/profile/domain/photo-steps';
import { rename } from '@/lib/server/profile/domain/user-row';
import type { UserPorts } from '@/lib/server/profile/ports';
import type { Processing } from '@/lib/server/profile/processing/commit-result';
import { processImage } from '@/lib/server/profile/processing/process-image';
import { shownRecord } from '@/lib/server/profile/shared/follow-other-writers';
import { momentOf } from '@/lib/server/profile/shared/moment';
import { profileView } from '@/lib/server/profile/shared/profile-view';
import { transact } from '@/lib/server/profile/shared/transact';
import type { Actor } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';
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
  ports: UserPorts,
  userId: string,
  { profileImageKey, ...given }: UpdateProfileRequest,
  actor: Actor,
): Promise<ProfileResponse> {
  const names = changedFields(given);
  const user = await change(ports, userId, profileImageKey, actor, names);
  const fields = [
    ...Object.keys(names ?? {}),
    ...(profileImageKey !== undefined ? ['profileImageKey'] : []),
  ];
  const list = fields.map((field) => `'${field}'`).join(', ');
  ports.log.info({ userId }, `Profile updated for user ${userId}: [${list}]`);
  return profileView(ports, user);
}

/** @returns the user after the change */
function change(
  ports: UserPorts,
  userId: string,
  profileImageKey: string | null | undefined,
  actor: Actor,
  names: Partial<Names> | undefined,
): Promise<UserRecord> {
  if (profileImageKey === undefined) {
    return transact(ports, userId, actor, () => (names ? rename(userId, names) : null));
  }
  if (profileImageKey === null) return removeShown(ports, userId, actor, names);
  return showImage(ports, userId, profileImageKey, actor, names);
}

async function showImage(
  ports: UserPorts,
  userId: string,
  key: string,
  actor: Actor,
  names: Partial<Names> | undefined,
): Promise<UserRecord> {
  let toProcess: ImageRecord | null = null;
  let isRestored = false;
  const user = await transact(ports, userId, actor, async (current) => {
    const found = await ownImage(ports, userId, key);
    const isOnProfile = found.imageId === current.images.shown?.imageId;
    const isProcessed = found.processed !== null;
    toProcess = isProcessed && (found.state === 'kept' || found.state === 'shown') ? null : found;
    // An image recorded as shown, but not on the profile: another program has restored an old row.
    isRestored = found.state === 'kept' || (found.state === 'shown' && !isOnProfile);
    if (isRestored) {
      const replaced = await shownRecord(ports.store, current);
      // A legacy image that was never validated still has to be: the names wait for that.
      const now = isProcessed ? names : undefined;
      return restore(current, found, replaced, momentOf(ports, actor), now);
    }
    const isShown = found.state === 'shown' && isProcessed;
    return isShown ? touch(current, momentOf(ports, actor), names) : null;
  });
  if (!toProcess) return user;
  return await processFound(ports, user, toProcess, isRestored, { actor, names });
}

async function processFound(
  ports: UserPorts,
  user: UserRecord,
  image: ImageRecord,
  isRestored: boolean,
  processing: Processing,
): Promise<UserRecord> {
  const { imageId, state } = image;
  const known = isRestored ? { user } : { user, image };
  const processed = await processImage(ports, user.userId, imageId, processing, known);
  // Validation keeps the legacy time of an imported image; this explicit request by its key sets a new one.
  if (state !== 'shown') return processed;
  const { actor } = processing;
  return transact(ports, user.userId, actor, (current) =>
    current.images.shown?.imageId === imageId ? touch(current, momentOf(ports, actor)) : null,
  );
}

/** Looks the key up among the caller's own images only. */
async function ownImage(ports: UserPorts, userId: string, key: string): Promise<ImageRecord> {
  const image = await ports.store.readImage(userId, imageIdOfKey(userId, key));
  if (image?.key !== key) throw new ProfileError('image_not_found');
  return image;
}
