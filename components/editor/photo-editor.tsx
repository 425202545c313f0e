'use client';
// The photo editor: a dialog that frames a photo with a circle. Its code is loaded on first use.
import { type ReactNode, useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FocusedButton } from '@/components/ui/focused-button';
import type { PhotoFraming } from '@/lib/client/framing/photo-framing';
import { mainFace } from '@/lib/client/images/coach';
import type { CropSquare, PictureSize } from '@/lib/client/images/crop-geometry';
import { numbersOf } from '@/lib/client/images/crop-numbers';
import { openCrop, reduceCrop } from '@/lib/client/images/crop-state';
import type { Encoded } from '@/lib/client/images/encode-within';
import type { OpenPhoto, ShrunkPhoto } from '@/lib/client/images/open-photo';
import type { PhotoChoice } from '@/lib/client/use-photo-intake';
import type { CropNumbers } from '@/lib/shared/crop-numbers';
import { type ImageContentType, MAX_UPLOAD_BYTES } from '@/lib/shared/upload-policy';
import { Coach } from './coach';
import { sceneOf } from './draw';
import { browserPorts, type EditorPorts } from './editor-ports';
import { Framing } from './framing';
import { IdPhotoButtons } from './id-photo-buttons';
import { FRAME_LOOK } from './stage';
import { useFaces } from './use-faces';
import { type Opening, usePhoto } from './use-photo';

export { openAhead, prepareWorker } from '@/lib/client/images/open-photo';

interface PhotoEditorProps {
  readonly file: Blob;
  /** For a picture that was framed before: its crop, as it was left. */
  readonly crop?: CropNumbers;
  /** True if the result includes the source picture of the photo. */
  readonly keepsFraming?: boolean;
  readonly words: Messages['editor'];
  readonly coach: Messages['coach'];
  readonly idPhoto: Messages['idPhoto'];
  readonly loading: Messages['loading'];
  /** Called once, synchronously on the click of "use". The owner then unmounts the editor. */
  readonly onUse: (choice: PhotoChoice) => void;
  /** Escape: leaves the editor, but not the file. The owner then unmounts the editor. */
  readonly onLeave: () => void;
  /** "Cancel", or "close" on a file that cannot be used. The owner then unmounts the editor. */
  readonly onCancel: () => void;
  readonly ports?: EditorPorts;
}

/** How long the crop must be unchanged, in milliseconds, before it is encoded in advance, so that "use" needs no wait. */
const CROP_REST = 250;

/** Initial picture of the crop reducer, until the photo's size is known. */
const NO_PICTURE = { width: 1, height: 1 };

