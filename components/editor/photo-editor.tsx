'use client';
// The photo editor: a dialog that frames a photo with a circle. Its code is loaded on first use.
import { type ReactNode, useCallback, useEffect, useId, useMemo, useReducer, useRef } from 'react';
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FocusedButton } from '@/components/ui/focused-button';
import {
  type CropSquare,
  type CropView,
  cropOf,
  type PictureSize,
} from '@/lib/client/images/crop-geometry';
import {
  type CropState,
  isUntouched,
  openCrop,
  reduceCrop,
  zoomLimit,
} from '@/lib/client/images/crop-state';
import type { OpenPhoto, ShrunkPhoto } from '@/lib/client/images/open-photo';
import { MAX_UPLOAD_BYTES } from '@/lib/shared/upload-policy';
import { Coach } from './coach';
import { Controls } from './controls';
import type { Scene } from './draw';
import { browserPorts, type EditorPorts } from './editor-ports';
import { Stage } from './stage';
import { useFaces } from './use-faces';
import { useGlide } from './use-glide';
import { type Opening, usePhoto } from './use-photo';

/** The result of the editor. */
interface PhotoChoice {
  /** The crop as a data URL, at most 320 pixels square: available at once, to show while `photo` is encoded. */
  readonly preview: string;
  /** The photo to upload. Rejects with `PhotoError` `failed`; the editor may be unmounted by then. */
  readonly photo: Promise<ShrunkPhoto>;
}

interface PhotoEditorProps {
  readonly file: Blob;
  readonly words: Messages['editor'];
  readonly coach: Messages['coach'];
  /** Called once, synchronously on the click of "use". The owner then unmounts the editor. */
  readonly onUse: (choice: PhotoChoice) => void;
  /** Escape: leaves the editor, but not the file. The owner then unmounts the editor. */
  readonly onLeave: () => void;
  /** "Cancel", or "close" on a file that cannot be used. The owner then unmounts the editor. */
  readonly onCancel: () => void;
  readonly ports?: EditorPorts;
}

/** For how long the crop rests, in milliseconds, before its photo is encoded, so that "use" finds it ready. */
const CROP_REST = 250;

/** Initial picture of the crop reducer, until the photo's size is known. */
const NO_PICTURE = { width: 1, height: 1 };

export default function PhotoEditor(props: PhotoEditorProps) {
  const { file, words, coach, onUse, onLeave, onCancel, ports = browserPorts } = props;
  const [state, dispatch] = useReducer(reduceCrop, NO_PICTURE, openCrop);
  const onOpen = useCallback(
    ({ width, height }: PictureSize) => dispatch({ type: 'open', picture: { width, height } }),
    [],
  );
  const { opening, retry, keep } = usePhoto(file, ports.open, onOpen);
  const hintId = useId();
  const deviceId = useId();
  const used = useRef(false);

  const photo = opening.status === 'ready' ? opening.photo : null;
  const faces = useFaces(photo, dispatch);
  const { picture, view } = state;
  const scene = useMemo(
    () => (photo ? sceneOf(photo, picture, view) : null),
    [photo, picture, view],
  );
  // Only the drawing glides: the crop is the new one at once.
  const shown = useGlide(state);
  const drawn = useMemo(
    () => (photo ? sceneOf(photo, picture, shown) : null),
    [photo, picture, shown],
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
    onUse({ preview, photo: made.finally(() => photo.close()) });
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
      <div className="group flex flex-col gap-3 sm:grid sm:grid-cols-[minmax(0,24rem)_minmax(14rem,1fr)] sm:items-center sm:gap-8">
        <div className="flex flex-col gap-1 sm:sticky sm:top-0 sm:self-start">
          <Stage
            file={file}
            scene={drawn}
            label={words.stage}
            describedBy={`${hintId} ${deviceId}`}
            draw={ports.draw}
            dispatch={dispatch}
          >
            <Waiting words={words} status={opening.status} />
          </Stage>
          <Coach words={coach} crop={scene?.crop ?? null} faces={faces} />
        </div>
        <div className="flex flex-col gap-2 sm:gap-5">
          <div id={hintId} className="flex flex-col gap-1 text-sm text-pretty text-ink-soft">
            <p className="pointer-coarse:hidden">{words.hintPointer}</p>
            <p className="pointer-fine:hidden">{words.hintTouch}</p>
            <p className="pointer-coarse:hidden">{words.hintKeys}</p>
          </div>
          <fieldset disabled={!photo} className="min-w-0">
            <legend className="sr-only">{words.stage}</legend>
            <Controls
              words={words}
              zoom={state.view.zoom}
              highestZoom={zoomLimit(state)}
              straighten={state.view.straighten}
              untouched={isUntouched(state)}
              canFrame={state.frame !== null}
              dispatch={dispatch}
            />
          </fieldset>
          <p id={deviceId} className="text-sm text-pretty text-ink-soft">
            {words.onDevice}
          </p>
        </div>
      </div>
      <p role="status" className="sr-only">
        {photo && !isUntouched(state) ? spoken(words, state) : ''}
      </p>
    </Dialog>
  );
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

function sceneOf(photo: OpenPhoto, picture: PictureSize, view: CropView): Scene {
  return { picture, image: photo.preview, crop: cropOf(picture, view) };
}

function spoken(words: Messages['editor'], { view, frame }: CropState): string {
  const zoom = Math.round(view.zoom * 100);
  const state = fill(words.state, { zoom, angle: view.turns * 90 + view.straighten });
  return view === frame ? `${words.framed} ${state}` : state;
}
