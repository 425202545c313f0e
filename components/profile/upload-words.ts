// What the page says of an upload, a refusal and a failed change, in the words of the person's language.
import type { ApiError } from '@/lib/client/api-error';
import type { Refusal } from '@/lib/client/review-files';
import type { Failure, UploadState } from '@/lib/client/upload/upload-state';
import type { PhotoChange } from '@/lib/client/use-photo-changes';
import { fill, formatSize } from '../i18n/fill';
import type { Messages } from '../messages/es';

type Words = Pick<Messages, 'upload' | 'failure' | 'rejection'>;

/** One sentence for where an upload stands; empty when there is nothing to say. */
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
      return words.upload.waiting;
    case 'offline':
      return words.upload.offline;
    case 'signed-out':
      return words.upload.signedOut;
    case 'failed':
      return failureSentence(state.failure, words);
  }
}

function failureSentence(failure: Failure, words: Words): string {
  if (failure.kind === 'rejected' && failure.reason) return words.rejection[failure.reason];
  return words.failure[failure.kind];
}

/** What is read out to those who listen to the page: the newest thing there is to say. */
export function spokenSentence(
  refusal: Refusal | null,
  state: UploadState,
  change: PhotoChange | null,
  words: Messages,
  locale: string,
): string {
  if (refusal) return refusalSentence(refusal, words.refusal, locale);
  return uploadSentence(state, words) || (change ? changeSentence(change, words) : '');
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

export function refusalSentence(
  refusal: Refusal,
  words: Messages['refusal'],
  locale: string,
): string {
  switch (refusal.reason) {
    case 'none':
      return words.none;
    case 'many':
      return fill(words.many, { count: refusal.count });
    case 'too-large': {
      const { name, size } = refusal.file;
      return fill(words.tooLarge, { file: name, size: formatSize(size, locale) });
    }
    default:
      return fill(words[refusal.reason], { file: refusal.file.name });
  }
}

export function changeErrorSentence(error: ApiError, words: Messages['change']): string {
  switch (error.code) {
    case 'network':
      return words.offline;
    case 'unauthenticated':
      return words.signedOut;
    case 'image_not_found':
    case 'not_uploaded':
    case 'image_rejected':
      return words.gone;
    default:
      return words.failed;
  }
}
