import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { en } from '@/components/messages/en';
import { es } from '@/components/messages/es';
import type { Failure, Job, UploadState } from '@/lib/client/upload/upload-state';
import { PHOTO as photo } from '@/test/client/upload-photo';
import { PhotoStatus } from './photo-status';
import { uploadNotice } from './upload-notice';

const ticket = { presignedUrl: 'https://s3', s3Key: 'k', expiresIn: 300, headers: {} };
const job: Job & { ticket: typeof ticket } = { photo, ticket, failures: 0, refusals: 0 };

function waiting(failure: Failure, retryAfter: number | null = null): UploadState {
  return { name: 'waiting', job, next: 'sending', failure, retryAfter };
}

function failed(failure: Failure): UploadState {
  return { name: 'failed', job, next: 'issuing', failure, canRetry: true };
}

function show(state: UploadState, words = es) {
  const does = { choose: jest.fn(), cancel: jest.fn(), retry: jest.fn(), leave: jest.fn() };
  const upload = { state, isUnfinished: true, ...does };
  const view = render(<PhotoStatus notice={uploadNotice(upload, words)} words={words.photo} />);
  return { ...does, ...view };
}

it('shows how to choose a photo while no upload is running', () => {
  show({ name: 'idle' });
  expect(screen.getByRole('status').textContent).toBe('');
  expect(screen.getByText(es.photo.hint)).toBeTruthy();
  cleanup();
  show({ name: 'done', photo });
  expect(screen.getByRole('status').textContent).toBe('');
});

it('says that the photo is being sent, and can cancel it', async () => {
  const { cancel } = show({ name: 'sending', job, sent: 0.42 });
  expect(screen.getByRole('status').textContent).toBe(es.upload.sending);
  expect(screen.queryByText(/42/)).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: es.upload.cancel }));
  expect(cancel).toHaveBeenCalledTimes(1);
});

it('has no cancel button once the bytes are stored', () => {
  show({ name: 'confirming', job });
  expect(screen.getByText(es.upload.confirming)).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});

it('says what failed, and offers a retry if that can help', async () => {
  const failure = { kind: 'network' } as const;
  const { retry } = show({ name: 'failed', job, next: 'sending', failure, canRetry: true });
  expect(screen.getByText(es.failure.network)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: es.upload.retry }));
  expect(retry).toHaveBeenCalledTimes(1);
});

it('says why a photo was rejected, and offers no retry', () => {
  const failure = { kind: 'rejected', reason: 'corrupt' } as const;
  show({ name: 'failed', job, next: 'confirming', failure, canRetry: false });
  expect(screen.getByText(es.rejection.corrupt)).toBeTruthy();
  expect(screen.queryByRole('button', { name: es.upload.retry })).toBeNull();
});

it.each<[UploadState, string | RegExp]>([
  [{ name: 'preparing', encoding: { previewUrl: 'data:,' } }, en.upload.preparing],
  [waiting({ kind: 'network' }), en.waiting.network],
  [waiting({ kind: 'unavailable' }), en.waiting.unavailable],
  [waiting({ kind: 'refused' }), en.waiting.refused],
  [waiting({ kind: 'rate_limited', retryAfter: 7 }), /in about 7 s/],
  [failed({ kind: 'superseded' }), en.failure.superseded],
  [failed({ kind: 'broken' }), en.failure.broken],
  [{ name: 'offline', job, next: 'sending' }, en.upload.offline],
  [{ name: 'signed-out', job, next: 'sending' }, en.upload.signedOut],
  [{ name: 'asking', job }, en.upload.newer],
])('has a sentence in English for %j', (state, sentence) => {
  show(state, en);
  expect(screen.getByText(sentence)).toBeTruthy();
});

it('links to the sign-in page, which returns here, if the session has ended', () => {
  show({ name: 'signed-out', job, next: 'sending' });
  expect(screen.getByRole('link').getAttribute('href')).toBe('/sign-in?callbackUrl=/profile');
});

it('offers an immediate retry, unless the server has sent Retry-After', () => {
  const { unmount } = show(waiting({ kind: 'unavailable' }));
  expect(screen.getByRole('button', { name: es.upload.retryNow })).toBeTruthy();
  unmount();
  show(waiting({ kind: 'unavailable' }, 30));
  expect(screen.queryByRole('button', { name: es.upload.retryNow })).toBeNull();
});

it('offers to use a superseded photo anyway', async () => {
  const { retry } = show(failed({ kind: 'superseded' }));
  await userEvent.click(screen.getByRole('button', { name: es.upload.useThis }));
  expect(retry).toHaveBeenCalledTimes(1);
});
