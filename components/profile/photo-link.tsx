'use client';
// The state of the lasting link to the photo. The dialog that changes it is loaded on a click.
import { useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { LoadedDialog } from './loaded-dialog';

const loadDialog = () => import('./link-dialog');

export function PhotoLink({
  link,
  words,
  onChanged,
}: {
  link: ProfileResponse['profileImageLink'];
  words: Pick<Messages, 'link' | 'loading'>;
  onChanged: (profile: ProfileResponse) => Promise<void>;
}) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const state = link ? (link.audience === 'anyone' ? 'anyone' : 'team') : 'off';
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
      <p className="text-sm text-ink-soft">{words.link[state]}</p>
      <Button look="secondary" onClick={() => setOpen(true)}>
        {link ? words.link.manage : words.link.create}
      </Button>
      {isOpen && (
        <LoadedDialog load={loadDialog} words={words.loading} onCancel={close}>
          {({ LinkDialog }) => (
            <LinkDialog link={link} words={words.link} onChanged={onChanged} onClose={close} />
          )}
        </LoadedDialog>
      )}
    </div>
  );
}
