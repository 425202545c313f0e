// Signs out; asks first during an upload. If signing out fails, nothing is lost.
import { useState } from 'react';
import { signOut } from '@/lib/client/sign-out';
import type { PhotoUpload } from '@/lib/client/upload/use-photo-upload';

export type Leaver = Pick<PhotoUpload, 'isUnfinished' | 'leave'>;

export interface SignOut {
  stage: 'ready' | 'asking' | 'leaving' | 'failed';
  /** True if signing out now would lose an upload. */
  isLosing: boolean;
  /** Signs out, or asks first. */
  begin: () => void;
  /** The two answers to that question. */
  goOn: () => void;
  stay: () => void;
}

/** @param before runs first, while the session is valid; if it rejects, the user stays signed in */
export function useSignOut(upload: Leaver, before?: () => Promise<void>): SignOut {
  const [stage, setStage] = useState<SignOut['stage']>('ready');

  async function end() {
    setStage('leaving');
    try {
      await before?.();
      const url = await signOut();
      await upload.leave();
      window.location.assign(url);
    } catch {
      setStage('failed');
    }
  }

  return {
    stage,
    isLosing: upload.isUnfinished,
    begin: () => {
      if (stage === 'leaving') return;
      if (upload.isUnfinished) setStage('asking');
      else void end();
    },
    goOn: () => void end(),
    stay: () => setStage('ready'),
  };
}
