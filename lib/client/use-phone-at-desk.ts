// The desk's side of an upload from the phone: creates the code, polls the state of the phone, and ends the code with the dialog, unless
// the phone has sent its photo.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PhoneState, StartPhoneResponse } from '@/lib/shared/phone-schema';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { getProfile } from './api';
import { ApiError } from './api-error';
import { endPhone, getPhoneState, startPhone } from './phone-api';

/** `starting` until there is a code; `failed` if there is none; `signed-out` once the session, and the code with it, has ended. */
export type DeskState = PhoneState | 'starting' | 'failed' | 'signed-out';

/** Polling intervals in milliseconds: short while a photo is being sent, and growing while nothing happens. */
const WAITS: Record<'active' | 'first' | 'most', number> = {
  active: 500,
  first: 1_000,
  most: 3_000,
};

/**
 * Creates a code and asks for its state while the dialog is mounted.
 * @param done called once with the profile that has the phone's photo
 */
export function usePhoneAtDesk(done: (profile: ProfileResponse) => void): {
  code: StartPhoneResponse | null;
  state: DeskState;
  /** Creates another code. */
  renew: () => void;
} {
  const [code, setCode] = useState<StartPhoneResponse | null>(null);
  const [state, setState] = useState<DeskState>('starting');
  const [round, setRound] = useState(0);
  const latestDone = useRef(done);
  useEffect(() => {
    latestDone.current = done;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round creates another code
  useEffect(() => {
    let id = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasEnded = false;
    let isDone = false;
    let wait = WAITS.first;
    let asked = 0;
    setState('starting');

    async function ask() {
      // A hidden page polls when it is visible again.
      if (document.hidden) return;
      asked += 1;
      const question = asked;
      const { state: next, profile } = await answer(id);
      // A page that was hidden and visible again has sent a newer request.
      if (hasEnded || question !== asked) return;
      if (next !== null) setState(next);
      isDone ||= next === 'done';
      if (profile) return latestDone.current(profile);
      if (next === 'ended' || next === 'signed-out') return;
      const isActive = next === 'opened' || next === 'sending' || next === 'done';
      wait = isActive ? WAITS.active : Math.min(WAITS.most, wait * 1.2);
      timer = setTimeout(ask, wait);
    }
    function seen() {
      if (document.hidden) return;
      clearTimeout(timer);
      void ask();
    }
    startPhone().then(
      (started) => {
        id = started.id;
        if (hasEnded) return endPhone(id);
        setCode(started);
        setState('waiting');
        timer = setTimeout(ask, wait);
        document.addEventListener('visibilitychange', seen);
      },
      (error) => !hasEnded && setState(isSignedOut(error) ? 'signed-out' : 'failed'),
    );
    /** Do not end the code after the photo: it then only allows the phone to send the framing. */
    const end = () => {
      if (!isDone && id !== '') endPhone(id);
    };
    window.addEventListener('pagehide', end);
    return () => {
      hasEnded = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
      window.removeEventListener('pagehide', end);
      end();
    };
  }, [round]);

  const renew = useCallback(() => setRound((count) => count + 1), []);
  return { code, state, renew };
}

/** Requests the state of the phone, null if the request fails; once the phone is done, the profile too, null if it cannot be read. */
async function answer(
  id: string,
): Promise<{ state: DeskState | null; profile: ProfileResponse | null }> {
  try {
    const state = await getPhoneState(id);
    const profile = state === 'done' ? await getProfile().catch(() => null) : null;
    return { state, profile };
  } catch (error) {
    return { state: isSignedOut(error) ? 'signed-out' : null, profile: null };
  }
}

function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}
