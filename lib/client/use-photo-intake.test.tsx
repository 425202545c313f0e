import { TextEncoder } from 'node:util';
import { act, renderHook } from '@testing-library/react';
import type { ShrunkPhoto } from './images/open-photo';
import { usePhotoIntake } from './use-photo-intake';

// jsdom has none.
Object.assign(globalThis, { TextEncoder });

it('sends the photo that the editor made under the name of the file that was picked', async () => {
  const choose = jest.fn();
  const upload = { state: { name: 'idle' as const }, choose, cancel: jest.fn() };
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
