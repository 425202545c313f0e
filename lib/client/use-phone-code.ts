// Opens the code in the page's address on this phone, and takes it out of the address, so that it stays in no history.
import { useEffect, useRef, useState } from 'react';
import { ApiError } from './api-error';
import { openPhone, type PhoneCredentials } from './phone-api';

interface Opened extends PhoneCredentials {
  nombre: string;
  initials: string;
}

export type PhoneOpening =
  | { name: 'opening' }
  | { name: 'ended' }
  | { name: 'failed'; retry: () => void }
  /** `end` for a code that the server takes no more. */
  | ({ name: 'open'; end: () => void } & Opened);

/** Where a reload finds the opened code. It goes with the tab. */
const KEPT = 'phone-code';

export function usePhoneCode(): PhoneOpening {
  const [opening, setOpening] = useState<PhoneOpening>({ name: 'opening' });
  const hasBegun = useRef(false);

  useEffect(() => {
    // React may run an effect twice, and a code can be opened once.
    if (hasBegun.current) return;
    hasBegun.current = true;
    const show = (opened: Opened) => {
      setOpening({ name: 'open', ...opened, end: () => setOpening(forget()) });
    };
    const code = window.location.hash.slice(1);
    if (code === '') {
      const kept = withStorage((storage) => storage.getItem(KEPT));
      if (kept) show(JSON.parse(kept));
      else setOpening({ name: 'ended' });
      return;
    }
    window.history.replaceState(null, '', window.location.pathname);
    async function open() {
      setOpening({ name: 'opening' });
      try {
        const { key, nombre, initials } = await openPhone(code);
        const opened = { code, key, nombre, initials };
        withStorage((storage) => storage.setItem(KEPT, JSON.stringify(opened)));
        show(opened);
      } catch (error) {
        const hasAnswered = error instanceof ApiError && error.status >= 400 && error.status < 500;
        const isOver = hasAnswered && error.status !== 429;
        setOpening(isOver ? { name: 'ended' } : { name: 'failed', retry: () => void open() });
      }
    }
    void open();
  }, []);

  // Another code, typed into the address of this page.
  useEffect(() => {
    const reload = () => window.location.reload();
    window.addEventListener('hashchange', reload);
    return () => window.removeEventListener('hashchange', reload);
  }, []);

  return opening;
}

function forget(): PhoneOpening {
  withStorage((storage) => storage.removeItem(KEPT));
  return { name: 'ended' };
}

/** Returns undefined where the browser refuses storage, as with cookies blocked: then a reload finds no opened code. */
function withStorage<Result>(use: (storage: Storage) => Result): Result | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}
