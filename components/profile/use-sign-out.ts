// Signing out: asked about first while a photo is on its way, and nothing is lost if it fails.
import { useState } from 'react';
import { signOut } from '@/lib/client/sign-out';
import type { PhotoUpload } from '@/lib/client/upload/use-photo-upload';

export type Leaver = Pick<PhotoUpload, 'isUnfinished' | 'leave'>;

export type SignOut = {
  stage: 'ready' | 'asking' | 'leaving' | 'failed';
  /** A photo is on its way that would be lost. */
  isLosing: boolean;
  /** Signs out, or asks whether to. */
  begin: () => void;
  /** The two answers. */
  goOn: () => void;
  stay: () => void;
};

/** @param before what else has to be done, with the session that then ends; if it rejects, nothing has happened */
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
