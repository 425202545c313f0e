'use client';
// Signing out on every device, for a phone that was lost or a computer that was left open.
import { signOut } from 'next-auth/react';
import { useState } from 'react';
import { endSessions } from '@/lib/client/api';
import { ApiError } from '@/lib/client/api-error';
import { forgetKeptPhoto } from '@/lib/client/upload/browser-ports';
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';

export function EndSessions({ words }: { words: Messages['sessions'] }) {
  const [stage, setStage] = useState<'ready' | 'ending' | 'failed'>('ready');

  async function end() {
    setStage('ending');
    try {
      await endSessions();
    } catch (error) {
      // Ended already, from another device.
      if (!(error instanceof ApiError && error.code === 'unauthenticated')) {
        setStage('failed');
        return;
      }
    }
    await forgetKeptPhoto();
    await signOut({ callbackUrl: '/sign-in' });
  }

  return (
    <div className="flex flex-col items-start gap-4">
      <div role="alert" className="empty:hidden">
        {stage === 'failed' && <Notice tone="bad">{words.failed}</Notice>}
      </div>
      <Button look="secondary" disabled={stage === 'ending'} onClick={() => void end()}>
        {stage === 'ending' ? words.ending : words.end}
      </Button>
    </div>
  );
}
