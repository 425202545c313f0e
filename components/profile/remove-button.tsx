'use client';
// Removes the photo, after asking.
import { useState } from 'react';
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TrashIcon } from '../ui/icons';

export function RemoveButton({
  label,
  body,
  words,
  inactive,
  onConfirm,
}: {
  label: string;
  /** What comes of it. */
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
        <Dialog title={words.removeTitle} onClose={() => setAsking(false)}>
          <p className="mt-2 text-ink-soft">{body}</p>
          <div className="mt-6 flex flex-wrap justify-end gap-2">
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
          </div>
        </Dialog>
      )}
    </>
  );
}
