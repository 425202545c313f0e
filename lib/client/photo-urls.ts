// Keeps a photo's URL while its key is the same and the URL is valid. Presigned URLs differ in each response and browsers cache by
// URL, so this avoids downloading a photo twice.
import type {
  ImageHistoryItem,
  ImageHistoryResponse,
  ProfileResponse,
} from '@/lib/shared/profile-schema';

/** A profile, and when its URLs expire, in Unix milliseconds by this browser's clock. */
export interface TimedProfile {
  profile: ProfileResponse;
  goodUntil: number;
}

/** Renew URLs this long before they expire, in milliseconds: clocks differ, and a download takes time. */
export const RENEW_BEFORE_MS = 45_000;

/** Shortest renewal interval, in milliseconds. */
const SHORTEST_RENEWAL_MS = 15_000;

/** @param now the time of the response, in Unix milliseconds */
export function timed(profile: ProfileResponse, now: number): TimedProfile {
  return { profile, goodUntil: now + (profile.profileImageUrlExpiresIn ?? 0) * 1_000 };
}

/** Returns the new response, with the old URLs if they show the same photo and are still valid. */
export function keepGoodUrls(
  old: TimedProfile | undefined,
  fresh: TimedProfile,
  now: number,
): TimedProfile {
  const isSamePhoto = old?.profile.profileImageKey === fresh.profile.profileImageKey;
  if (!old || !isSamePhoto || fresh.profile.profileImageKey === null) return fresh;
  if (old.goodUntil - RENEW_BEFORE_MS <= now) return fresh;
  const { profileImageUrl, profileImageVariants } = old.profile;
  if (profileImageVariants.length !== fresh.profile.profileImageVariants.length) return fresh;
  return {
    profile: { ...fresh.profile, profileImageUrl, profileImageVariants },
    goodUntil: old.goodUntil,
  };
}

/** Earlier photos, and when the first of their URLs expires, in Unix milliseconds by this browser's clock. */
export interface TimedPhotos {
  photos: ImageHistoryItem[];
  goodUntil: number;
}

/** Returns the photos that can be restored: each picture once, and not the one that is shown. */
export function timedPhotos(answer: ImageHistoryResponse, now: number): TimedPhotos {
  return { photos: restorable(answer.items), goodUntil: now + answer.expiresIn * 1_000 };
}

/** Returns the newest of each picture that can be restored, and is not the one that is shown. */
export function restorable(items: readonly ImageHistoryItem[]): ImageHistoryItem[] {
  const seen = new Set(items.filter(({ state }) => state === 'shown').map(pictureOf));
  return items.filter((item) => {
    if (item.state !== 'kept' || item.thumbnailUrl === null || seen.has(pictureOf(item))) {
      return false;
    }
    seen.add(pictureOf(item));
    return true;
  });
}

/** Identifies the picture of an item. An older version of the server returns no checksum. */
function pictureOf({ checksumSha256, key }: ImageHistoryItem): string {
  return checksumSha256 ?? key;
}

/** Returns the new response's photos, with the old URLs where they are still valid. */
export function keepGoodThumbnails(
  old: TimedPhotos | null,
  fresh: TimedPhotos,
  now: number,
): TimedPhotos {
  if (!old || old.goodUntil - RENEW_BEFORE_MS <= now) return fresh;
  const known = new Map(old.photos.map(({ key, thumbnailUrl }) => [key, thumbnailUrl]));
  return {
    photos: fresh.photos.map((photo) => ({
      ...photo,
      thumbnailUrl: known.get(photo.key) ?? photo.thumbnailUrl,
    })),
    goodUntil: Math.min(old.goodUntil, fresh.goodUntil),
  };
}

/** Milliseconds until the URLs should be renewed; 0, which SWR takes as never, if there are none. */
export function renewalDelay(current: TimedProfile | undefined, now: number): number {
  if (!current || current.profile.profileImageUrl === null) return 0;
  return Math.max(current.goodUntil - RENEW_BEFORE_MS - now, SHORTEST_RENEWAL_MS);
}
