import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentProps, StrictMode } from 'react';
import { fill } from '@/components/i18n/fill';
import { en } from '@/components/messages/en';
import { es } from '@/components/messages/es';
import type { CropSquare } from '@/lib/client/images/crop-geometry';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';
import type { OpenOptions, OpenPhoto, ShrunkPhoto } from '@/lib/client/images/open-photo';
import { PhotoError } from '@/lib/client/images/photo-error';
import { deferred, fillJsdomGaps, placeElements } from '@/test/client/jsdom-gaps';
import type { Scene } from './draw';
import PhotoEditor from './photo-editor';

const SHRUNK: ShrunkPhoto = {
  blob: new Blob(['small']),
  contentType: 'image/webp',
  width: 512,
  height: 512,
};

const OTHER_WORDS = { coach: es.coach, idPhoto: es.idPhoto, loading: es.loading };

/** An editor on a photo of 800 by 600 that a test opens, looks at and shrinks. */
function setUp(
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
    findFaces: () => finding.promise,
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
    crop: () => drawn.at(-1),
    async found(faces: readonly SeenFace[] | null) {
      await act(async () => finding.resolve(faces));
    },
    async opened() {
      await act(async () => opening.resolve(photo));
    },
  };
}

const stage = () => screen.getByRole('application');
const use = () => screen.getByRole('button', { name: es.editor.use });

beforeEach(() => {
  fillJsdomGaps();
  // A crop circle of 360 pixels, its centre at (200, 200).
  placeElements({ left: 0, top: 0, side: 400 });
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

describe('while the photo is opened', () => {
  it('says so, offers only to cancel, and has the focus where the photo will be', async () => {
    const { user, onCancel } = setUp();
    expect(screen.getByRole('dialog', { name: es.editor.title })).toBeTruthy();
    expect(screen.getByText(es.editor.loading)).toBeTruthy();
    expect(document.activeElement).toBe(stage());
    expect(stage().getAttribute('aria-busy')).toBe('true');
    expect(use().matches(':disabled')).toBe(true);
    for (const slider of screen.getAllByRole('slider'))
      expect(slider.matches(':disabled')).toBe(true);
    await user.click(screen.getByRole('button', { name: es.editor.cancel }));
    expect(onCancel).toHaveBeenCalledTimes(1);
  });

  it('shows the file as the browser does, until the photo is there', async () => {
    const file = new Blob(['photo']);
    const { view, opened } = setUp(es.editor, file);
    const image = view.container.querySelector('img');
    expect(image?.src).toMatch(/^blob:/);
    await opened();
    expect(view.container.querySelector('img')).toBeNull();
  });

  it('shows no broken picture of a file that the browser cannot show', () => {
    const { view } = setUp();
    const image = view.container.querySelector('img');
    if (image) fireEvent.error(image);
    expect(view.container.querySelector('img')).toBeNull();
  });

  it('tells why it takes long when a HEIC is converted', () => {
    const { converting } = setUp();
    converting();
    expect(screen.getByText(es.editor.converting)).toBeTruthy();
  });

  it('gives up when the editor goes, and lets a late photo go', async () => {
    const { view, signal, opened, photo } = setUp();
    view.unmount();
    expect(signal()?.aborted).toBe(true);
    await opened();
    expect(photo.close).toHaveBeenCalledTimes(1);
  });
});

describe('a file that cannot be read', () => {
  it('says so and what to do, and has the focus on the way out', async () => {
    const { opening, user, onCancel } = setUp();
    await act(async () => opening.reject(new PhotoError('unreadable')));
    expect(screen.getByRole('dialog', { name: es.editor.unreadableTitle })).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain(es.editor.unreadable);
    const close = screen.getByRole('button', { name: es.editor.close });
    expect(document.activeElement).toBe(close);
    await user.keyboard('{Enter}');
    expect(onCancel).toHaveBeenCalledTimes(1);
  });
});

it.each([
  [39, 400],
  [400, 39],
])('refuses a picture of %d by %d pixels as too small', async (width, height) => {
  const { opening, photo, user, onCancel } = setUp();
  await act(async () => opening.resolve({ ...photo, width, height }));
  expect(screen.getByRole('alert').textContent).toBe(es.editor.tooSmall);
  expect(photo.close).toHaveBeenCalledTimes(1);
  await user.keyboard('{Enter}');
  expect(onCancel).toHaveBeenCalledTimes(1);
});

it('opens a picture of 40 by 40 pixels', async () => {
  const { opening, photo } = setUp();
  await act(async () => opening.resolve({ ...photo, width: 40, height: 40 }));
  expect(use().matches(':disabled')).toBe(false);
});

it('says of what it cannot read and is over 2 MiB that it is too large', async () => {
  const { opening } = setUp(es.editor, new Blob([new Uint8Array(2 * 1024 * 1024 + 1)]));
  await act(async () => opening.reject(new PhotoError('unreadable')));
  expect(screen.getByRole('dialog', { name: es.editor.tooLargeTitle })).toBeTruthy();
});

it('is left with Escape, and cancelled with the button', async () => {
  const { opened, user, onLeave, onCancel } = setUp();
  await opened();
  fireEvent(screen.getByRole('dialog'), new Event('cancel'));
  expect(onLeave).toHaveBeenCalledTimes(1);
  expect(onCancel).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: es.editor.cancel }));
  expect(onCancel).toHaveBeenCalledTimes(1);
});

