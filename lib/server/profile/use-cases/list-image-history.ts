// GET /api/profile/image/history: every image, newest first, with its events.

import type { ImageEvent, ImageRecord } from '@/lib/server/profile/domain/model';
import type { UserPorts } from '@/lib/server/profile/ports';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { smallestFirst } from '@/lib/server/profile/shared/variant-links';
import type { Actor } from '@/lib/server/shared/caller';
import { unixTime } from '@/lib/server/shared/clock';
import type { ImageHistoryItem, ImageHistoryResponse } from '@/lib/shared/profile-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

const PAGE_SIZE = 20;

/**
 * Maximum number of events that one page reads. Images that were restored many hundred times have more: then the oldest events of the
 * page are left out.
 */
const MAX_EVENTS = 2000;

/**
 * Reads one page of the caller's images.
 * @param cursor the end of the previous page; null for the first page
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function imageHistory(
  ports: UserPorts,
  userId: string,
  cursor: string | null,
  actor: Actor,
): Promise<ImageHistoryResponse> {
  await findUser(ports, userId, actor);
  const now = unixTime(ports.clock);
  const page = await ports.store.listImages(userId, PAGE_SIZE, cursor, now);
  // The ids of images from other programs are not ordered by time.
  const images = page.items.toSorted((a, b) => b.issuedAt - a.issuedAt);
  const events = await ports.store.listEventsOf(page.items, now, MAX_EVENTS);
  return {
    items: await Promise.all(images.map((image) => historyItem(ports, image, events.toReversed()))),
    next: page.next,
    expiresIn: URL_LIFETIME_SECONDS,
  };
}

async function historyItem(
  ports: Pick<UserPorts, 'signer'>,
  image: ImageRecord,
  events: ImageEvent[],
): Promise<ImageHistoryItem> {
  const viewable = image.state === 'shown' || image.state === 'kept';
  const [thumbnail] = viewable ? smallestFirst(image.processed?.variants ?? []) : [];
  return {
    key: image.key,
    state: image.state,
    reason: image.reason,
    contentType: image.contentType,
    fileName: image.fileName,
    checksumSha256: image.declaredSha256,
    issuedAt: image.issuedAt,
    restorableUntil: image.state === 'kept' ? image.dueAt : null,
    thumbnailUrl: thumbnail ? await ports.signer.presignGet(thumbnail.key) : null,
    placeholder: viewable ? (image.processed?.placeholder ?? null) : null,
    events: events
      .filter(({ imageId }) => imageId === image.imageId)
      .map(({ type, at, reason, by }) => ({ type, at, reason, via: by.via })),
  };
}
