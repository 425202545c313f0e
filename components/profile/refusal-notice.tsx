'use client';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
// Says why a file cannot be used, and offers what to do.
import type { Refusal } from '@/lib/client/review-files';
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
  /** Shrinks a file that is too large, and uses it. */
  onShrink: (file: File) => void;
  /** Opens it in the editor, which shrinks it too. */
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
