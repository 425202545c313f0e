'use client';
// Says that something needs the lasting link to the photo, and turns it on.
import { type RefObject, useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { changeLink } from '@/lib/client/api';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { kitFault } from './kit-words';

export function LinkOffer({
  text,
  words,
  next,
  onChanged,
}: {
  text: string;
  words: Messages['kit'];
  /** Receives the focus once the link is on and the button is gone. */
  next: RefObject<HTMLElement | null>;
  onChanged: (profile: ProfileResponse) => Promise<void>;
}) {
  const [fault, setFault] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function turnOn() {
    setBusy(true);
    setFault('');
    try {
      const profile = await changeLink({ audience: 'anyone' });
      next.current?.focus();
      await onChanged(profile);
    } catch (error) {
      setFault(kitFault(error, words));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-sm text-ink-soft text-pretty">{text}</p>
      <Button look="secondary" inactive={isBusy} onClick={isBusy ? undefined : () => void turnOn()}>
        {words.turnOn}
      </Button>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {fault}
      </p>
    </div>
  );
}
