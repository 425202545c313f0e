'use client';
import type { Messages } from '@/components/messages/es';
import { LiveRegion } from '@/components/ui/live-region';
// Announces photo changes to screen readers.
import type { Refusal } from '@/lib/client/review-files';
import type { UploadState } from '@/lib/client/upload/upload-state';
import type { PhotoChanges } from '@/lib/client/use-photo-changes';
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
