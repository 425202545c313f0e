import { TextEncoder } from 'node:util';
import { act, renderHook } from '@testing-library/react';
import type { ShrunkPhoto } from './images/open-photo';
import type { Photo, UploadState } from './upload/upload-state';
import { usePhotoIntake } from './use-photo-intake';

// jsdom has none.
Object.assign(globalThis, { TextEncoder });

it('sends the photo that the editor made under the name of the file that was picked', async () => {
  const choose = jest.fn();
  const upload = { state: { name: 'idle' as const }, choose };
  const { result } = renderHook(() => usePhotoIntake(upload, () => {}));
  const made: ShrunkPhoto = {
    blob: new Blob(['webp']),
    contentType: 'image/webp',
    width: 512,
    height: 512,
  };
  act(() => result.current.take([new File(['jpeg'], 'Foto Oficina.jpg', { type: 'image/jpeg' })]));
  act(() => result.current.use('blob:preview', Promise.resolve(made)));
  expect(choose).toHaveBeenCalledTimes(1);
  const [, photo] = choose.mock.calls[0];
  expect(await photo).toMatchObject({
    fileName: 'Foto Oficina.jpg',
    contentType: 'image/webp',
    blob: made.blob,
  });
});

const file = (name: string, type = 'image/jpeg', size = 3) =>
  new File([new Uint8Array(size)], name, { type });

function setUp() {
  const started = jest.fn();
  const view = renderHook(
    ({ state }: { state: UploadState }) => usePhotoIntake({ state, choose: jest.fn() }, started),
    { initialProps: { state: { name: 'idle' } } },
  );
  return { started, intake: () => view.result.current, show: view.rerender };
}

it('opens a photo at once, whatever it weighs', () => {
  const { intake } = setUp();
  const large = file('foto.jpg', 'image/jpeg', 5_000_000);
  act(() => intake().take([large]));
  expect(intake()).toMatchObject({ editing: large, refusal: null });
});

it('keeps the file with which the editor was left, until something newer', () => {
  const { intake } = setUp();
  const left = file('foto.jpg');
  act(() => intake().take([left]));
  act(() => intake().leaveEditor());
  expect(intake()).toMatchObject({ editing: null, setAside: left });
  act(() => intake().take([file('a.pdf', 'application/pdf')]));
  expect(intake().setAside).toBeNull();
  act(() => intake().take([left]));
  act(() => intake().dismiss());
  expect(intake()).toMatchObject({ editing: null, setAside: null, refusal: null });
});

it('forgets a refusal once an upload has ended, but not one that came later', () => {
  const { intake, started, show } = setUp();
  act(() => intake().take([file('a.pdf', 'application/pdf')]));
  expect(started).toHaveBeenCalledTimes(1);
  expect(intake().refusal).not.toBeNull();
  show({ state: { name: 'done', photo: {} as Photo } });
  expect(intake().refusal).toBeNull();
  act(() => intake().take([]));
  expect(intake().refusal).toEqual({ reason: 'none' });
});
