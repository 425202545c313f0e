'use client';
// At a desk: opens the dialog with the code for the user's phone. Phones do not show it.
import { useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { LoadedDialog } from '@/components/profile/loaded-dialog';
import { Button } from '@/components/ui/button';
import { PhoneIcon } from '@/components/ui/icons';

const loadDialog = () => import('./phone-dialog');

export function PhoneButton({
  words,
  onDone,
}: {
  words: Pick<Messages, 'phone' | 'loading'>;
  /** Called once the phone's photo is the user's photo. */
  onDone: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button look="secondary" className="touch-only:hidden" onClick={() => setOpen(true)}>
        <PhoneIcon />
        {words.phone.use}
      </Button>
      {isOpen && (
        <LoadedDialog load={loadDialog} words={words.loading} onCancel={close}>
          {({ PhoneDialog }) => (
            <PhoneDialog
              words={words.phone}
              onClose={close}
              onDone={() => {
                close();
                onDone();
              }}
            />
          )}
        </LoadedDialog>
      )}
    </>
  );
}
