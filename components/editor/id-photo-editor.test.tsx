// The editor of an ID photo, alone and opened from the photo editor.
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fill } from '@/components/i18n/fill';
import { es } from '@/components/messages/es';
import { frameHead } from '@/lib/client/id-photo/frame-head';
import { ID_PHOTO_RULES } from '@/lib/client/id-photo/rules';
import { type CropSquare, cropOf, type PictureSize } from '@/lib/client/images/crop-geometry';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';
import type { OpenPhoto, ShrunkPhoto } from '@/lib/client/images/open-photo';
import { PhotoError } from '@/lib/client/images/photo-error';
import type { RasterContext } from '@/lib/client/images/raster';
import { deferred, fillJsdomGaps, placeElements } from '@/test/client/jsdom-gaps';
import type { Scene } from './draw';
import { IdPhotoEditor } from './id-photo-editor';
import PhotoEditor from './photo-editor';

const RULE = ID_PHOTO_RULES['mx-infantil'];
const TEXTS = es.idPhoto.rules['mx-infantil'];
const SIZE = { width: 1600, height: 1200 };
const FACE: SeenFace = {
  centre: { x: 700, y: 500 },
  width: 300,
  height: 300,
  tilt: 4,
  sharpness: 0.5,
  light: 0.5,
  lightAround: 0.5,
};
/** The largest frame of 5 by 6 in the picture. */
const WHOLE = { x: 800, y: 600, size: 1200, rotation: 0 };
/** A JPEG without image data. */
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2);

function fakePhoto(found: Promise<readonly SeenFace[] | null> = Promise.resolve(null)) {
  const cuts: { crop: CropSquare; size: PictureSize }[] = [];
  const cutting = { next: async () => ({ close: jest.fn() }) as unknown as ImageBitmap };
  const photo: OpenPhoto = {
    ...SIZE,
    preview: {} as ImageBitmap,
    shrinksInBackground: false,
    findFaces: () => found,
    shrink: () => new Promise<ShrunkPhoto>(() => {}),
    whole: () => new Promise<never>(() => {}),
    cut: (crop, size) => {
      cuts.push({ crop, size });
      return cutting.next();
    },
    close: () => {},
  };
  return { photo, cuts, cutting };
}

function openedAlone(face: SeenFace | null = null) {
  const { photo, cuts, cutting } = fakePhoto();
  const drawn: CropSquare[] = [];
  const saved: { name: string; type: string }[] = [];
  const noop = () => {};
  const context = new Proxy({}, { get: () => noop, set: () => true }) as RasterContext;
  const encoded = { bytes: JPEG };
  const props = {
    photo,
    face,
    ruleId: 'mx-infantil' as const,
    file: new Blob([]),
    draw: (_: HTMLCanvasElement, scene: Scene) => drawn.push(scene.crop),
    words: es.editor,
    idPhoto: es.idPhoto,
    onBack: jest.fn(),
    save: ({ blob, name }: { blob: Blob; name: string }) => saved.push({ name, type: blob.type }),
    make: (width: number, height: number) => ({
      width,
      height,
      context,
      image: document.createElement('canvas'),
      encode: async () =>
        ({ arrayBuffer: async () => encoded.bytes.slice().buffer }) as unknown as Blob,
    }),
  };
  const view = render(<IdPhotoEditor {...props} />);
  const withFace = (found: SeenFace) => view.rerender(<IdPhotoEditor {...props} face={found} />);
  return { cuts, cutting, saved, encoded, props, withFace, crop: () => drawn.at(-1) };
}

async function openedFromCircle(found: readonly SeenFace[] | null) {
  const { photo } = fakePhoto(Promise.resolve(found));
  const drawn: CropSquare[] = [];
  const ports = {
    open: async () => photo,
    draw: (_: HTMLCanvasElement, scene: Scene) => drawn.push(scene.crop),
    snapshot: () => 'data:,',
  };
  const { editor: words, coach, idPhoto, loading } = es;
  const [onUse, onLeave, onCancel] = [jest.fn(), jest.fn(), jest.fn()];
  const rest = { words, coach, idPhoto, loading, onUse, onLeave, onCancel, ports };
  render(<PhotoEditor file={new Blob([])} {...rest} />);
  await act(async () => {});
  return { rest, crop: () => drawn.at(-1) };
}

