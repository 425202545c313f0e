'use client';
// Stands where a dialog will be whose code is on its way, and where it would be if that did not come.
import type { ReactNode } from 'react';
import { FocusedButton } from '../editor/focused-button';
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { useLoaded } from '../ui/use-loaded';

export function LoadedDialog<Part>({
  load,
  words,
  onCancel,
  children,
}: {
  load: () => Promise<Part>;
  words: Messages['loading'];
  /** The owner then stops rendering it. */
  onCancel: () => void;
  children: (part: Part) => ReactNode;
}) {
  const { part, hasFailed, retry } = useLoaded(load);
  if (part !== null) return children(part);
  return (
    // Where the code comes quickly, as it mostly does, nobody sees this.
    <Dialog
      title={hasFailed ? words.failedTitle : words.title}
      onClose={onCancel}
      className={hasFailed ? '' : 'animate-[appear_150ms_400ms_both] backdrop:bg-transparent'}
    >
      {hasFailed && (
        <p role="alert" className="mt-2 text-pretty text-ink-soft">
          {words.failed}
        </p>
      )}
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button look="secondary" onClick={onCancel}>
          {words.cancel}
        </Button>
        {hasFailed && <FocusedButton onClick={retry}>{words.retry}</FocusedButton>}
      </div>
    </Dialog>
  );
}
