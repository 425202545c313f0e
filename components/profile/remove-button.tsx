'use client';
// Removes the photo after a confirmation.
import { useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TrashIcon } from '@/components/ui/icons';

export function RemoveButton({
  label,
  body,
  words,
  inactive,
  onConfirm,
}: {
  label: string;
  /** Says what removing does. */
  body: string;
  words: Messages['change'];
  inactive: boolean;
  onConfirm: () => void;
}) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" inactive={inactive} onClick={() => setAsking(true)}>
        <TrashIcon />
        {label}
      </Button>
      {isAsking && (
        <Dialog
          title={words.removeTitle}
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button look="secondary" onClick={() => setAsking(false)}>
                {words.removeCancel}
              </Button>
              <Button
                look="danger"
                onClick={() => {
                  setAsking(false);
                  onConfirm();
                }}
              >
                {words.removeConfirm}
              </Button>
            </>
          }
        >
          <p className="text-ink-soft">{body}</p>
        </Dialog>
      )}
    </>
  );
}
