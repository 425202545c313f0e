'use client';
// Shows a placeholder while a dialog's code loads, and an error if it fails to load.
import type { ReactNode } from 'react';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FocusedButton } from '@/components/ui/focused-button';
import { type Load, useLoaded } from '@/components/ui/use-loaded';

export function LoadedDialog<Part>({
  load,
  words,
  onCancel,
  children,
}: {
  load: Load<Part>;
  words: Messages['loading'];
  /** The owner then unmounts it. */
  onCancel: () => void;
  children: (part: Part) => ReactNode;
}) {
  const { part, hasFailed, retry } = useLoaded(load);
  if (part !== null) return children(part);
  return (
    // Appears with a delay, so that it is not seen if the code loads quickly.
    <Dialog
      title={hasFailed ? words.failedTitle : words.title}
      onClose={onCancel}
      className={hasFailed ? '' : 'animate-[appear_150ms_400ms_both] backdrop:bg-transparent'}
      footer={
        <>
          <Button look="secondary" onClick={onCancel}>
            {words.cancel}
          </Button>
          {hasFailed && <FocusedButton onClick={retry}>{words.retry}</FocusedButton>}
        </>
      }
    >
      {hasFailed && (
        <p role="alert" className="text-pretty text-ink-soft">
          {words.failed}
        </p>
      )}
    </Dialog>
  );
}
