// The desk's side of an upload from the phone: creates the code, asks how far the phone is, and ends the code with the dialog, unless the
// phone has sent its photo.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PhoneState, StartPhoneResponse } from '@/lib/shared/phone-schema';
import { endPhone, getPhoneState, startPhone } from './phone-api';

/** `starting` until there is a code; `failed` if there is none. */
export type DeskState = PhoneState | 'starting' | 'failed';

/** Milliseconds between two questions: short while a photo is on its way, and longer the longer nothing happens. */
const WAITS: Record<'active' | 'first' | 'most', number> = {
  active: 700,
  first: 1_000,
  most: 3_000,
};

export function usePhoneAtDesk(done: () => void): {
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
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasEnded = false;
    let isDone = false;
    let wait = WAITS.first;
    setState('starting');

    async function ask() {
      // A hidden page asks when it is seen again.
      if (document.hidden) return;
      const next = await getPhoneState().catch(() => null);
      if (hasEnded) return;
      if (next !== null) setState(next);
      if (next === 'done') {
        isDone = true;
        return latestDone.current();
      }
      if (next === 'ended') return;
      const isActive = next === 'opened' || next === 'sending';
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
        if (hasEnded) return;
        setCode(started);
        setState('waiting');
        timer = setTimeout(ask, wait);
        document.addEventListener('visibilitychange', seen);
      },
      () => !hasEnded && setState('failed'),
    );
    /** After the photo, the code allows the phone to send what the photo was framed from, and nothing more. */
    const end = () => {
      if (!isDone) endPhone();
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
