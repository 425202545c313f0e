'use client';
// At a desk: opens the dialog with the code for the user's phone. Phones do not show it.
import { useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { LoadedDialog } from '@/components/profile/loaded-dialog';
import { Button } from '@/components/ui/button';
import { PhoneIcon } from '@/components/ui/icons';
import type { FramingListener } from '@/lib/client/upload/browser-ports';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

const loadDialog = () => import('./phone-dialog');

export function PhoneButton({
  words,
  ...listeners
}: {
  words: Pick<Messages, 'phone' | 'loading'>;
  /** Called once the phone's photo is the user's photo. */
  onArrived: (profile: ProfileResponse) => Promise<void>;
  /** Called with the state of the framing of that photo, which arrives later. */
  onFraming: FramingListener;
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
          {({ PhoneDialog }) => <PhoneDialog words={words.phone} onClose={close} {...listeners} />}
        </LoadedDialog>
      )}
    </>
  );
}
