// Reads the user for a use case, after reconciling the row with the image records.

import { NAMED_LIFETIME } from '@/lib/server/profile/domain/image-life';
import { importLegacy } from '@/lib/server/profile/domain/legacy-steps';
import type { Change, NewestImage, UserRecord } from '@/lib/server/profile/domain/model';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { resetAttributes, userAfter } from '@/lib/server/profile/domain/user-row';
import type { UserPorts } from '@/lib/server/profile/ports';
import type { Actor } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';
import { IMAGE_EXTENSIONS, type ImageContentType } from '@/lib/shared/upload-policy';
import { followOtherWriters, OTHER_WRITER, shownRecord } from './follow-other-writers';
import { type DrawingPorts, keepInitials } from './keep-initials';
import { momentOf } from './moment';
import { retryOnConflict } from './retry-on-conflict';

export type FindingPorts = DrawingPorts &
  Pick<UserPorts, 'store' | 'clock' | 'newId' | 'policy' | 'log'>;

/**
 * Returns the user, after following what other programs wrote into the four image attributes, importing a legacy key, and
 * removing an upload whose URL has expired from the attributes.
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export function findUser(ports: FindingPorts, userId: string, actor: Actor): Promise<UserRecord> {
  return retryOnConflict(ports.clock, () => readCurrentUser(ports, userId, actor));
}

/**
 * One attempt of `findUser`, for work that retries anyway.
 * @throws ChangeConflictError if the user changed since it was read
 */
export async function readCurrentUser(
  ports: FindingPorts,
  userId: string,
  actor: Actor,
): Promise<UserRecord> {
  const user = await ports.store.readUser(userId);
  if (!user) throw new ProfileError('user_not_found');
  const found = await followOtherWriters(ports, user);
  const followed = found === 'unknown' ? await followUnknownKey(ports, user, actor) : found;
  const change = await keepInitials(ports, user, followed);
  if (!change) return user;
  await ports.store.commit(change);
  ports.log.info(
    { userId, key: user.images.newest?.key },
    `Image attributes followed for user ${userId}`,
  );
  return userAfter(user, change);
}

/**
 * Handles a key in the user's own folder that has no record. It is imported, unless it would replace a photo and has no
 * object: then another program may be uploading it, and gets as much time as our own uploads.
 */
async function followUnknownKey(
  ports: FindingPorts,
  user: UserRecord,
  actor: Actor,
): Promise<Change | null> {
  const { newest, shown, rev } = user.images;
  if (!newest) return null;
  const isLegacy = rev === 0;
  const moment = momentOf(ports, isLegacy ? actor : OTHER_WRITER);
  if (shown && !(await ports.storage.has(newest.key))) {
    const age = moment.now - (newest.updatedAt ?? 0);
    return Math.abs(age) < NAMED_LIFETIME ? null : resetAttributes(user);
  }
  const imported = {
    imageId: imageIdOfKey(user.userId, newest.key),
    key: newest.key,
    uploadKey: null,
    contentType: contentTypeOf(newest),
    fileName: newest.fileName,
    declaredSize: null,
    declaredSha256: null,
  };
  return importLegacy(user, imported, await shownRecord(ports.store, user), moment);
}

/** Guesses the type; validation determines it from the bytes. */
function contentTypeOf({ key, contentType }: NewestImage): ImageContentType {
  const known = Object.entries(IMAGE_EXTENSIONS) as [ImageContentType, string][];
  const found = known.find(
    ([type, extension]) => type === contentType || key.endsWith(`.${extension}`),
  );
  return found?.[0] ?? 'image/jpeg';
}
