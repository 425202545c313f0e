// The texts for an upload and for other photo changes.

import { fill } from '@/components/i18n/fill';
import { apiErrorSentence } from '@/components/messages/api-error-sentence';
import type { Messages } from '@/components/messages/es';
import type { ApiError } from '@/lib/client/api-error';
import type { Failure, UploadState } from '@/lib/client/upload/upload-state';
import type { PhotoChange } from '@/lib/client/use-photo-changes';

type Words = Pick<Messages, 'upload' | 'waiting' | 'failure' | 'rejection'>;

/** Describes the state of an upload in a sentence; empty if there is nothing to say. */
export function uploadSentence(state: UploadState, words: Words): string {
  switch (state.name) {
    case 'idle':
    case 'done':
      return '';
    case 'asking':
      return words.upload.newer;
    case 'preparing':
    case 'issuing':
      return words.upload.preparing;
    case 'sending':
      return words.upload.sending;
    case 'confirming':
      return words.upload.confirming;
    case 'waiting':
      return waitingSentence(state.failure, words.waiting);
    case 'offline':
      return words.upload.offline;
    case 'signed-out':
      return words.upload.signedOut;
    case 'failed':
      return failureSentence(state.failure, words);
  }
}

function waitingSentence(failure: Failure, words: Messages['waiting']): string {
  switch (failure.kind) {
    case 'network':
    case 'refused':
      return words[failure.kind];
    case 'rate_limited':
      return fill(words.rate_limited, { seconds: failure.retryAfter ?? '' });
    default:
      return words.unavailable;
  }
}

function failureSentence(failure: Failure, words: Words): string {
  if (failure.kind === 'rejected' && failure.reason) return words.rejection[failure.reason];
  return words.failure[failure.kind];
}

export function changeSentence(change: PhotoChange, words: Messages): string {
  switch (change.kind) {
    case 'uploaded':
      return words.upload.done;
    case 'removed':
      return words.change.removed;
    case 'restored':
      return words.change.restored;
    case 'undone':
      return words.change.undone;
  }
}

export function changeErrorSentence(error: ApiError, words: Messages['change']): string {
  const { gone, superseded } = words;
  const own = { image_not_found: gone, not_uploaded: gone, image_rejected: gone, superseded };
  return apiErrorSentence(error, words, own);
}
