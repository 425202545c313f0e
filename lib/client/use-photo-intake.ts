// From chosen files to the upload: checked, edited, shrunk, sent.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ShrunkPhoto } from './images/open-photo';
import { PhotoError } from './images/photo-error';
import { madePhoto } from './made-photo';
import { type Refusal, reviewFiles } from './review-files';
import { useAskBeforeUnload } from './upload/use-page-events';
import type { PhotoUpload } from './upload/use-photo-upload';

export interface PhotoIntake {
  /** The file in the editor. */
  editing: File | null;
  refusal: Refusal | null;
  take: (files: readonly File[]) => void;
  /** Opens a file in the editor whatever its size, such as a picture from the camera. */
  adjust: (file: File) => void;
  /** Refuses a link that was dropped instead of a file. */
  refuseLink: () => void;
  /** Takes the editor's result: a preview now, and the photo once encoded. */
  use: (preview: string, photo: Promise<ShrunkPhoto>) => void;
  /** Shrinks a file that is too large, and uses it without the editor. */
  shrink: (file: File) => void;
  /** Closes the editor or the refusal. */
  dismiss: () => void;
}

/** @param started called when a photo or a refusal replaces earlier messages */
export function usePhotoIntake(
  { state, choose, cancel }: Pick<PhotoUpload, 'state' | 'choose' | 'cancel'>,
  started: () => void,
): PhotoIntake {
  const [editing, setEditing] = useState<File | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useAskBeforeUnload(editing !== null, always);
  // The photo that is being encoded.
  const making = useRef<Promise<ShrunkPhoto>>(null);
  useEffect(() => {
    if (state.name === 'idle') making.current = null;
  }, [state.name]);
  // Shrinks the photo in advance, while the user reads the refusal.
  const early = useRef<EarlyPhoto>(null);
  const stopEarly = useCallback(() => {
    early.current?.stop();
    early.current = null;
  }, []);

  const dismiss = useCallback(() => {
    stopEarly();
    setEditing(null);
    setRefusal(null);
  }, [stopEarly]);

  const refuse = useCallback(
    (reason: Refusal) => {
      started();
      setRefusal(reason);
      stopEarly();
      if (reason.reason === 'too-large') early.current = beginEarly(reason.file);
    },
    [started, stopEarly],
  );

  const refuseLink = useCallback(() => refuse({ reason: 'link' }), [refuse]);

  const edit = useCallback(
    (file: File) => {
      stopEarly();
      setRefusal(null);
      setEditing(file);
    },
    [stopEarly],
  );

  const take = useCallback(
    (files: readonly File[]) => {
      const review = reviewFiles(files);
      if ('refusal' in review) refuse(review.refusal);
      else edit(review.file);
    },
    [refuse, edit],
  );

  const adjust = useCallback(
    (file: File) => {
      const review = reviewFiles([file]);
      const isRefused = 'refusal' in review && review.refusal.reason !== 'too-large';
      if (isRefused) refuse(review.refusal);
      else edit(file);
    },
    [refuse, edit],
  );

  const send = useCallback(
    (file: File, preview: string | null, photo: Promise<ShrunkPhoto>) => {
      dismiss();
      started();
      making.current = photo;
      choose(
        preview,
        photo.then((made) => madePhoto(made, file.name)),
      );
    },
    [choose, dismiss, started],
  );

  const use = useCallback(
    (preview: string, photo: Promise<ShrunkPhoto>) => {
      if (editing) send(editing, preview, photo);
    },
    [editing, send],
  );

  const shrink = useCallback(
    (file: File) => {
      const photo = early.current?.file === file ? early.current.photo : shrunk(file);
      early.current = null;
      photo.catch((error: unknown) => {
        if (making.current !== photo) return;
        cancel();
        const notLoaded = error instanceof PhotoError && error.code === 'not-loaded';
        refuse({ reason: notLoaded ? 'not-loaded' : 'unreadable', file });
      });
      // No preview: drawing a large file is slow, and not every browser can.
      send(file, null, photo);
    },
    [cancel, refuse, send],
  );

  return { editing, refusal, take, adjust, refuseLink, use, shrink, dismiss };
}

/** Ask before closing the page while a photo is in the editor. */
const always = () => true;

interface EarlyPhoto {
  file: File;
  photo: Promise<ShrunkPhoto>;
  stop: () => void;
}

function beginEarly(file: File): EarlyPhoto {
  const stopping = new AbortController();
  const photo = shrunk(file, stopping.signal);
  // Whether it fails matters only to whoever wants it.
  photo.catch(() => {});
  return { file, photo, stop: () => stopping.abort() };
}

async function shrunk(file: File, signal?: AbortSignal): Promise<ShrunkPhoto> {
  const { shrinkPhoto } = await import('./images/shrink-photo').catch((cause: unknown) => {
    throw new PhotoError('not-loaded', { cause });
  });
  return shrinkPhoto(file, { signal });
}
