'use client';
// Why a file cannot be used, and what to do about it.
import type { Refusal } from '@/lib/client/review-files';
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { refusalSentence } from './upload-words';

export function RefusalNotice({
  refusal,
  words,
  locale,
  onShrink,
  onDismiss,
}: {
  refusal: Refusal;
  words: Messages['refusal'];
  locale: string;
  /** Uses a file that is too large, made smaller. */
  onShrink: (file: File) => void;
  onDismiss: () => void;
}) {
  return (
    <Notice
      tone="bad"
      title={words.title}
      actions={
        <>
          {refusal.reason === 'too-large' && (
            <Button onClick={() => onShrink(refusal.file)}>{words.shrink}</Button>
          )}
          <Button look="secondary" onClick={onDismiss}>
            {words.dismiss}
          </Button>
        </>
      }
    >
      {refusalSentence(refusal, words, locale)}
    </Notice>
  );
}
