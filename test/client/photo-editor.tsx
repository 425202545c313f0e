// Renders the photo editor with a photo of 800 by 600 pixels, whose opening, face detection and shrinking the test controls.
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ComponentProps } from 'react';
import type { Scene } from '@/components/editor/draw';
import PhotoEditor from '@/components/editor/photo-editor';
import { es } from '@/components/messages/es';
import type { CropSquare } from '@/lib/client/images/crop-geometry';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';
import type { OpenOptions, OpenPhoto, ShrunkPhoto } from '@/lib/client/images/open-photo';
import { deferred, fillJsdomGaps, placeElements } from './jsdom-gaps';

export const SHRUNK: ShrunkPhoto = {
  blob: new Blob(['small']),
  contentType: 'image/webp',
  width: 512,
  height: 512,
};

/** A face that the test may let the editor find. */
export const FACE: SeenFace = {
  centre: { x: 300, y: 200 },
  width: 100,
  height: 100,
  tilt: 5,
  sharpness: 0.5,
  light: 0.5,
  lightAround: 0.5,
};

export const OTHER_WORDS = { coach: es.coach, idPhoto: es.idPhoto, loading: es.loading };

/** Renders the editor, and returns its fakes. */
export function setUpEditor(
  words = es.editor,
  file = new Blob(['photo']),
  more: Partial<ComponentProps<typeof PhotoEditor>> = {},
) {
  const opening = deferred<OpenPhoto>();
  const finding = deferred<readonly SeenFace[] | null>();
  const shrinking = deferred<ShrunkPhoto>();
  const encoding = deferred<ShrunkPhoto>();
  const drawn: CropSquare[] = [];
  let options: OpenOptions = {};
  const photo = {
    width: 800,
    height: 600,
    preview: {} as ImageBitmap,
    shrinksInBackground: true,
    findFaces: jest.fn((_signal: AbortSignal) => finding.promise),
    shrink: jest.fn((_crop: CropSquare) => shrinking.promise),
    whole: jest.fn(() => encoding.promise),
    cut: () => new Promise<never>(() => {}),
    close: jest.fn(),
  };
  const ports = {
    open: (_file: Blob, given: OpenOptions) => {
      options = given;
      return opening.promise;
    },
    draw: (_canvas: HTMLCanvasElement, scene: Scene) => drawn.push(scene.crop),
    snapshot: jest.fn((_scene: Scene) => 'data:image/jpeg;base64,AAAA'),
  };
  const onUse = jest.fn();
  const onLeave = jest.fn();
  const onCancel = jest.fn();
  const view = render(
    <PhotoEditor {...{ file, words, ...OTHER_WORDS, onUse, onLeave, onCancel, ports }} {...more} />,
  );
  return {
    encoding,
    view,
    ports,
    photo,
    opening,
    shrinking,
    onUse,
    onLeave,
    onCancel,
    user: userEvent.setup(),
    converting: () => act(() => options.onConverting?.()),
    signal: () => options.signal,
    drawn,
    crop: () => drawn.at(-1),
    async found(faces: readonly SeenFace[] | null) {
      await act(async () => finding.resolve(faces));
    },
    async opened() {
      await act(async () => opening.resolve(photo));
    },
  };
}

/** The crop area. */
export const stage = () => screen.getByRole('application');
/** The button "use photo". */
export const use = () => screen.getByRole('button', { name: es.editor.use });

/** Fills the gaps of jsdom before each test of a file, and restores all fakes after it. */
export function prepareEditorTests(): void {
  beforeEach(() => {
    fillJsdomGaps();
    // A crop circle of 360 pixels, its centre at (200, 200).
    placeElements({ left: 0, top: 0, side: 400 });
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });
}
