'use client';
// The parts of the editor that frame a photo: the crop area, the controls and how to use them.
import { type ReactNode, useId, useMemo } from 'react';
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import {
  type CropAction,
  type CropState,
  isUntouched,
  zoomLimit,
} from '@/lib/client/images/crop-state';
import type { OpenPhoto } from '@/lib/client/images/open-photo';
import { Controls } from './controls';
import { type Scene, sceneOf } from './draw';
import { Stage } from './stage';
import { useGlide } from './use-glide';

interface FramingProps {
  readonly file: Blob;
  /** Null while it is opening. */
  readonly photo: OpenPhoto | null;
  readonly state: CropState;
  readonly dispatch: (action: CropAction) => void;
  readonly draw: (canvas: HTMLCanvasElement, scene: Scene) => void;
  readonly words: Messages['editor'];
  /** The outline of the crop, inside the square around it. */
  readonly frame: ReactNode;
  /** Over the crop area. */
  readonly over?: ReactNode;
  /** Under the crop area. */
  readonly under: ReactNode;
  /** The purpose of this photo, before the hints. */
  readonly about?: ReactNode;
  /** The last sentence: what happens to the photo. */
  readonly note: string;
  /** After the controls. */
  readonly children: ReactNode;
}

export function Framing(props: FramingProps) {
  const { file, photo, state, dispatch, draw, words, frame, over, under, about, note } = props;
  const hintId = useId();
  const noteId = useId();
  // Only the drawing is animated: the crop itself changes at once.
  const { picture } = state;
  const shown = useGlide(state);
  const drawn = useMemo(
    () => (photo ? sceneOf(photo, picture, shown) : null),
    [photo, picture, shown],
  );
  const untouched = isUntouched(state);
  return (
    <>
      <div className="group flex flex-col gap-3 sm:grid sm:grid-cols-[minmax(0,24rem)_minmax(14rem,1fr)] sm:items-center sm:gap-8">
        <div className="flex flex-col gap-1 sm:sticky sm:top-0 sm:self-start">
          <Stage
            file={file}
            scene={drawn}
            label={words.stage}
            describedBy={`${hintId} ${noteId}`}
            draw={draw}
            dispatch={dispatch}
            frame={frame}
          >
            {over}
          </Stage>
          {under}
        </div>
        <div className="flex flex-col gap-2 sm:gap-5">
          <div id={hintId} className="flex flex-col gap-1 text-sm text-pretty text-ink-soft">
            {about}
            <p className="pointer-coarse:hidden">{words.hintPointer}</p>
            <p className="not-any-pointer-coarse:hidden">{words.hintTouch}</p>
            <p className="pointer-coarse:hidden">{words.hintKeys}</p>
          </div>
          <fieldset disabled={!photo} className="min-w-0">
            <legend className="sr-only">{words.stage}</legend>
            <Controls
              words={words}
              zoom={state.view.zoom}
              highestZoom={zoomLimit(state)}
              straighten={state.view.straighten}
              untouched={untouched}
              canFrame={state.frame !== null}
              dispatch={dispatch}
            />
          </fieldset>
          {props.children}
          <p id={noteId} className="text-sm text-pretty text-ink-soft">
            {note}
          </p>
        </div>
      </div>
      <p role="status" className="sr-only">
        {photo && !untouched ? spoken(words, state) : ''}
      </p>
    </>
  );
}

function spoken(words: Messages['editor'], { view, frame }: CropState): string {
  const zoom = Math.round(view.zoom * 100);
  const state = fill(words.state, { zoom, angle: view.turns * 90 + view.straighten });
  return view === frame ? `${words.framed} ${state}` : state;
}
