// Signs out; asks first if that would lose something. If signing out fails, nothing is lost.
import { useState } from 'react';
import { signOut } from '@/lib/client/sign-out';

/** What signing out means for the rest of the page. */
export interface SignOutGuard {
  /** The data that signing out now would lose. */
  unsaved: 'photo' | 'details' | null;
  /** Deletes the unsaved data. Called once the user is signed out. */
  leave: () => Promise<void>;
}

export interface SignOut {
  stage: 'ready' | 'asking' | 'leaving' | 'failed';
  /** The data that signing out now would lose. */
  unsaved: SignOutGuard['unsaved'];
  /** Signs out, or asks first. */
  begin: () => void;
  /** The two answers to that question. */
  goOn: () => void;
  stay: () => void;
}

/** @param before runs first, while the session is valid; if it rejects, the user stays signed in */
export function useSignOut(guard: SignOutGuard, before?: () => Promise<void>): SignOut {
  const [stage, setStage] = useState<SignOut['stage']>('ready');

  async function end() {
    setStage('leaving');
    try {
      await before?.();
      const url = await signOut();
      await guard.leave();
      window.location.assign(url);
    } catch {
      setStage('failed');
    }
  }

  return {
    stage,
    unsaved: guard.unsaved,
    begin: () => {
      if (stage === 'leaving') return;
      if (guard.unsaved) setStage('asking');
      else void end();
    },
    goOn: () => void end(),
    stay: () => setStage('ready'),
  };
}
