'use client';
// Opens the file on mount and closes it on unmount, unless it was handed over.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { OpenPhoto } from '@/lib/client/images/open-photo';
import { PhotoError } from '@/lib/client/images/photo-error';
import { MIN_IMAGE_SIDE } from '@/lib/shared/upload-policy';
import type { EditorPorts } from './editor-ports';

export type Opening =
  | { readonly status: 'loading' }
  | { readonly status: 'converting' }
  | { readonly status: 'unreadable' | 'timed-out' | 'canvas-noise' }
  /** A side is shorter than `MIN_IMAGE_SIDE`. */
  | { readonly status: 'too-small' }
  /** The decoder for this file could not be loaded. */
  | { readonly status: 'not-loaded' }
  | { readonly status: 'ready'; readonly photo: OpenPhoto };

/**
 * Calls `onOpen` in the same update that makes the photo ready. After `keep`, the caller closes the photo. `retry` opens the file
 * again.
 */
export function usePhoto(
  file: Blob,
  open: EditorPorts['open'],
  onOpen: (photo: OpenPhoto) => void,
) {
  const [opening, setOpening] = useState<Opening>({ status: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const kept = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt opens the file again
  useEffect(() => {
    const giveUp = new AbortController();
    let opened: OpenPhoto | null = null;
    setOpening({ status: 'loading' });
    const onConverting = () => setOpening({ status: 'converting' });
    open(file, { signal: giveUp.signal, onConverting }).then(
      (photo) => {
        if (giveUp.signal.aborted) return photo.close();
        if (Math.min(photo.width, photo.height) < MIN_IMAGE_SIDE) {
          photo.close();
          return setOpening({ status: 'too-small' });
        }
        opened = photo;
        onOpen(photo);
        setOpening({ status: 'ready', photo });
      },
      (error: unknown) => {
        if (giveUp.signal.aborted) return;
        const code = error instanceof PhotoError ? error.code : 'failed';
        setOpening({ status: code === 'failed' ? 'unreadable' : code });
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
