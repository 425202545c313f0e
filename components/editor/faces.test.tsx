// The editor with a photo of faces: framing, and the coach.
import { act, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { es } from '@/components/messages/es';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';
import { prepareEditorTests, setUpEditor, stage } from '@/test/client/photo-editor';

const FACE: SeenFace = {
  centre: { x: 300, y: 200 },
  width: 100,
  height: 100,
  tilt: 5,
  sharpness: 0.5,
  light: 0.5,
  lightAround: 0.5,
};
const WHOLE = { x: 400, y: 300, size: 600, rotation: 0 };

/** An editor on an open photo whose faces a test tells. */
async function openedEditor() {
  const editor = setUpEditor();
  editor.photo.shrinksInBackground = false;
  await editor.opened();
  return { ...editor, user: userEvent.setup({ advanceTimers: jest.advanceTimersByTime }) };
}

const button = (name: string) => screen.getByRole('button', { name });
const rests = () => act(() => jest.advanceTimersByTime(10_000));
/** The line of the coach: the text, and what is spoken. */
const shown = (text: string) =>
  screen.queryAllByText(text).filter((one) => one.getAttribute('role') === null).length;
const spoken = (text: string) =>
  screen.queryAllByText(text).filter((one) => one.getAttribute('role') === 'status').length;

prepareEditorTests();
beforeEach(() => void jest.useFakeTimers());

describe('framing', () => {
  it('frames the first face when it is found, and waits for nothing before', async () => {
    const { found, crop } = await openedEditor();
    expect(crop()).toEqual(WHOLE);
    expect(button(es.editor.use).matches(':disabled')).toBe(false);
    await found([FACE, { ...FACE, centre: { x: 700, y: 500 } }]);
    expect(crop()?.size).toBeCloseTo(200);
    expect(crop()?.rotation).toBe(-5);
    expect(document.activeElement).toBe(stage());
  });

  it('uses the frame', async () => {
    const { found, crop, photo, user } = await openedEditor();
    await found([FACE]);
    await user.click(button(es.editor.use));
    expect(photo.shrink).toHaveBeenCalledWith(crop());
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

  it('goes to the whole picture and back by the same button, which keeps the focus', async () => {
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

  it('leaves a crop alone that the user moved before the answer', async () => {
    const { found, crop, user } = await openedEditor();
    await user.keyboard('+');
    const moved = crop();
    await found([FACE]);
    expect(crop()).toEqual(moved);
    expect(button(es.editor.whole)).toBeTruthy();
  });

  it('drops an answer that comes after the editor has gone', async () => {
    const { found, view, drawn } = await openedEditor();
    view.unmount();
    const draws = drawn.length;
    await found([FACE]);
    expect(drawn).toHaveLength(draws);
  });
});

describe('the way to the frame', () => {
  it('is drawn in between, and stops where the user takes over', async () => {
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

  it('is a jump for users who prefer reduced motion', async () => {
    const { found, drawn } = await openedEditor();
    await found([FACE]);
    act(() => jest.advanceTimersByTime(1000));
    expect(new Set(drawn.map(({ size }) => Math.round(size)))).toEqual(new Set([600, 200]));
  });
});

describe('the coach', () => {
  it('says that there is no face, in one line, and blocks nothing', async () => {
    const { found } = await openedEditor();
    rests();
    expect(shown(es.coach['no-face'])).toBe(0);
    await found([]);
    rests();
    expect(shown(es.coach['no-face'])).toBe(1);
    expect(spoken(es.coach['no-face'])).toBe(1);
    expect(button(es.editor.use).matches(':disabled')).toBe(false);
  });

  it('has nothing to say where it cannot tell, nor about a good photo', async () => {
    for (const faces of [null, [FACE]]) {
      const { found, view } = await openedEditor();
      await found(faces);
      rests();
      for (const text of Object.values(es.coach)) expect(shown(text)).toBe(0);
      view.unmount();
    }
  });

  it('goes at once when the crop mends it, comes back with it, and is spoken once', async () => {
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

  it('tells where the face is looked for', async () => {
    await openedEditor();
    const { id } = screen.getByText(es.editor.onDevice);
    expect(stage().getAttribute('aria-describedby')?.split(' ')).toContain(id);
  });
});
