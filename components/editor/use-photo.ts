// The file being edited: opened when the editor appears, closed when it goes, unless someone took it over.
'use client';

import { useEffect, useRef, useState } from 'react';
import type { OpenPhoto } from '@/lib/client/images/open-photo';
import type { EditorPorts } from './editor-ports';

export type Opening =
  | { readonly status: 'loading' }
  | { readonly status: 'converting' }
  | { readonly status: 'unreadable' }
  | { readonly status: 'ready'; readonly photo: OpenPhoto };

/**
 * `onOpen` is called in the same update that makes the photo ready. `keep` leaves the photo open when the editor goes:
 * whoever calls it closes it.
 */
export function usePhoto(
  file: Blob,
  open: EditorPorts['open'],
  onOpen: (photo: OpenPhoto) => void,
) {
  const [opening, setOpening] = useState<Opening>({ status: 'loading' });
  const kept = useRef(false);

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
      () => {
        if (!giveUp.signal.aborted) setOpening({ status: 'unreadable' });
      },
    );
    return () => {
      giveUp.abort();
      if (!kept.current) opened?.close();
    };
  }, [file, open, onOpen]);

  return {
    opening,
    keep: () => {
      kept.current = true;
    },
  };
}
