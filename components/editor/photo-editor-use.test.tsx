// Using the photo in the editor, and framing it again.
import { act, fireEvent } from '@testing-library/react';
import { es } from '@/components/messages/es';
import type { ShrunkPhoto } from '@/lib/client/images/open-photo';
import { PhotoError } from '@/lib/client/images/photo-error';
import {
  FACE,
  prepareEditorTests,
  SHRUNK,
  setUpEditor,
  stage,
  use,
} from '@/test/client/photo-editor';

prepareEditorTests();

describe('using the photo', () => {
  it('passes on a preview at once, and the photo of the same crop once it is shrunk', async () => {
    const { opened, user, onUse, photo, ports, shrinking, crop, view } = setUpEditor();
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

  it('encodes a crop once it has been still for a moment, so that using it needs no wait', async () => {
    jest.useFakeTimers();
    const { opened, onUse, photo, shrinking, crop } = setUpEditor();
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

  it('encodes the crop that is used, if it differs from the one encoded in advance', async () => {
    jest.useFakeTimers();
    const { opened, photo, crop } = setUpEditor();
    await opened();
    act(() => jest.advanceTimersByTime(10_000));
    fireEvent.keyDown(stage(), { key: '+' });
    fireEvent.click(use());
    expect(photo.shrink).toHaveBeenCalledTimes(2);
    expect(photo.shrink).toHaveBeenLastCalledWith(crop());
  });

  it('encodes nothing in advance if that would block the page', async () => {
    jest.useFakeTimers();
    const { opened, photo } = setUpEditor();
    photo.shrinksInBackground = false;
    await opened();
    act(() => jest.advanceTimersByTime(10_000));
    expect(photo.shrink).not.toHaveBeenCalled();
  });

  it('frees the photo even if shrinking fails', async () => {
    const { opened, user, onUse, photo, shrinking } = setUpEditor();
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

  it('passes on the whole picture and the crop after the photo, and frees the photo after that', async () => {
    const { opened, user, onUse, photo, shrinking, encoding } = setUpEditor(es.editor, undefined, {
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

  it('opens with the previous crop, whatever face is found, and sends the same picture again', async () => {
    const file = new Blob(['whole'], { type: 'image/jpeg' });
    const { opened, found, user, onUse, photo, shrinking, crop } = setUpEditor(es.editor, file, {
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

  it('frees the photo even if the source picture cannot be encoded, and still passes on the photo', async () => {
    const { opened, user, onUse, photo, shrinking, encoding } = setUpEditor(es.editor, undefined, {
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

  it('encodes no source picture unless `keepsFraming` is set', async () => {
    const { opened, user, onUse, photo, shrinking } = setUpEditor();
    await opened();
    await user.click(use());
    shrinking.resolve(SHRUNK);
    const choice = onUse.mock.calls[0][0];
    await choice.photo;
    expect(choice.framing).toBeUndefined();
    expect(photo.whole).not.toHaveBeenCalled();
  });
});
