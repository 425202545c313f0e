import { es } from '@/components/messages/es';
import type { UploadState } from '@/lib/client/upload/upload-state';
import { photoProfile, someProfile } from '@/test/client/fake-network';
import { portraitOf } from './portrait';

const job = {
  photo: {
    blob: new Blob(['x']),
    contentType: 'image/webp' as const,
    fileName: 'yo.webp',
    chosenAt: 0,
    baseUpdatedAt: null,
    previewUrl: 'blob:1',
  },
  ticket: { presignedUrl: 'https://s3', s3Key: 'k', expiresIn: 300, headers: {} },
  failures: 0,
  refusals: 0,
};
const failure = { kind: 'network' } as const;

it.each<[UploadState, string]>([
  [{ name: 'idle' }, 'https://s3/a/t?m'],
  [{ name: 'preparing', encoding: { previewUrl: 'data:1' } }, 'data:1'],
  [{ name: 'sending', job, sent: 0.5 }, 'blob:1'],
  [{ name: 'offline', job, next: 'sending' }, 'blob:1'],
  [{ name: 'asking', job }, 'https://s3/a/t?m'],
  [{ name: 'failed', job, next: 'sending', failure, canRetry: true }, 'https://s3/a/t?m'],
  [{ name: 'done', photo: job.photo }, 'https://s3/a/t?m'],
])('shows in %j %s', (state, src) => {
  const portrait = portraitOf(photoProfile('a', 'm'), null, state, es.photo);
  expect(portrait.current.photo?.src).toBe(src);
  expect(portrait.confirmed.photo?.src).toBe('https://s3/a/t?m');
});

it('shows the photo of the server as soon as the profile has it', () => {
  const confirmed = { ...photoProfile('a', 'm'), profileImageKey: job.ticket.s3Key };
  const state: UploadState = { name: 'confirming', job };
  const { current, isPreview } = portraitOf(confirmed, null, state, es.photo);
  expect(current.photo?.src).toBe('https://s3/a/t?m');
  expect(isPreview).toBe(false);
});

it('is the initials for a user without a photo', () => {
  const profile = someProfile({ nombre: 'ñandú', apellido: '🎈globo' });
  const { current } = portraitOf(profile, null, { name: 'idle' }, es.photo);
  expect(current).toMatchObject({ photo: null, initials: 'Ñ🎈' });
  expect(current.alt).toContain('ñandú 🎈globo');
});
