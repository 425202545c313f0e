// Which of two answers' URLs to show a photo by. A presigned URL differs in each answer, and a browser caches by URL: as long as
// the key is the same and the old URL still works, the old one stays, and nothing is downloaded twice.
import type {
  ImageHistoryItem,
  ImageHistoryResponse,
  ProfileResponse,
} from '@/lib/shared/profile-schema';

/** A profile, and the time at which its URLs stop working, in Unix milliseconds by this browser's clock. */
export interface TimedProfile {
  profile: ProfileResponse;
  goodUntil: number;
}

/** URLs are renewed so long before they end, in milliseconds: clocks differ, and a download takes time. */
export const RENEW_BEFORE_MS = 45_000;

/** How soon to look again when an answer gives less than that, in milliseconds. */
const SHORTEST_RENEWAL_MS = 15_000;

export function timed(profile: ProfileResponse, now: number): TimedProfile {
  return { profile, goodUntil: now + (profile.profileImageUrlExpiresIn ?? 0) * 1_000 };
}

/** The new answer, by the old one's URLs where they show the same photo and are still good. */
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

/** Earlier photos, and the time at which the first of their URLs stops working, in Unix milliseconds by this browser's clock. */
export interface TimedPhotos {
  photos: ImageHistoryItem[];
  goodUntil: number;
}

/** The photos of an answer that can be gone back to. */
export function timedPhotos(answer: ImageHistoryResponse, now: number): TimedPhotos {
  const photos = answer.items.filter(
    ({ state, thumbnailUrl }) => state === 'kept' && thumbnailUrl !== null,
  );
  return { photos, goodUntil: now + answer.expiresIn * 1_000 };
}

/** The new answer's photos, by the old one's URLs where these are still good. */
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

/** Milliseconds until the URLs should be renewed; 0, which is SWR's word for never, where there are none. */
export function renewalDelay(current: TimedProfile | undefined, now: number): number {
  if (!current || current.profile.profileImageUrl === null) return 0;
  return Math.max(current.goodUntil - RENEW_BEFORE_MS - now, SHORTEST_RENEWAL_MS);
}