describe('a file whose converter did not come over the network', () => {
  it('says so, keeps the file, and opens it when asked again', async () => {
    const { ports, photo } = setUp();
    cleanup();
    const files: Blob[] = [];
    const open = async (file: Blob) => {
      files.push(file);
      if (files.length === 1) throw new PhotoError('not-loaded');
      return photo;
    };
    const rest = {
      words: es.editor,
      ...OTHER_WORDS,
      onUse: jest.fn(),
      onLeave: jest.fn(),
      onCancel: jest.fn(),
    };
    const file = new Blob(['heic']);
    render(<PhotoEditor {...rest} file={file} ports={{ ...ports, open }} />);
    expect((await screen.findByRole('alert')).textContent).toBe(es.editor.notLoaded);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: es.editor.retry }));
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(use().matches(':disabled')).toBe(false));
    expect(files).toEqual([file, file]);
  });
});

describe('the crop', () => {
  it('opens centred, as large as fits', async () => {
    const { opened, crop } = setUp();
    await opened();
    expect(stage().getAttribute('aria-busy')).toBe('false');
    expect(crop()).toEqual({ x: 400, y: 300, size: 600, rotation: 0 });
  });

  it('follows a dragging pointer, in pixels of the screen', async () => {
    const { opened, crop } = setUp();
    await opened();
    fireEvent.pointerDown(stage(), { pointerId: 1, clientX: 200, clientY: 200 });
    fireEvent.pointerMove(stage(), { pointerId: 1, clientX: 236, clientY: 290 });
    // A tenth of the circle to the right: 60 pixels of the photo. There is no room above or below.
    expect(crop()).toEqual({ x: 340, y: 300, size: 600, rotation: 0 });
    fireEvent.pointerUp(stage(), { pointerId: 1 });
    fireEvent.pointerMove(stage(), { pointerId: 1, clientX: 100, clientY: 100 });
    expect(crop()?.x).toBe(340);
  });

  it('brings what is tapped to the middle, for those who cannot drag', async () => {
    const { opened, crop, user } = setUp();
    await opened();
    await user.keyboard('{+>8/}');
    const { size } = crop() ?? { size: Number.NaN };
    fireEvent.pointerDown(stage(), { pointerId: 1, clientX: 236, clientY: 164 });
    fireEvent.pointerMove(stage(), { pointerId: 1, clientX: 238, clientY: 164 });
    fireEvent.pointerUp(stage(), { pointerId: 1, clientX: 238, clientY: 164 });
    // A tenth of the circle to the right and up.
    expect(crop()?.x).toBeCloseTo(400 + size / 10);
    expect(crop()?.y).toBeCloseTo(300 - size / 10);
  });

  it.each(['pointerUp', 'pointerCancel'] as const)(
    'takes no drag, pinch or broken touch for a tap: %s',
    async (end) => {
      const { opened, crop, user } = setUp();
      await opened();
      await user.keyboard('{+>8/}');
      const at = (pointerId: number, clientX: number) => ({ pointerId, clientX, clientY: 200 });
      fireEvent.pointerDown(stage(), at(1, 160));
      fireEvent.pointerDown(stage(), at(2, 240));
      fireEvent.pointerUp(stage(), at(2, 240));
      fireEvent[end](stage(), at(1, 160));
      expect(crop()?.x).toBeCloseTo(400);
      fireEvent.pointerDown(stage(), at(1, 160));
      fireEvent.pointerCancel(stage(), at(1, 160));
      expect(crop()?.x).toBeCloseTo(400);
      fireEvent.pointerDown(stage(), at(1, 160));
      fireEvent.pointerMove(stage(), at(1, 200));
      fireEvent.pointerMove(stage(), at(1, 160));
      fireEvent[end](stage(), at(1, 160));
      expect(crop()?.x).toBeCloseTo(400);
    },
  );

  it('zooms between two fingers, and a third changes nothing', async () => {
    const { opened, crop } = setUp();
    await opened();
    fireEvent.pointerDown(stage(), { pointerId: 1, clientX: 160, clientY: 200 });
    fireEvent.pointerDown(stage(), { pointerId: 2, clientX: 240, clientY: 200 });
    fireEvent.pointerDown(stage(), { pointerId: 3, clientX: 0, clientY: 0 });
    fireEvent.pointerMove(stage(), { pointerId: 1, clientX: 120, clientY: 200 });
    fireEvent.pointerMove(stage(), { pointerId: 2, clientX: 280, clientY: 200 });
    fireEvent.pointerMove(stage(), { pointerId: 3, clientX: 99, clientY: 99 });
    expect(crop()?.size).toBeCloseTo(300);
    expect(crop()?.x).toBeCloseTo(400);
  });

  it('goes on as a drag when one of two fingers is lifted', async () => {
    const { opened, crop } = setUp();
    await opened();
    fireEvent.pointerDown(stage(), { pointerId: 1, clientX: 160, clientY: 200 });
    fireEvent.pointerDown(stage(), { pointerId: 2, clientX: 240, clientY: 200 });
    fireEvent.pointerUp(stage(), { pointerId: 2 });
    fireEvent.pointerMove(stage(), { pointerId: 1, clientX: 196, clientY: 200 });
    expect(crop()?.x).toBeCloseTo(340);
    expect(crop()?.size).toBe(600);
  });

  it('zooms about the wheel, and keeps the page from scrolling', async () => {
    const { opened, crop } = setUp();
    await opened();
    const wheel = new WheelEvent('wheel', {
      deltaY: -1e6,
      clientX: 200,
      clientY: 20,
      bubbles: true,
      cancelable: true,
    });
    act(() => {
      stage().dispatchEvent(wheel);
    });
    expect(wheel.defaultPrevented).toBe(true);
    // The top of the circle stays at the top of the photo.
    expect(crop()).toEqual({ x: 400, y: 150, size: 300, rotation: 0 });
  });

  it('is moved, zoomed, turned and reset by keys alone', async () => {
    const { opened, crop, user } = setUp();
    await opened();
    await user.keyboard('{ArrowRight}');
    expect(crop()?.x).toBeCloseTo(370);
    await user.keyboard('+');
    expect(crop()?.size).toBeCloseTo(600 / 1.1);
    await user.keyboard(']');
    expect(crop()?.rotation).toBe(90);
    const said = screen.getAllByRole('status').map((region) => region.textContent);
    expect(said).toContain(fill(es.editor.state, { zoom: 110, angle: 90 }));
    await user.keyboard('0');
    expect(crop()).toEqual({ x: 400, y: 300, size: 600, rotation: 0 });
  });

  it('obeys its sliders and buttons', async () => {
    const { opened, crop, user } = setUp();
    await opened();
    const zoom = screen.getByRole('slider', { name: es.editor.zoom });
    fireEvent.change(zoom, { target: { value: '100' } });
    expect(crop()?.size).toBeCloseTo(128);
    expect(zoom.getAttribute('aria-valuetext')).toBe('469 %');
    const straighten = screen.getByRole('slider', { name: es.editor.straighten });
    fireEvent.change(straighten, { target: { value: '-30' } });
    await user.click(screen.getByRole('button', { name: es.editor.turnLeft }));
    expect(crop()?.rotation).toBe(240);
    await user.click(screen.getByRole('button', { name: es.editor.turnRight }));
    expect(crop()?.rotation).toBe(-30);
    await user.click(screen.getByRole('button', { name: es.editor.reset }));
    expect(crop()).toEqual({ x: 400, y: 300, size: 600, rotation: 0 });
  });
});

