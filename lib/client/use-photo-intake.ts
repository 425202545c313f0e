// The steps from chosen files to the upload: check, edit, send.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PhotoFraming } from './framing/photo-framing';
import type { ShrunkPhoto } from './images/open-photo';
import { sniffType } from './images/sniff-type';
import { namePhoto } from './name-photo';
import { type Refusal, reviewFiles } from './review-files';
import type { UploadState } from './upload/upload-state';
import { useAskBeforeUnload } from './upload/use-page-events';
import type { PhotoUpload } from './upload/use-photo-upload';

export interface PhotoIntake {
  /** The file in the editor. */
  editing: File | null;
  refusal: Refusal | null;
  /** The file with which the editor was left, and which can be edited again. */
  setAside: File | null;
  /** True while the shown photo is in the editor again. */
  isReframing: boolean;
  take: (files: readonly File[]) => void;
  /** Opens a file in the editor: a picture from the camera, or the one that was set aside. */
  adjust: (file: File) => void;
  /** Refuses a link that was given instead of a file. */
  refuseLink: () => void;
  /** Opens the shown photo in the editor again. */
  reframe: () => void;
  /** Takes the editor's result: a preview now, and the photo once encoded. The photo gets the name. */
  use: (choice: PhotoChoice, name: string) => void;
  /** Leaves the editor and keeps the file. */
  leaveEditor: () => void;
  /** Closes the editor, the refusal, or the offer of the file that was set aside. */
  dismiss: () => void;
}

/** The result of the editor. */
export interface PhotoChoice {
  /** The crop as a data URL, at most 320 pixels square: available at once, to show while `photo` is encoded. */
  readonly preview: string;
  /** The photo to upload. Rejects with `PhotoError` `failed`; the editor may be unmounted by then. */
  readonly photo: Promise<ShrunkPhoto>;
  /** Its framing, for `keepsFraming`. Rejects too. */
  readonly framing?: Promise<PhotoFraming> | undefined;
}

interface IntakeListeners {
  /** Called when a photo or a refusal replaces earlier messages. */
  started: () => void;
  /** Called with a file just before it is in the editor. It must be the same function at every render. */
  opens: (file: File) => void;
}

/** The state to show: at most one of the four is set. */
type Intake = Pick<PhotoIntake, 'editing' | 'refusal' | 'setAside' | 'isReframing'>;

const NOTHING: Intake = { editing: null, refusal: null, setAside: null, isReframing: false };

/** States of an upload that clear an older refusal. */
const NEWS = new Set<UploadState['name']>(['asking', 'offline', 'signed-out', 'failed', 'done']);

export function usePhotoIntake(
  { state, choose }: Pick<PhotoUpload, 'state' | 'choose'>,
  { started, opens }: IntakeListeners,
): PhotoIntake {
  const [intake, setIntake] = useState(NOTHING);
  const { editing } = intake;
  useAskBeforeUnload(editing !== null, always);

  const isNews = NEWS.has(state.name);
  useEffect(() => {
    if (isNews) setIntake((was) => ({ ...was, refusal: null, setAside: null }));
  }, [isNews]);

  const dismiss = useCallback(() => setIntake(NOTHING), []);

  const refuse = useCallback(
    (refusal: Refusal) => {
      started();
      setIntake({ ...NOTHING, refusal });
    },
    [started],
  );
  const refuseLink = useCallback(() => refuse({ reason: 'link' }), [refuse]);

  const edit = useCallback(
    (file: File) => {
      opens(file);
      setIntake({ ...NOTHING, editing: file });
    },
    [opens],
  );

  const latest = useRef<readonly File[]>([]);
  const take = useCallback(
    (files: readonly File[]) => {
      latest.current = files;
      const review = reviewFiles(files);
      if ('file' in review) return edit(review.file);
      const { refusal } = review;
      if (refusal.reason !== 'type') return refuse(refusal);
      // The type comes from the name, and the bytes may show that both are wrong.
      const { file } = refusal;
      void sniffType(file)
        .catch(() => null)
        .then((type) => {
          if (latest.current !== files) return;
          if (type) edit(file);
          else refuse(refusal);
        });
    },
    [refuse, edit],
  );
  const adjust = useCallback((file: File) => take([file]), [take]);

  const reframe = useCallback(() => setIntake({ ...NOTHING, isReframing: true }), []);

  const use = useCallback(
    ({ preview, photo, framing }: PhotoChoice, name: string) => {
      dismiss();
      started();
      choose(
        preview,
        photo.then((shrunk) => ({ ...namePhoto(shrunk, name), framing })),
      );
    },
    [choose, dismiss, started],
  );

  const leaveEditor = useCallback(() => {
    setIntake(({ editing: left }) => ({ ...NOTHING, setAside: left }));
  }, []);

  return { ...intake, take, adjust, refuseLink, reframe, use, leaveEditor, dismiss };
}

/** Ask before closing the page while a photo is in the editor. */
const always = () => true;
