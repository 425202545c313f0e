// Changes of the `Users` row alone: the names, and the four attributes of the original API.

import { changedImages, newestOf } from './image-life';
import type { Change, Names, ShownImage, UserImages, UserRecord } from './model';

/** Changes only the names. Requires that the user exists. */
export function rename(userId: string, names: Partial<Names>): Change {
  return { userId, user: { names }, images: [], events: [] };
}

/** The key that the four attributes must hold, unless another program has written them. */
export function namedKey({ shown, request }: UserImages): string | null {
  return request && request.namedUntil !== null ? request.key : (shown?.key ?? null);
}

/**
 * Sets the four attributes back to the shown image, or removes them if there is none. A pending upload can still be
 * confirmed. The state does not change, so there is no event.
 */
export function resetAttributes({ userId, images }: UserRecord): Change {
  const { shown, request } = images;
  return {
    userId,
    user: {
      images: changedImages(images, {
        newest: shown && newestOf(shown, shown.updatedAt),
        request: request && { ...request, namedUntil: null },
      }),
    },
    images: [],
    events: [],
  };
}

/** Takes over a time or file name of the shown image that another program wrote. The state does not change, so there is no event. */
export function updateShownDetails({ userId, images }: UserRecord, shown: ShownImage): Change {
  return { userId, user: { images: changedImages(images, { shown }) }, images: [], events: [] };
}

/** Returns the user as the change leaves it once it is committed. */
export function userAfter(user: UserRecord, { user: changed = {} }: Change): UserRecord {
  const { names, images, sessionsValidFrom = user.sessionsValidFrom } = changed;
  return { ...user, ...names, images: images?.after ?? user.images, sessionsValidFrom };
}