const button = (name: string) => screen.getByRole('button', { name });
const idDialog = () => screen.findByRole('dialog', { name: TEXTS.name });
const framed = (face: SeenFace) => cropOf(SIZE, frameHead(SIZE, face, RULE));

beforeEach(() => {
  fillJsdomGaps();
  placeElements({ left: 0, top: 0, side: 400 });
});

afterEach(() => jest.restoreAllMocks());

it('has a name and texts for each rule', () => {
  expect(Object.keys(es.idPhoto.rules)).toEqual(Object.keys(ID_PHOTO_RULES));
});

describe('the frame', () => {
  it('opens as large as fits if there is no face', () => {
    expect(openedAlone().crop()).toEqual(WHOLE);
  });

  it('opens with crown and chin on the guides', () => {
    expect(openedAlone(FACE).crop()).toEqual(framed(FACE));
  });

  it('frames a face that is found later, unless the user has moved the frame', () => {
    const one = openedAlone();
    one.withFace(FACE);
    expect(one.crop()).toEqual(framed(FACE));
  });

  it('stays where the user has moved it', () => {
    const { withFace, crop } = openedAlone();
    fireEvent.keyDown(screen.getByRole('application'), { key: '+' });
    const moved = crop();
    withFace(FACE);
    expect(crop()).toEqual(moved);
  });

  it('moves, zooms and straightens as the circle does', async () => {
    const { crop } = openedAlone(FACE);
    const stage = screen.getByRole('application');
    fireEvent.keyDown(stage, { key: 'ArrowLeft' });
    // A twentieth of its height, the picture to the left.
    expect(crop()?.x).toBeGreaterThan(framed(FACE).x);
    fireEvent.keyDown(stage, { key: '+' });
    expect(crop()?.size).toBeCloseTo(framed(FACE).size / 1.1);
    fireEvent.keyDown(stage, { key: '0' });
    expect(crop()).toEqual(WHOLE);
    const straighten = screen.getByRole('slider', { name: es.editor.straighten });
    fireEvent.change(straighten, { target: { value: '7' } });
    expect(crop()?.rotation).toBe(7);
  });

  it('warns if the photo has too few pixels, and still saves it', async () => {
    const { cuts } = openedAlone();
    const stage = screen.getByRole('application');
    expect(screen.queryByText(es.idPhoto.small)).toBeNull();
    for (let press = 0; press < 20; press++) fireEvent.keyDown(stage, { key: '+' });
    expect(screen.getByText(es.idPhoto.small)).toBeTruthy();
    await userEvent.click(button(TEXTS.photo));
    expect(cuts[0]?.crop.size).toBeLessThan(354);
  });
});

describe('saving', () => {
  it.each([
    ['photo', 'foto-tamano-infantil.jpg', 'image/jpeg'],
    ['sheetPdf', 'hoja-de-seis.pdf', 'application/pdf'],
    ['sheetJpeg', 'hoja-de-seis.jpg', 'image/jpeg'],
  ] as const)('%s: cuts the frame at full resolution, and says so', async (kind, name, type) => {
    const { cuts, saved } = openedAlone(FACE);
    await userEvent.click(button(TEXTS[kind]));
    expect(await screen.findByText(fill(es.idPhoto.saved, { file: name }))).toBeTruthy();
    expect(cuts).toEqual([{ crop: framed(FACE), size: { width: 295, height: 354 } }]);
    expect(saved).toEqual([{ name, type }]);
  });

  it('saves one file at a time, and keeps the focus', async () => {
    const { cuts, cutting } = openedAlone();
    const held = deferred<ImageBitmap>();
    cutting.next = () => held.promise;
    await userEvent.click(button(TEXTS.photo));
    await userEvent.click(button(TEXTS.photo));
    await userEvent.click(button(TEXTS.sheetPdf));
    expect(cuts).toHaveLength(1);
    expect(document.activeElement).toBe(button(TEXTS.sheetPdf));
    const close = jest.fn();
    await act(async () => held.resolve({ close } as unknown as ImageBitmap));
    expect(close).toHaveBeenCalledTimes(1);
    await userEvent.click(button(TEXTS.sheetPdf));
    expect(cuts).toHaveLength(2);
  });

  it.each(['cut', 'encoding'])('says when the %s failed, and can be tried again', async (what) => {
    const { cutting, encoded, saved } = openedAlone();
    const { next } = cutting;
    if (what === 'cut') cutting.next = () => Promise.reject(new PhotoError('failed'));
    else encoded.bytes = Uint8Array.of(0x89, 0x50);
    await userEvent.click(button(TEXTS.photo));
    expect(await screen.findByText(es.idPhoto.failed)).toBeTruthy();
    expect(saved).toEqual([]);
    cutting.next = next;
    encoded.bytes = JPEG;
    await userEvent.click(button(TEXTS.photo));
    expect(saved).toHaveLength(1);
    expect(screen.queryByText(es.idPhoto.failed)).toBeNull();
  });
});

