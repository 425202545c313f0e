'use client';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { CloseIcon, UndoIcon } from '@/components/ui/icons';
import { Notice } from '@/components/ui/notice';
// The result of the last photo change, with undo.
import type { PhotoChanges } from '@/lib/client/use-photo-changes';
import { changeErrorSentence, changeSentence } from './upload-words';

export function ChangeStatus({ changes, words }: { changes: PhotoChanges; words: Messages }) {
  const { last, error, isBusy, undo, retry, dismiss } = changes;
  // Show it from the click on, at the height of the result, so that nothing moves when the answer arrives.
  if (isBusy) return <Notice tone="busy">{words.change.working}</Notice>;
  if (!last && !error) return null;
  return (
    <Notice
      tone={error ? 'bad' : 'good'}
      actions={
        <>
          {error && (
            <Button look="quiet" onClick={() => void retry()}>
              {words.change.retry}
            </Button>
          )}
          {/* Beside an error, "undo" would seem to undo the error. */}
          {!error && last && last.kind !== 'undone' && (
            <Button look="quiet" onClick={() => void undo()}>
              <UndoIcon />
              {words.change.undo}
            </Button>
          )}
          <Button
            look="quiet"
            className="px-2.5"
            aria-label={words.change.dismiss}
            onClick={dismiss}
          >
            <CloseIcon />
          </Button>
        </>
      }
    >
      {error ? changeErrorSentence(error, words.change) : last && changeSentence(last, words)}
    </Notice>
  );
}
