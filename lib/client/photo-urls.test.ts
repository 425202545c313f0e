import type { ImageHistoryItem } from '@/lib/shared/profile-schema';
import { photoProfile, someProfile } from '@/test/client/fake-network';
import {
  keepGoodThumbnails,
  keepGoodUrls,
  RENEW_BEFORE_MS,
  renewalDelay,
  restorable,
  timed,
  timedPhotos,
} from './photo-urls';

const old = timed(photoProfile('a', 'old'), 0);
const fresh = timed(photoProfile('a', 'new'), 60_000);

it('keeps the old URLs of the same photo while they are valid', () => {
  const kept = keepGoodUrls(old, fresh, 60_000);
  expect(kept.profile.profileImageUrl).toBe('https://s3/a?old');
  expect(kept.profile.profileImageVariants[0]?.url).toBe('https://s3/a/t?old');
  expect(kept.goodUntil).toBe(300_000);
});

it('takes everything else from the new response', () => {
  const renamed = timed({ ...photoProfile('a', 'new'), nombre: 'Eva' }, 60_000);
  expect(keepGoodUrls(old, renamed, 60_000).profile.nombre).toBe('Eva');
});

it('takes the new URLs shortly before the old ones expire', () => {
  const now = 300_000 - RENEW_BEFORE_MS;
  expect(keepGoodUrls(old, timed(photoProfile('a', 'new'), now), now - 1)).not.toEqual(fresh);
  expect(keepGoodUrls(old, fresh, now)).toBe(fresh);
});

it('takes the new URLs of another photo, and none without a photo', () => {
  const other = timed(photoProfile('b', 'new'), 1);
  expect(keepGoodUrls(old, other, 1)).toBe(other);
  const none = timed(someProfile(), 1);
  expect(keepGoodUrls(old, none, 1)).toBe(none);
  expect(keepGoodUrls(none, other, 1)).toBe(other);
});

it('renews URLs before they expire, at once after a sleep, and never more often than the minimum interval', () => {
  expect(renewalDelay(old, 0)).toBe(300_000 - RENEW_BEFORE_MS);
  expect(renewalDelay(old, 10_000_000)).toBeGreaterThan(0);
  expect(renewalDelay(timed(someProfile(), 0), 0)).toBe(0);
});

function earlier(key: string, given: Partial<ImageHistoryItem> = {}): ImageHistoryItem {
  return {
    key,
    state: 'kept',
    reason: null,
    contentType: 'image/webp',
    fileName: 'foto.webp',
    issuedAt: 1_700_000_000,
    restorableUntil: 1_700_086_400,
    checksumSha256: null,
    thumbnailUrl: `https://s3/${key}?old`,
    placeholder: null,
    events: [],
    ...given,
  };
}
const answered = (...items: ImageHistoryItem[]) => ({ items, next: null, expiresIn: 300 });

it('offers only kept photos', () => {
  const items = [
    earlier('a'),
    earlier('b', { state: 'shown' }),
    earlier('c', { thumbnailUrl: null }),
  ];
  const { photos, goodUntil } = timedPhotos(answered(...items), 1_000);
  expect(photos.map(({ key }) => key)).toEqual(['a']);
  expect(goodUntil).toBe(301_000);
});

it('offers each picture once, and not the shown one', () => {
  const items = [
    earlier('a', { checksumSha256: 'same' }),
    earlier('b', { checksumSha256: 'shown' }),
    earlier('c', { state: 'shown', checksumSha256: 'shown' }),
    earlier('d', { checksumSha256: 'same' }),
    earlier('e', { checksumSha256: 'other' }),
    earlier('f'),
    earlier('g'),
  ];
  expect(restorable(items).map(({ key }) => key)).toEqual(['a', 'e', 'f', 'g']);
});

it('keeps the thumbnails of earlier photos while their URLs are valid', () => {
  const before = timedPhotos(answered(earlier('a')), 0);
  const after = timedPhotos(
    answered(earlier('b'), earlier('a', { thumbnailUrl: 'https://s3/a?new' })),
    60_000,
  );
  const urls = (now: number) =>
    keepGoodThumbnails(before, after, now).photos.map(({ thumbnailUrl }) => thumbnailUrl);
  expect(urls(60_000)).toEqual(['https://s3/b?old', 'https://s3/a?old']);
  expect(keepGoodThumbnails(before, after, 60_000).goodUntil).toBe(300_000);
  expect(urls(300_000 - RENEW_BEFORE_MS)).toEqual(['https://s3/b?old', 'https://s3/a?new']);
  expect(keepGoodThumbnails(null, after, 60_000)).toBe(after);
});
