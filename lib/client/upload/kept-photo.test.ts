import { judgeKeptPhoto, KEPT_FOR_MS, type KeptPhoto } from './kept-photo';

const now = 1_700_000_000_000;
const kept: KeptPhoto = {
  userId: 'u1',
  blob: new Blob(['x']),
  contentType: 'image/webp',
  fileName: 'yo.webp',
  chosenAt: now - 1_000,
  baseUpdatedAt: 100,
  ticket: { presignedUrl: 'https://s3', s3Key: 'profiles/u1/1.webp', expiresIn: 300, headers: {} },
};
const shown = { userId: 'u1', profileImageKey: 'profiles/u1/0.webp', profileImageUpdatedAt: 100 };

it('is resumed for its owner, while no newer photo is shown', () => {
  expect(judgeKeptPhoto(kept, shown, now)).toBe('resume');
  expect(
    judgeKeptPhoto(
      { ...kept, baseUpdatedAt: null },
      { ...shown, profileImageUpdatedAt: null },
      now,
    ),
  ).toBe('resume');
});

it('is dropped for another user', () => {
  expect(judgeKeptPhoto(kept, { ...shown, userId: 'u2' }, now)).toBe('drop');
});

it('is dropped after a day, or if the clock was set back to before it was chosen', () => {
  expect(judgeKeptPhoto({ ...kept, chosenAt: now - KEPT_FOR_MS }, shown, now)).toBe('resume');
  expect(judgeKeptPhoto({ ...kept, chosenAt: now - KEPT_FOR_MS - 1 }, shown, now)).toBe('drop');
  expect(judgeKeptPhoto({ ...kept, chosenAt: now + 2 * KEPT_FOR_MS }, shown, now)).toBe('drop');
});

it('is done if it is shown already, because the response was lost', () => {
  const arrived = { ...shown, profileImageKey: 'profiles/u1/1.webp', profileImageUpdatedAt: 200 };
  expect(judgeKeptPhoto(kept, arrived, now)).toBe('done');
});

it('asks if another photo is shown since', () => {
  expect(judgeKeptPhoto(kept, { ...shown, profileImageUpdatedAt: 101 }, now)).toBe('ask');
  expect(judgeKeptPhoto({ ...kept, baseUpdatedAt: null }, shown, now)).toBe('ask');
});

it('asks if the photo was removed since', () => {
  const removed = { ...shown, profileImageKey: null, profileImageUpdatedAt: null };
  expect(judgeKeptPhoto(kept, removed, now)).toBe('ask');
  expect(judgeKeptPhoto({ ...kept, baseUpdatedAt: Infinity }, removed, now)).toBe('resume');
});

it('replaces a newer photo if the user insists', () => {
  const wanted = { ...kept, baseUpdatedAt: Number.POSITIVE_INFINITY };
  expect(judgeKeptPhoto(wanted, { ...shown, profileImageUpdatedAt: 101 }, now)).toBe('resume');
});
