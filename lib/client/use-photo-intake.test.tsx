import buffer from 'node:buffer';
import { TextEncoder } from 'node:util';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ShrunkPhoto } from './images/open-photo';
import { sniffType } from './images/sniff-type';
import type { Photo, UploadState } from './upload/upload-state';
import { usePhotoIntake } from './use-photo-intake';

// jsdom has no encoder, and its files cannot be read.
Object.assign(globalThis, { TextEncoder, Blob: buffer.Blob, File: buffer.File });

it('sends the photo of the editor with the name of the chosen file', async () => {
  const choose = jest.fn();
  const upload = { state: { name: 'idle' as const }, choose };
  const { result } = renderHook(() =>
    usePhotoIntake(upload, { started: () => {}, opens: () => {} }),
  );
  const made: ShrunkPhoto = {
    blob: new Blob(['webp']),
    contentType: 'image/webp',
    width: 512,
    height: 512,
  };
  act(() => result.current.take([new File(['jpeg'], 'Foto Oficina.jpg', { type: 'image/jpeg' })]));
  const photo = Promise.resolve(made);
  act(() => result.current.use({ preview: 'blob:preview', photo }, 'Foto Oficina.jpg'));
  expect(choose).toHaveBeenCalledTimes(1);
  const [, chosen] = choose.mock.calls[0];
  expect(await chosen).toMatchObject({
    fileName: 'Foto Oficina.jpg',
    contentType: 'image/webp',
    blob: made.blob,
  });
});

const file = (name: string, type = 'image/jpeg', size = 3) =>
  new File([new Uint8Array(size)], name, { type });

function setUp() {
  const started = jest.fn();
  const opens = jest.fn();
  const view = renderHook(
    ({ state }: { state: UploadState }) =>
      usePhotoIntake({ state, choose: jest.fn() }, { started, opens }),
    { initialProps: { state: { name: 'idle' } } },
  );
  return { started, opens, intake: () => view.result.current, show: view.rerender };
}

it('opens a photo of any size at once', () => {
  const { intake, opens } = setUp();
  const large = file('foto.jpg', 'image/jpeg', 5_000_000);
  act(() => intake().take([large]));
  expect(intake()).toMatchObject({ editing: large, refusal: null });
  expect(opens).toHaveBeenCalledWith(large);
});

it('keeps the file when the user leaves the editor, until a newer action', () => {
  const { intake } = setUp();
  const left = file('foto.jpg');
  act(() => intake().take([left]));
  act(() => intake().leaveEditor());
  expect(intake()).toMatchObject({ editing: null, setAside: left });
  act(() => intake().take([]));
  expect(intake().setAside).toBeNull();
  act(() => intake().take([left]));
  act(() => intake().dismiss());
  expect(intake()).toMatchObject({ editing: null, setAside: null, refusal: null });
});

it('clears a refusal once an upload has ended, but not a later refusal', () => {
  const { intake, started, show } = setUp();
  act(() => intake().take([file('a.jpg', 'image/jpeg', 0)]));
  expect(started).toHaveBeenCalledTimes(1);
  expect(intake().refusal).not.toBeNull();
  show({ state: { name: 'done', photo: {} as Photo } });
  expect(intake().refusal).toBeNull();
  act(() => intake().take([]));
  expect(intake().refusal).toEqual({ reason: 'none' });
});

describe('a file whose declared type is no photo', () => {
  const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);

  it('opens if its bytes are a photo', async () => {
    const { intake, started } = setUp();
    const photo = new File([JPEG], 'foto.txt', { type: 'text/plain' });
    act(() => intake().take([photo]));
    await waitFor(() => expect(intake()).toMatchObject({ editing: photo, refusal: null }));
    expect(started).not.toHaveBeenCalled();
  });

  it('is refused otherwise, and if it cannot be read', async () => {
    const { intake } = setUp();
    const pdf = file('a.pdf', 'application/pdf');
    act(() => intake().take([pdf]));
    await waitFor(() => expect(intake().refusal).toEqual({ reason: 'type', file: pdf }));
    const deleted = file('b.pdf', 'application/pdf');
    deleted.slice = () => {
      throw new DOMException('gone', 'NotFoundError');
    };
    act(() => intake().take([deleted]));
    await waitFor(() => expect(intake().refusal).toEqual({ reason: 'type', file: deleted }));
  });

  it('does not replace a newer file', async () => {
    const { intake } = setUp();
    const newer = file('foto.jpg');
    act(() => {
      intake().take([file('a.pdf', 'application/pdf')]);
      intake().take([newer]);
    });
    // Read after the other one.
    await act(() => sniffType(file('b.pdf', 'application/pdf')));
    expect(intake()).toMatchObject({ editing: newer, refusal: null });
  });
});
