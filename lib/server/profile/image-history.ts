// GET /api/profile/image/history: every image ever asked for, newest first, and what happened to each.
import type { ImageHistoryItem, ImageHistoryResponse } from '@/lib/shared/profile-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { unixTime } from './circumstances';
import { findUser } from './find-user';
import type { Actor, ImageEvent, ImageRecord } from './model';
import type { Ports } from './ports';
import { smallestFirst } from './variant-links';

const PAGE_SIZE = 20;

/**
 * So many events one page reads, from those of its oldest image on: some days of the busiest that limits allow. Of an older image
 * that is still shown, what happened after all those is left out.
 */
const MOST_EVENTS = 2000;

/**
 * One page of the caller's images.
 * @param cursor where an earlier page ended; null for the first
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function imageHistory(
  ports: Ports,
  userId: string,
  cursor: string | null,
  actor: Actor,
): Promise<ImageHistoryResponse> {
  await findUser(ports, userId, actor);
  const now = unixTime(ports.clock);
  const page = await ports.store.listImages(userId, PAGE_SIZE, cursor, now);
  // The ids of images from other writers do not tell their age.
  const images = page.items.toSorted((a, b) => b.issuedAt - a.issuedAt);
  const oldest = images.at(-1);
  const events = oldest
    ? await ports.store.listEvents(userId, oldest.issuedAt, now, MOST_EVENTS)
    : [];
  return {
    items: await Promise.all(images.map((image) => historyItem(ports, image, events.toReversed()))),
    next: page.next,
    expiresIn: URL_LIFETIME_SECONDS,
  };
}

async function historyItem(
  ports: Pick<Ports, 'signer'>,
  image: ImageRecord,
  events: ImageEvent[],
): Promise<ImageHistoryItem> {
  const viewable = image.state === 'shown' || image.state === 'kept';
  const [thumbnail] = viewable ? smallestFirst(image.proven?.variants ?? []) : [];
  return {
    key: image.key,
    state: image.state,
    reason: image.reason,
    contentType: image.contentType,
    fileName: image.fileName,
    issuedAt: image.issuedAt,
    restorableUntil: image.state === 'kept' ? image.dueAt : null,
    thumbnailUrl: thumbnail ? await ports.signer.presignGet(thumbnail.key) : null,
    placeholder: viewable ? (image.proven?.placeholder ?? null) : null,
    events: events
      .filter(({ imageId }) => imageId === image.imageId)
      .map(({ type, at, reason, by }) => ({ type, at, reason, via: by.via })),
  };
}
