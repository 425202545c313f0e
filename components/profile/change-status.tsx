'use client';
// What became of the last change of the photo, and the way to take it back.
import type { PhotoChanges } from '@/lib/client/use-photo-changes';
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { CloseIcon, UndoIcon } from '../ui/icons';
import { Notice } from '../ui/notice';
import { changeErrorSentence, changeSentence } from './upload-words';

export function ChangeStatus({ changes, words }: { changes: PhotoChanges; words: Messages }) {
  const { last, error, isBusy, undo, retry, dismiss } = changes;
  // From the press on, and as high as what follows: nothing moves when the answer comes.
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
          {/* Beside a failure it would seem to take that back. */}
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
