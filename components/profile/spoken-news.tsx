'use client';
// What of all that goes on with the photo is read out to those who listen to the page.
import type { Refusal } from '@/lib/client/review-files';
import type { UploadState } from '@/lib/client/upload/upload-state';
import type { PhotoChanges } from '@/lib/client/use-photo-changes';
import type { Messages } from '../messages/es';
import { LiveRegion } from '../ui/live-region';
import { refusalSentence } from './refusal-words';
import { changeErrorSentence, changeSentence, uploadSentence } from './upload-words';

export function SpokenNews({
  refusal,
  state,
  changes: { last, error, isBusy },
  words,
  locale,
}: {
  refusal: Refusal | null;
  state: UploadState;
  changes: Pick<PhotoChanges, 'last' | 'error' | 'isBusy'>;
  words: Messages;
  locale: string;
}) {
  const upload = uploadSentence(state, words);
  return (
    <LiveRegion
      news={[
        { about: upload, sentence: upload },
        { about: isBusy, sentence: isBusy ? words.change.working : '' },
        { about: last, sentence: last ? changeSentence(last, words) : '' },
        { about: error, sentence: error ? changeErrorSentence(error, words.change) : '' },
        { about: refusal, sentence: refusal ? refusalSentence(refusal, words, locale) : '' },
      ]}
    />
  );
}