export default function PhotoEditor(props: PhotoEditorProps) {
  const { file, words, coach, idPhoto, loading, onUse, onLeave, onCancel } = props;
  const { ports = browserPorts, crop: left, keepsFraming = false } = props;
  const [state, dispatch] = useReducer(reduceCrop, NO_PICTURE, openCrop);
  const onOpen = useCallback(
    ({ width, height }: PictureSize) =>
      dispatch({ type: 'open', picture: { width, height }, crop: left }),
    [left],
  );
  const { opening, retry, keep } = usePhoto(file, ports.open, onOpen);
  const used = useRef(false);

  const photo = opening.status === 'ready' ? opening.photo : null;
  const faces = useFaces(photo, dispatch);
  const { picture, view } = state;
  const scene = useMemo(
    () => (photo ? sceneOf(photo, picture, view) : null),
    [photo, picture, view],
  );

  const madeAhead = useRef<{ crop: CropSquare; photo: Promise<ShrunkPhoto> } | null>(null);
  useEffect(() => {
    if (!photo?.shrinksInBackground || !scene) return;
    const { crop } = scene;
    const timer = setTimeout(() => {
      const made = photo.shrink(crop);
      // A failure counts only if this crop is used.
      made.catch(() => {});
      madeAhead.current = { crop, photo: made };
    }, CROP_REST);
    return () => clearTimeout(timer);
  }, [photo, scene]);

  function use(): void {
    if (!photo || !scene || used.current) return;
    used.current = true;
    keep();
    const preview = ports.snapshot(scene);
    const ahead = madeAhead.current;
    const made = ahead?.crop === scene.crop ? ahead.photo : photo.shrink(scene.crop);
    const framing = keepsFraming ? made.then(() => framingOf(photo)) : undefined;
    const close = () => photo.close();
    (framing ?? made).then(close, close);
    onUse({ preview, photo: made, framing });
  }

  async function framingOf(opened: OpenPhoto): Promise<PhotoFraming> {
    return {
      picture: left ? asItIs(file, opened) : await opened.whole(),
      crop: numbersOf(picture, view),
    };
  }

  const refusal = refusalTexts(opening.status, file, words);
  if (refusal) {
    return (
      <NotOpened {...refusal} onClose={onCancel}>
        <FocusedButton onClick={onCancel}>{words.close}</FocusedButton>
      </NotOpened>
    );
  }
  if (opening.status === 'not-loaded') {
    return (
      <NotOpened title={words.notLoadedTitle} text={words.notLoaded} onClose={onCancel}>
        <Button look="secondary" onClick={onCancel}>
          {words.cancel}
        </Button>
        <FocusedButton onClick={retry}>{words.retry}</FocusedButton>
      </NotOpened>
    );
  }
  return (
    <Dialog
      size="large"
      title={words.title}
      onClose={onLeave}
      footer={
        <>
          <Button look="secondary" onClick={onCancel}>
            {words.cancel}
          </Button>
          <Button disabled={!photo} onClick={use}>
            {words.use}
          </Button>
        </>
      }
    >
      <Framing
        file={file}
        photo={photo}
        state={state}
        dispatch={dispatch}
        draw={ports.draw}
        words={words}
        frame={<div className={`size-full rounded-full ${FRAME_LOOK}`} />}
        over={<Waiting words={words} status={opening.status} />}
        under={<Coach words={coach} crop={scene?.crop ?? null} faces={faces} />}
        note={words.onDevice}
      >
        <IdPhotoButtons
          {...{ file, photo, words, idPhoto, loading }}
          draw={ports.draw}
          face={scene && faces ? (mainFace(scene.crop, faces) ?? faces[0] ?? null) : null}
        />
      </Framing>
    </Dialog>
  );
}

/** A source picture is sent again without encoding it again, so that repeated framing loses no quality. */
function asItIs(file: Blob, { width, height }: PictureSize): Encoded {
  return { blob: file, contentType: file.type as ImageContentType, width, height };
}

function Waiting({ words, status }: { words: Messages['editor']; status: Opening['status'] }) {
  const text = status === 'converting' ? words.converting : words.loading;
  return (
    <p
      role="status"
      className="pointer-events-none absolute inset-0 grid place-items-center px-[18%] text-center text-sm font-medium text-pretty text-white"
    >
      {status !== 'ready' && (
        <span className="rounded-lg bg-[rgb(8_18_15/0.7)] px-[10px] py-[4px]">{text}</span>
      )}
    </p>
  );
}

function NotOpened(props: {
  title: string;
  text: string;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog size="medium" title={props.title} onClose={props.onClose} footer={props.children}>
      <p role="alert" className="text-pretty text-ink-soft">
        {props.text}
      </p>
    </Dialog>
  );
}

/** Title and text for a photo that no retry can open; null for any other status. */
function refusalTexts(status: Opening['status'], file: Blob, words: Messages['editor']) {
  switch (status) {
    case 'unreadable':
      // The page cannot make this file smaller, so its size alone refuses it.
      return file.size > MAX_UPLOAD_BYTES
        ? { title: words.tooLargeTitle, text: words.tooLarge }
        : { title: words.unreadableTitle, text: words.unreadable };
    case 'too-small':
      return { title: words.tooSmallTitle, text: words.tooSmall };
    case 'timed-out':
      return { title: words.notConvertedTitle, text: words.notConverted };
    case 'canvas-noise':
      return { title: words.canvasNoiseTitle, text: words.canvasNoise };
    default:
      return null;
  }
}