describe('using the photo', () => {
  it('hands on a preview at once and the photo when it is shrunk, of the crop that was seen', async () => {
    const { opened, user, onUse, photo, ports, shrinking, crop, view } = setUp();
    await opened();
    await user.keyboard('{ArrowRight}+');
    const seen = crop();
    await user.click(use());
    await user.click(use());
    expect(onUse).toHaveBeenCalledTimes(1);
    const choice = onUse.mock.calls[0][0];
    expect(choice.preview).toBe('data:image/jpeg;base64,AAAA');
    expect(ports.snapshot.mock.calls[0]?.[0].crop).toEqual(seen);
    expect(photo.shrink).toHaveBeenCalledWith(seen);
    view.unmount();
    // Still being shrunk.
    expect(photo.close).not.toHaveBeenCalled();
    shrinking.resolve(SHRUNK);
    await expect(choice.photo).resolves.toBe(SHRUNK);
    expect(photo.close).toHaveBeenCalledTimes(1);
  });

  it('encodes a crop that rests, so that using it finds it made', async () => {
    jest.useFakeTimers();
    const { opened, onUse, photo, shrinking, crop } = setUp();
    await opened();
    fireEvent.keyDown(stage(), { key: '+' });
    act(() => jest.advanceTimersByTime(100));
    fireEvent.keyDown(stage(), { key: '+' });
    act(() => jest.advanceTimersByTime(10_000));
    expect(photo.shrink.mock.calls).toEqual([[crop()]]);
    fireEvent.click(use());
    expect(photo.shrink).toHaveBeenCalledTimes(1);
    shrinking.resolve(SHRUNK);
    await expect(onUse.mock.calls[0][0].photo).resolves.toBe(SHRUNK);
  });

  it('encodes another crop when that is used', async () => {
    jest.useFakeTimers();
    const { opened, photo, crop } = setUp();
    await opened();
    act(() => jest.advanceTimersByTime(10_000));
    fireEvent.keyDown(stage(), { key: '+' });
    fireEvent.click(use());
    expect(photo.shrink).toHaveBeenCalledTimes(2);
    expect(photo.shrink).toHaveBeenLastCalledWith(crop());
  });

  it('encodes nothing in advance where that would block the page', async () => {
    jest.useFakeTimers();
    const { opened, photo } = setUp();
    photo.shrinksInBackground = false;
    await opened();
    act(() => jest.advanceTimersByTime(10_000));
    expect(photo.shrink).not.toHaveBeenCalled();
  });

  it('frees the photo also when shrinking fails', async () => {
    const { opened, user, onUse, photo, shrinking } = setUp();
    await opened();
    await user.click(use());
    shrinking.reject(new PhotoError('failed'));
    await expect(onUse.mock.calls[0][0].photo).rejects.toMatchObject({ code: 'failed' });
    expect(photo.close).toHaveBeenCalledTimes(1);
  });
});

