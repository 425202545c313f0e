// The file being edited: opened when the editor appears, closed when it goes, unless someone took it over.
'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { OpenPhoto } from '@/lib/client/images/open-photo';
import { PhotoError } from '@/lib/client/images/photo-error';
import type { EditorPorts } from './editor-ports';

export type Opening =
  | { readonly status: 'loading' }
  | { readonly status: 'converting' }
  | { readonly status: 'unreadable' }
  /** What it takes to read the file did not come over the network. */
  | { readonly status: 'not-loaded' }
  | { readonly status: 'ready'; readonly photo: OpenPhoto };

/**
 * `onOpen` is called in the same update that makes the photo ready. `keep` leaves the photo open when the editor goes:
 * whoever calls it closes it. `retry` opens the file anew.
 */
export function usePhoto(
  file: Blob,
  open: EditorPorts['open'],
  onOpen: (photo: OpenPhoto) => void,
) {
  const [opening, setOpening] = useState<Opening>({ status: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const kept = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another opening
  useEffect(() => {
    const giveUp = new AbortController();
    let opened: OpenPhoto | null = null;
    setOpening({ status: 'loading' });
    const onConverting = () => setOpening({ status: 'converting' });
    open(file, { signal: giveUp.signal, onConverting }).then(
      (photo) => {
        if (giveUp.signal.aborted) return photo.close();
        opened = photo;
        onOpen(photo);
        setOpening({ status: 'ready', photo });
      },
      (error: unknown) => {
        if (giveUp.signal.aborted) return;
        const notLoaded = error instanceof PhotoError && error.code === 'not-loaded';
        setOpening({ status: notLoaded ? 'not-loaded' : 'unreadable' });
      },
    );
    return () => {
      giveUp.abort();
      if (!kept.current) opened?.close();
    };
  }, [file, open, onOpen, attempt]);

  return {
    opening,
    retry: useCallback(() => setAttempt((count) => count + 1), []),
    keep: () => {
      kept.current = true;
    },
  };
}
