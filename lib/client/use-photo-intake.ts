// From the files a person gives to the upload: reviewed, edited, made small, sent.
import { useCallback, useState } from 'react';
import type { ShrunkPhoto } from './images/open-photo';
import { madePhoto } from './made-photo';
import { isHeicName, type Refusal, reviewFiles } from './review-files';
import type { PhotoUpload } from './upload/use-photo-upload';

export type PhotoIntake = {
  /** The file in the editor. */
  editing: File | null;
  refusal: Refusal | null;
  take: (files: readonly File[]) => void;
  /** What the editor made of the file: a preview that is there already, and the photo that soon will be. */
  use: (preview: string, photo: Promise<ShrunkPhoto>) => void;
  /** Uses a file that is too large for the upload as it is, made smaller, without the editor. */
  shrink: (file: File) => void;
  /** Puts the editor or the refusal away. */
  dismiss: () => void;
};

export function usePhotoIntake(choose: PhotoUpload['choose'], started: () => void): PhotoIntake {
  const [editing, setEditing] = useState<File | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const dismiss = useCallback(() => {
    setEditing(null);
    setRefusal(null);
  }, []);

  const take = useCallback((files: readonly File[]) => {
    const review = reviewFiles(files);
    setRefusal('refusal' in review ? review.refusal : null);
    if ('file' in review) setEditing(review.file);
  }, []);

  const send = useCallback(
    (file: File, preview: string | null, photo: Promise<ShrunkPhoto>) => {
      dismiss();
      started();
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
      const preview = isHeicName(file) ? null : URL.createObjectURL(file);
      const photo = import('./images/shrink-photo').then(({ shrinkPhoto }) => shrinkPhoto(file));
      send(file, preview, photo);
    },
    [send],
  );

  return { editing, refusal, take, use, shrink, dismiss };
}
