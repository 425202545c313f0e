// Other programs write the four image attributes of `Users`, as the original API allows. This decides the one change that updates our
// records to match the row, or the row to match our records. docs/decisions/0010-other-writers.md lists all cases.

import type { Moment } from '@/lib/server/profile/domain/image-life';
import type {
  Change,
  ImageRecord,
  ShownImage,
  UserRecord,
} from '@/lib/server/profile/domain/model';
import { imageIdOfKey, isOwnProfileKey } from '@/lib/server/profile/domain/object-keys';
import { remove, restore } from '@/lib/server/profile/domain/photo-steps';
import {
  namedKey,
  resetAttributes,
  updateShownDetails,
} from '@/lib/server/profile/domain/user-row';
import type { UserPorts } from '@/lib/server/profile/ports';
import type { Actor } from '@/lib/server/shared/caller';
import { IMAGE_STATES } from '@/lib/shared/profile-schema';
import { momentOf } from './moment';

export const OTHER_WRITER: Actor = { userId: null, via: 'other-writer', address: null };

/**
 * @returns the change, null if row and records agree, or `unknown` if the row names a key in the user's own folder that no
 *   record has
 * @throws UnavailableError
 */
export async function followOtherWriters(
  ports: Pick<UserPorts, 'store' | 'clock' | 'newId' | 'policy'>,
  user: UserRecord,
): Promise<Change | 'unknown' | null> {
  const { newest, shown, request } = user.images;
  const moment = momentOf(ports, OTHER_WRITER);
  const key = newest?.key ?? null;
  if (key === namedKey(user.images)) {
    const namedUntil = request?.namedUntil ?? null;
    if (namedUntil !== null) return moment.now >= namedUntil ? resetAttributes(user) : null;
    return shown && followDetails(user, shown);
  }
  if (key === null) return remove(user, await shownRecord(ports.store, user), moment);
  if (!isOwnProfileKey(user.userId, key)) return shown && resetAttributes(user);
  const image = await ports.store.readImage(user.userId, imageIdOfKey(user.userId, key));
  return image ? followKey(ports, user, key, image, moment) : 'unknown';
}

/** Reads the record of the shown image; null if there is none. */
export async function shownRecord(
  store: Pick<UserPorts['store'], 'readImage'>,
  user: UserRecord,
): Promise<ImageRecord | null> {
  const { shown } = user.images;
  const image = shown && (await store.readImage(user.userId, shown.imageId));
  // Another program may have restored an old row, which names an image that has changed state since.
  return image?.state === 'shown' ? image : null;
}

/** Handles a key that another program wrote and that has a record. */
async function followKey(
  ports: Pick<UserPorts, 'store'>,
  user: UserRecord,
  key: string,
  image: ImageRecord,
  moment: Moment,
): Promise<Change | null> {
  const { shown } = user.images;
  const isRestorable = image.state === 'shown' || image.state === 'kept';
  if (image.key === key && isRestorable) {
    const current = await shownRecord(ports.store, user);
    const replaced = current?.imageId === image.imageId ? null : current;
    return restore(user, image, replaced, moment);
  }
  // A state of a newer version of the app.
  if (!isKnown(image.state)) return null;
  // The object of a hidden image still exists. Other programs may be able to show it, and this app has nothing else to show.
  const isHidden = image.key === key && image.state === 'hidden';
  return isHidden && !shown ? null : resetAttributes(user);
}

function isKnown(state: ImageRecord['state']): boolean {
  return IMAGE_STATES.some((known) => known === state);
}

/** Handles the expected key. Takes over a time or a file name that another program wrote beside it. */
function followDetails(user: UserRecord, shown: ShownImage): Change | null {
  const { newest } = user.images;
  const updatedAt = newest?.updatedAt ?? shown.updatedAt;
  const fileName = newest?.fileName || shown.fileName;
  const isSame = updatedAt === shown.updatedAt && fileName === shown.fileName;
  return isSame ? null : updateShownDetails(user, { ...shown, updatedAt, fileName });
}
