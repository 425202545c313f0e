'use client';
// What the user can do with everything that is stored about them: download it, or delete it.
import { useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { Button, buttonClass } from '@/components/ui/button';
import { DownloadIcon, TrashIcon } from '@/components/ui/icons';
import { LoadedDialog } from './loaded-dialog';
import type { SignOutGuard } from './use-sign-out';

const loadEraseDialog = () => import('./erase-dialog');

export function DataControls({
  userId,
  guard,
  words,
  locale,
}: {
  userId: string;
  guard: SignOutGuard;
  words: Pick<Messages, 'data' | 'loading'>;
  locale: string;
}) {
  const [isErasing, setErasing] = useState(false);
  return (
    <div className="flex flex-wrap gap-2">
      <a
        href="/api/profile/archive"
        // In a new tab: in this one, the browser would ask about unsaved names, and an error would replace the page.
        target="_blank"
        rel="noopener"
        className={buttonClass('secondary')}
      >
        <DownloadIcon />
        {words.data.download}
      </a>
      <Button look="quiet" onClick={() => setErasing(true)}>
        <TrashIcon />
        {words.data.erase}
      </Button>
      {isErasing && (
        <LoadedDialog
          load={loadEraseDialog}
          words={words.loading}
          onCancel={() => setErasing(false)}
        >
          {({ EraseDialog }) => (
            <EraseDialog
              userId={userId}
              guard={guard}
              words={words.data}
              locale={locale}
              onClose={() => setErasing(false)}
            />
          )}
        </LoadedDialog>
      )}
    </div>
  );
}