describe('framing again', () => {
  const CROP = { x: 0.5, y: 0.5, zoom: 2, turns: 1, straighten: 5 };
  const WHOLE: ShrunkPhoto = { ...SHRUNK, width: 1600, height: 1200 };
  const FACE: SeenFace = {
    centre: { x: 300, y: 200 },
    width: 100,
    height: 100,
    tilt: 5,
    sharpness: 0.1,
    light: 0.5,
    lightAround: 0.5,
  };

  it('hands on the whole picture and the crop after the photo, and frees the photo after that', async () => {
    const { opened, user, onUse, photo, shrinking, encoding } = setUp(es.editor, undefined, {
      keepsFraming: true,
    });
    await opened();
    await user.keyboard('{ArrowRight}+');
    await user.click(use());
    const choice = onUse.mock.calls[0][0];
    expect(photo.whole).not.toHaveBeenCalled();
    shrinking.resolve(SHRUNK);
    await expect(choice.photo).resolves.toBe(SHRUNK);
    expect(photo.whole).toHaveBeenCalledTimes(1);
    expect(photo.close).not.toHaveBeenCalled();
    encoding.resolve(WHOLE);
    const { picture, crop } = await choice.framing;
    expect(picture).toBe(WHOLE);
    expect(crop).toMatchObject({ turns: 0, straighten: 0 });
    expect(crop.zoom).toBeGreaterThan(1);
    expect(photo.close).toHaveBeenCalledTimes(1);
  });

  it('opens as it was left, whatever face is found, and sends the same picture again', async () => {
    const file = new Blob(['whole'], { type: 'image/jpeg' });
    const { opened, found, user, onUse, photo, shrinking, crop } = setUp(es.editor, file, {
      keepsFraming: true,
      crop: CROP,
    });
    await opened();
    const left = { x: 400, y: 300, size: expect.any(Number), rotation: 95 };
    expect(crop()).toEqual(left);
    await found([FACE]);
    expect(crop()).toEqual(left);
    await user.click(use());
    shrinking.resolve(SHRUNK);
    const framing = await onUse.mock.calls[0][0].framing;
    const picture = { blob: file, contentType: 'image/jpeg', width: 800, height: 600 };
    expect(framing).toEqual({ picture, crop: CROP });
    expect(photo.whole).not.toHaveBeenCalled();
  });

  it('frees the photo also if the picture cannot be encoded, and the photo is there all the same', async () => {
    const { opened, user, onUse, photo, shrinking, encoding } = setUp(es.editor, undefined, {
      keepsFraming: true,
    });
    await opened();
    await user.click(use());
    const choice = onUse.mock.calls[0][0];
    shrinking.resolve(SHRUNK);
    encoding.reject(new PhotoError('failed'));
    await expect(choice.framing).rejects.toMatchObject({ code: 'failed' });
    await expect(choice.photo).resolves.toBe(SHRUNK);
    expect(photo.close).toHaveBeenCalledTimes(1);
  });

  it('keeps nothing unless it is asked to', async () => {
    const { opened, user, onUse, photo, shrinking } = setUp();
    await opened();
    await user.click(use());
    shrinking.resolve(SHRUNK);
    const choice = onUse.mock.calls[0][0];
    await choice.photo;
    expect(choice.framing).toBeUndefined();
    expect(photo.whole).not.toHaveBeenCalled();
  });
});

