import { keepGoodUrls, RENEW_BEFORE_MS, renewalDelay, timed } from './photo-urls';
import { photoProfile, someProfile } from './testing/fake-network';

const old = timed(photoProfile('a', 'old'), 0);
const fresh = timed(photoProfile('a', 'new'), 60_000);

it('keeps the old URLs of the same photo while they are good', () => {
  const kept = keepGoodUrls(old, fresh, 60_000);
  expect(kept.profile.profileImageUrl).toBe('https://s3/a?old');
  expect(kept.profile.profileImageVariants[0]?.url).toBe('https://s3/a/t?old');
  expect(kept.goodUntil).toBe(300_000);
});

it('takes everything else from the new answer', () => {
  const renamed = timed({ ...photoProfile('a', 'new'), nombre: 'Eva' }, 60_000);
  expect(keepGoodUrls(old, renamed, 60_000).profile.nombre).toBe('Eva');
});

it('takes the new URLs shortly before the old ones end', () => {
  const now = 300_000 - RENEW_BEFORE_MS;
  expect(keepGoodUrls(old, timed(photoProfile('a', 'new'), now), now - 1)).not.toEqual(fresh);
  expect(keepGoodUrls(old, fresh, now)).toBe(fresh);
});

it('takes the new URLs of another photo, or when there is none', () => {
  const other = timed(photoProfile('b', 'new'), 1);
  expect(keepGoodUrls(old, other, 1)).toBe(other);
  const none = timed(someProfile(), 1);
  expect(keepGoodUrls(old, none, 1)).toBe(none);
  expect(keepGoodUrls(none, other, 1)).toBe(other);
});

it('renews before the end, at once after a sleep, but never in a storm', () => {
  expect(renewalDelay(old, 0)).toBe(300_000 - RENEW_BEFORE_MS);
  expect(renewalDelay(old, 10_000_000)).toBeGreaterThan(0);
  expect(renewalDelay(timed(someProfile(), 0), 0)).toBe(0);
});