describe('from the photo editor', () => {
  it('returns to the unchanged circle, by the button and by Escape', async () => {
    const { rest, crop } = await openedFromCircle(null);
    fireEvent.keyDown(screen.getByRole('application'), { key: '+' });
    fireEvent.keyDown(screen.getByRole('application'), { key: 'ArrowLeft' });
    const circle = crop();
    for (const leave of [
      (dialog: HTMLElement) =>
        fireEvent.click(within(dialog).getByRole('button', { name: es.idPhoto.back })),
      (dialog: HTMLElement) => fireEvent(dialog, new Event('cancel', { cancelable: true })),
    ]) {
      fireEvent.click(button(TEXTS.name));
      const dialog = await idDialog();
      expect(crop()).toEqual(WHOLE);
      fireEvent.keyDown(within(dialog).getByRole('application'), { key: '-' });
      leave(dialog);
      expect(screen.queryByRole('dialog', { name: TEXTS.name })).toBeNull();
      expect(screen.getByRole('dialog', { name: es.editor.title })).toBeTruthy();
      // Only a change of the circle's crop draws it again.
      fireEvent.keyDown(screen.getByRole('application'), { key: ']' });
      expect(crop()).toEqual({ ...circle, rotation: 90 });
      fireEvent.keyDown(screen.getByRole('application'), { key: '[' });
      expect(crop()).toEqual(circle);
    }
    expect(rest.onLeave).not.toHaveBeenCalled();
    expect(rest.onCancel).not.toHaveBeenCalled();
  });

  it('frames the face in the circle, not a more prominent one beside it', async () => {
    const other = { ...FACE, centre: { x: 1300, y: 900 }, width: 200, height: 200 };
    const { crop } = await openedFromCircle([FACE, other]);
    const stage = screen.getByRole('application');
    // To the other face, as far as the picture goes.
    for (let step = 0; step < 60; step++) fireEvent.keyDown(stage, { key: 'ArrowLeft' });
    for (let step = 0; step < 60; step++) fireEvent.keyDown(stage, { key: 'ArrowUp' });
    fireEvent.click(button(TEXTS.name));
    await idDialog();
    expect(crop()).toEqual(framed(other));
  });

  it('waits until the photo is open', async () => {
    const opening = deferred<OpenPhoto>();
    const { editor: words, coach, idPhoto, loading } = es;
    const ports = { open: () => opening.promise, draw: () => {}, snapshot: () => '' };
    const [onUse, onLeave, onCancel] = [jest.fn(), jest.fn(), jest.fn()];
    const rest = { words, coach, idPhoto, loading, onUse, onLeave, onCancel, ports };
    render(<PhotoEditor file={new Blob([])} {...rest} />);
    expect(button(TEXTS.name).matches(':disabled')).toBe(true);
    await act(async () => opening.resolve(fakePhoto().photo));
    expect(button(TEXTS.name).matches(':disabled')).toBe(false);
  });
});
