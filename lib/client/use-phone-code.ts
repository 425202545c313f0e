// Opens the code in the page's address on this phone, and takes it out of the address, so that it stays in no history.
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from './api-error';
import { openPhone, type PhoneCredentials } from './phone-api';

export type PhoneOpening =
  /** `sent` if this tab has sent its photo and was loaded again; `ended` if the server rejects the code. */
  | { name: 'opening' | 'sent' | 'ended' }
  | { name: 'failed'; retry: () => void }
  | { name: 'open'; credentials: PhoneCredentials; nombre: string; initials: string };

/** The key in sessionStorage of the credentials, or of `SENT`, for a reload. It ends with the tab. */
const KEPT = 'phone-code';
const SENT = 'sent';

/** Characters of a code. Further characters in the address, such as the full stop of a sentence, are not part of it. */
const CODE_LENGTH = 22;

/** Opens the code once, and finds it again after a reload. */
export function usePhoneCode(): {
  opening: PhoneOpening;
  /** Call it once the server no longer accepts the code. */
  end: () => void;
  /** Call it once the photo is sent: a reload then says so. */
  sent: () => void;
} {
  const [opening, setOpening] = useState<PhoneOpening>({ name: 'opening' });
  const hasBegun = useRef(false);

  const end = useCallback(() => {
    withStorage((storage) => storage.removeItem(KEPT));
    setOpening({ name: 'ended' });
  }, []);
  const sent = useCallback(() => withStorage((storage) => storage.setItem(KEPT, SENT)), []);

  useEffect(() => {
    // React may run an effect twice.
    if (hasBegun.current) return;
    hasBegun.current = true;

    /** Can be repeated, also by a reload, because a response may be lost. */
    async function open(credentials: PhoneCredentials) {
      setOpening({ name: 'opening' });
      try {
        setOpening({ name: 'open', credentials, ...(await openPhone(credentials)) });
      } catch (error) {
        const hasAnswered = error instanceof ApiError && error.status >= 400 && error.status < 500;
        if (hasAnswered && error.status !== 429) end();
        else setOpening({ name: 'failed', retry: () => void open(credentials) });
      }
    }

    const code = window.location.hash.slice(1, 1 + CODE_LENGTH);
    if (code !== '') {
      window.history.replaceState(null, '', window.location.pathname);
      const credentials = { code, key: newKey() };
      withStorage((storage) => storage.setItem(KEPT, JSON.stringify(credentials)));
      return void open(credentials);
    }
    const kept = withStorage((storage) => storage.getItem(KEPT));
    if (kept === SENT) setOpening({ name: 'sent' });
    else if (kept) void open(JSON.parse(kept));
    else end();
  }, [end]);

  // Another code, typed into the address of this page.
  useEffect(() => {
    const reload = () => window.location.reload();
    window.addEventListener('hashchange', reload);
    return () => window.removeEventListener('hashchange', reload);
  }, []);

  return { opening, end, sent };
}

/** 128 random bits in base64url. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Returns undefined if the browser refuses storage, for example because cookies are blocked: a reload then finds no credentials. */
function withStorage<Result>(use: (storage: Storage) => Result): Result | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}