describe('leaving', () => {
  it('cancels on Escape, once, and frees the photo when the editor is taken away', async () => {
    const { opened, onLeave, photo, view } = setUp();
    await opened();
    const cancel = new Event('cancel', { cancelable: true });
    act(() => {
      screen.getByRole('dialog').dispatchEvent(cancel);
    });
    // It is for the caller to close it.
    expect(cancel.defaultPrevented).toBe(true);
    expect(onLeave).toHaveBeenCalledTimes(1);
    view.unmount();
    expect(photo.close).toHaveBeenCalledTimes(1);
  });

  it('cancels too when the browser closes the dialog by force', async () => {
    const { onLeave } = setUp();
    const dialog = screen.getByRole<HTMLDialogElement>('dialog');
    act(() => {
      dialog.close();
      dialog.dispatchEvent(new Event('close'));
    });
    expect(onLeave).toHaveBeenCalledTimes(1);
  });
});

describe('words', () => {
  it('are all the caller’s', async () => {
    const { opened } = setUp(en.editor);
    await opened();
    const spanish = Object.values(es.editor).filter(
      (word) => !Object.values(en.editor).includes(word),
    );
    const page = document.body.innerHTML;
    for (const word of spanish) expect(page).not.toContain(word);
    for (const word of [en.editor.hintKeys, en.editor.use, en.editor.turnLeft]) {
      expect(page).toContain(word);
    }
  });
});

describe('in React’s strict mode', () => {
  it('opens the file again and stays on the screen', async () => {
    const closed = jest.fn();
    const ports = {
      open: () =>
        Promise.resolve({
          width: 400,
          height: 300,
          preview: {} as ImageBitmap,
          shrinksInBackground: true,
          findFaces: () => Promise.resolve(null),
          shrink: () => Promise.resolve(SHRUNK),
          whole: () => new Promise<never>(() => {}),
          cut: () => new Promise<never>(() => {}),
          close: closed,
        }),
      draw: () => {},
      snapshot: () => '',
    };
    const rest = {
      words: es.editor,
      ...OTHER_WORDS,
      onUse: jest.fn(),
      onLeave: jest.fn(),
      onCancel: jest.fn(),
      ports,
    };
    const file = new Blob([]);
    render(
      <StrictMode>
        <PhotoEditor file={file} {...rest} />
      </StrictMode>,
    );
    await waitFor(() => expect(use().matches(':disabled')).toBe(false));
    expect(screen.getByRole<HTMLDialogElement>('dialog').open).toBe(true);
    expect(closed).toHaveBeenCalledTimes(1);
  });
});
