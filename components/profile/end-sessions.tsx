'use client';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
// Signs out on every device.
import { endSessions } from '@/lib/client/api';
import { ApiError } from '@/lib/client/api-error';
import { LeavingDialog } from './leaving-dialog';
import { type SignOutGuard, useSignOut } from './use-sign-out';

export function EndSessions({
  guard,
  words,
}: {
  guard: SignOutGuard;
  words: Pick<Messages, 'sessions' | 'leaving'>;
}) {
  const signOut = useSignOut(guard, endAll);
  const isEnding = signOut.stage === 'leaving';
  return (
    <div className="flex flex-col gap-4">
      <div role="alert" className="empty:hidden">
        {signOut.stage === 'failed' && <Notice tone="bad">{words.sessions.failed}</Notice>}
      </div>
      <Button look="secondary" className="self-start" inactive={isEnding} onClick={signOut.begin}>
        {isEnding ? words.sessions.ending : words.sessions.end}
      </Button>
      <LeavingDialog signOut={signOut} words={words.leaving} />
    </div>
  );
}

async function endAll(): Promise<void> {
  try {
    await endSessions();
  } catch (error) {
    const hasEnded = error instanceof ApiError && error.code === 'unauthenticated';
    if (!hasEnded) throw error; // Another device ended the sessions first.
  }
}
