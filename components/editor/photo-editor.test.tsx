// The photo editor: opening a file, files that cannot be opened, leaving, and texts.
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { en } from '@/components/messages/en';
import { es } from '@/components/messages/es';
import { PhotoError } from '@/lib/client/images/photo-error';
import {
  OTHER_WORDS,
  prepareEditorTests,
  SHRUNK,
  setUpEditor,
  stage,
  use,
} from '@/test/client/photo-editor';
import PhotoEditor from './photo-editor';

prepareEditorTests();

describe('while the photo is opened', () => {
  it('shows a message, offers only to cancel, and focuses the place of the photo', async () => {
    const { user, onCancel } = setUpEditor();
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

  it('shows the file as the browser renders it, until the photo is open', async () => {
    const file = new Blob(['photo']);
    const { view, opened } = setUpEditor(es.editor, file);
    const image = view.container.querySelector('img');
    expect(image?.src).toMatch(/^blob:/);
    await opened();
    expect(view.container.querySelector('img')).toBeNull();
  });

  it('shows no broken picture of a file that the browser cannot show', () => {
    const { view } = setUpEditor();
    const image = view.container.querySelector('img');
    if (image) fireEvent.error(image);
    expect(view.container.querySelector('img')).toBeNull();
  });

  it('says why it takes long while a HEIC is converted', () => {
    const { converting } = setUpEditor();
    converting();
    expect(screen.getByText(es.editor.converting)).toBeTruthy();
  });

  it('stops when the editor is unmounted, and frees a photo that opens later', async () => {
    const { view, signal, opened, photo } = setUpEditor();
    view.unmount();
    expect(signal()?.aborted).toBe(true);
    await opened();
    expect(photo.close).toHaveBeenCalledTimes(1);
  });
});

describe('a file that cannot be read', () => {
  it('shows a message with advice, and focuses the button that closes the editor', async () => {
    const { opening, user, onCancel } = setUpEditor();
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
  const { opening, photo, user, onCancel } = setUpEditor();
  await act(async () => opening.resolve({ ...photo, width, height }));
  expect(screen.getByRole('alert').textContent).toBe(es.editor.tooSmall);
  expect(photo.close).toHaveBeenCalledTimes(1);
  await user.keyboard('{Enter}');
  expect(onCancel).toHaveBeenCalledTimes(1);
});

it('opens a picture of 40 by 40 pixels', async () => {
  const { opening, photo } = setUpEditor();
  await act(async () => opening.resolve({ ...photo, width: 40, height: 40 }));
  expect(use().matches(':disabled')).toBe(false);
});

it('says that a file that it cannot read and that is over 2 MiB is too large', async () => {
  const { opening } = setUpEditor(es.editor, new Blob([new Uint8Array(2 * 1024 * 1024 + 1)]));
  await act(async () => opening.reject(new PhotoError('unreadable')));
  expect(screen.getByRole('dialog', { name: es.editor.tooLargeTitle })).toBeTruthy();
});

it('is left with Escape, and cancelled with the button', async () => {
  const { opened, user, onLeave, onCancel } = setUpEditor();
  await opened();
  fireEvent(screen.getByRole('dialog'), new Event('cancel'));
  expect(onLeave).toHaveBeenCalledTimes(1);
  expect(onCancel).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: es.editor.cancel }));
  expect(onCancel).toHaveBeenCalledTimes(1);
});

describe('a file whose converter could not be loaded', () => {
  it('shows a message, keeps the file, and opens it on retry', async () => {
    const { ports, photo } = setUpEditor();
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

describe('leaving', () => {
  it('calls its owner once on Escape, and frees the photo when it is unmounted', async () => {
    const { opened, onLeave, photo, view } = setUpEditor();
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

  it('calls its owner when the browser itself closes the dialog', async () => {
    const { onLeave } = setUpEditor();
    const dialog = screen.getByRole<HTMLDialogElement>('dialog');
    act(() => {
      dialog.close();
      dialog.dispatchEvent(new Event('close'));
    });
    expect(onLeave).toHaveBeenCalledTimes(1);
  });
});

describe('words', () => {
  it('are those that the caller passes', async () => {
    const { opened } = setUpEditor(en.editor);
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
