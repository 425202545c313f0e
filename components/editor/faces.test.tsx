// The editor with a photo of faces: framing, and the coach.
import { act, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { es } from '@/components/messages/es';
import { FACE, prepareEditorTests, setUpEditor, stage } from '@/test/client/photo-editor';

const WHOLE = { x: 400, y: 300, size: 600, rotation: 0 };

/** Opens an editor on a photo whose faces the test determines. */
async function openedEditor() {
  const editor = setUpEditor();
  editor.photo.shrinksInBackground = false;
  await editor.opened();
  return { ...editor, user: userEvent.setup({ advanceTimers: jest.advanceTimersByTime }) };
}

const button = (name: string) => screen.getByRole('button', { name });
const rests = () => act(() => jest.advanceTimersByTime(10_000));
/** The advice of the coach, visible and for screen readers. */
const shown = (text: string) =>
  screen.queryAllByText(text).filter((one) => one.getAttribute('role') === null).length;
const spoken = (text: string) =>
  screen.queryAllByText(text).filter((one) => one.getAttribute('role') === 'status').length;

prepareEditorTests();
beforeEach(() => void jest.useFakeTimers());

describe('framing', () => {
  it('frames the first face when it is found, and can be used before', async () => {
    const { found, crop } = await openedEditor();
    expect(crop()).toEqual(WHOLE);
    expect(button(es.editor.use).matches(':disabled')).toBe(false);
    await found([FACE, { ...FACE, centre: { x: 700, y: 500 } }]);
    expect(crop()?.size).toBeCloseTo(200);
    expect(crop()?.rotation).toBe(-5);
    expect(document.activeElement).toBe(stage());
  });

  it('sends the framed crop', async () => {
    const { found, crop, photo, user } = await openedEditor();
    await found([FACE]);
    await user.click(button(es.editor.use));
    expect(photo.shrink).toHaveBeenCalledWith(crop());
  });

  it('ends the search with the editor', async () => {
    const { view, photo } = await openedEditor();
    const [signal] = photo.findFaces.mock.calls[0] ?? [];
    expect(signal?.aborted).toBe(false);
    view.unmount();
    expect(signal?.aborted).toBe(true);
  });

  it.each([
    ['no face', []],
    ['an unknown answer', null],
  ])('changes nothing with %s', async (_, faces) => {
    const { found, crop } = await openedEditor();
    await found(faces);
    expect(crop()).toEqual(WHOLE);
    expect(button(es.editor.reset).getAttribute('aria-disabled')).toBe('true');
  });

  it('switches to the whole picture and back with the same button, which keeps the focus', async () => {
    const { found, crop, user } = await openedEditor();
    await found([FACE]);
    const frame = crop();
    button(es.editor.whole).focus();
    await user.keyboard('{Enter}');
    expect(crop()).toEqual(WHOLE);
    expect(document.activeElement).toBe(button(es.editor.frame));
    await user.keyboard('{Enter}');
    expect(crop()).toEqual(frame);
    await user.keyboard('0');
    stage().focus();
    await user.keyboard('0');
    expect(crop()).toEqual(WHOLE);
  });

  it('does not change a crop that the user moved before the face was found', async () => {
    const { found, crop, user } = await openedEditor();
    await user.keyboard('+');
    const moved = crop();
    await found([FACE]);
    expect(crop()).toEqual(moved);
    expect(button(es.editor.whole)).toBeTruthy();
  });

  it('ignores a face that is found after the editor was unmounted', async () => {
    const { found, view, drawn } = await openedEditor();
    view.unmount();
    const draws = drawn.length;
    await found([FACE]);
    expect(drawn).toHaveLength(draws);
  });
});

describe('the animation to the frame', () => {
  it('draws intermediate views, and stops when the user moves the crop', async () => {
    Object.assign(globalThis, { matchMedia: () => ({ matches: false }) });
    const { found, drawn, crop } = await openedEditor();
    await found([FACE]);
    // Frames of 16 ms.
    act(() => jest.advanceTimersByTime(64));
    const { size = 0 } = crop() ?? {};
    expect(size).toBeGreaterThan(200);
    expect(size).toBeLessThan(600);
    fireEvent.keyDown(stage(), { key: '+' });
    expect(crop()?.size).toBeCloseTo(200 / 1.1);
    act(() => jest.advanceTimersByTime(1000));
    expect(crop()?.size).toBeCloseTo(200 / 1.1);
    expect(drawn.length).toBeGreaterThan(3);
  });

  it('is skipped for users who prefer reduced motion', async () => {
    const { found, drawn } = await openedEditor();
    await found([FACE]);
    act(() => jest.advanceTimersByTime(1000));
    expect(new Set(drawn.map(({ size }) => Math.round(size)))).toEqual(new Set([600, 200]));
  });
});

describe('the coach', () => {
  it('says in one line that there is no face, and blocks nothing', async () => {
    const { found } = await openedEditor();
    rests();
    expect(shown(es.coach['no-face'])).toBe(0);
    await found([]);
    rests();
    expect(shown(es.coach['no-face'])).toBe(1);
    expect(spoken(es.coach['no-face'])).toBe(1);
    expect(button(es.editor.use).matches(':disabled')).toBe(false);
  });

  it('gives no advice if the faces are unknown, or about a good photo', async () => {
    for (const faces of [null, [FACE]]) {
      const { found, view } = await openedEditor();
      await found(faces);
      rests();
      for (const text of Object.values(es.coach)) expect(shown(text)).toBe(0);
      view.unmount();
    }
  });

  it('disappears as soon as the crop follows it, reappears with the fault, and is announced once', async () => {
    const { found, user } = await openedEditor();
    await found([FACE]);
    await user.click(button(es.editor.whole));
    expect(shown(es.coach['too-far'])).toBe(0);
    rests();
    expect(shown(es.coach['too-far'])).toBe(1);
    expect(spoken(es.coach['too-far'])).toBe(1);
    await user.click(button(es.editor.frame));
    expect(shown(es.coach['too-far'])).toBe(0);
    expect(spoken(es.coach['too-far'])).toBe(0);
    rests();
    await user.click(button(es.editor.whole));
    rests();
    expect(shown(es.coach['too-far'])).toBe(1);
    expect(spoken(es.coach['too-far'])).toBe(0);
  });

  it('says that faces are detected on the device', async () => {
    await openedEditor();
    const { id } = screen.getByText(es.editor.onDevice);
    expect(stage().getAttribute('aria-describedby')?.split(' ')).toContain(id);
  });
});
