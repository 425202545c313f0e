'use client';
// Why a file cannot be used, and what to do about it.
import type { Refusal } from '@/lib/client/review-files';
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { refusalSentence, refusalTitle } from './refusal-words';

export function RefusalNotice({
  refusal,
  words,
  locale,
  onShrink,
  onAdjust,
  onDismiss,
}: {
  refusal: Refusal;
  words: Pick<Messages, 'refusal' | 'loading'>;
  locale: string;
  /** Uses a file that is too large, made smaller. */
  onShrink: (file: File) => void;
  /** Opens it in the editor, which makes it small too. */
  onAdjust: (file: File) => void;
  onDismiss: () => void;
}) {
  return (
    <Notice
      tone="bad"
      title={refusalTitle(refusal, words)}
      actions={
        <>
          {refusal.reason === 'too-large' && (
            <>
              <Button onClick={() => onShrink(refusal.file)}>{words.refusal.shrink}</Button>
              <Button look="secondary" onClick={() => onAdjust(refusal.file)}>
                {words.refusal.adjust}
              </Button>
            </>
          )}
          {refusal.reason === 'not-loaded' && (
            <Button onClick={() => onShrink(refusal.file)}>{words.loading.retry}</Button>
          )}
          <Button look="secondary" onClick={onDismiss}>
            {words.refusal.dismiss}
          </Button>
        </>
      }
    >
      {refusalSentence(refusal, words, locale)}
    </Notice>
  );
}
