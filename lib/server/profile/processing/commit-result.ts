// Commits the result of processing an image: shows, accepts, hides, rejects or supersedes it.
import { isCurrent } from '@/lib/server/profile/domain/image-states';
import { acceptImported, hide } from '@/lib/server/profile/domain/legacy-steps';
import type { Change, ImageRecord, Names, UserRecord } from '@/lib/server/profile/domain/model';
import { show } from '@/lib/server/profile/domain/photo-steps';
import { reject, supersede } from '@/lib/server/profile/domain/upload-steps';
import { userAfter } from '@/lib/server/profile/domain/user-row';
import type { StoredObject, UserPorts } from '@/lib/server/profile/ports';
import { readCurrentUser } from '@/lib/server/profile/shared/find-user';
import { shownRecord } from '@/lib/server/profile/shared/follow-other-writers';
import { keepInitials } from '@/lib/server/profile/shared/keep-initials';
import { momentOf } from '@/lib/server/profile/shared/moment';
import { retryUnderLock } from '@/lib/server/profile/shared/retry-on-conflict';
import type { Actor } from '@/lib/server/shared/caller';
import type { ValidationResult } from './validate-upload';

/** Why an image is processed. */
export interface Processing {
  actor: Actor;
  /** Names to change in the transaction that shows the image. */
  names?: Partial<Names> | undefined;
}

/** The user after the change, or why the image is not shown. */
export type Outcome = UserRecord | 'superseded' | 'lease lost';

/**
 * Commits the result, first on the user as read before processing; after a conflict, on the user and image as read again.
 * @param before the user as read before processing, the image with the lease of this process, and the record of the shown image
 */
export function commitResult(
  ports: UserPorts,
  before: { user: UserRecord; image: ImageRecord; replaced: ImageRecord | null },
  { modifiedAt }: StoredObject,
  result: ValidationResult,
  { actor, names }: Processing,
): Promise<Outcome> {
  const { store } = ports;
  const { userId, imageId, lease } = before.image;

  async function changeFor(
    current: UserRecord,
    image: ImageRecord,
    replaced: () => ImageRecord | null | Promise<ImageRecord | null>,
  ): Promise<Change> {
    const moment = momentOf(ports, actor);
    if ('reason' in result) {
      return (image.uploadKey ? reject : hide)(current, image, result.reason, moment);
    }
    if (!image.uploadKey) {
      return acceptImported(current, image, { ...result, modifiedAt }, moment, names);
    }
    return show(current, image, result.processed, await replaced(), moment, names);
  }

  let isFirstTry = true;
  return retryUnderLock(ports, userId, async () => {
    const known = isFirstTry ? before : null;
    isFirstTry = false;
    const current = known?.user ?? (await readCurrentUser(ports, userId, actor));
    const image = known?.image ?? (await store.readImage(userId, imageId));
    if (!image || image.lease?.token !== lease?.token) return 'lease lost';
    if (!isCurrent(current, image)) {
      await store.commit(supersede(current, image, momentOf(ports, actor)));
      return 'superseded';
    }
    const change = await changeFor(current, image, () =>
      known ? known.replaced : shownRecord(store, current),
    );
    const complete = (await keepInitials(ports, current, change)) ?? change;
    await store.commit(complete);
    return userAfter(current, complete);
  });
}
