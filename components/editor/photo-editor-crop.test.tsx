// The crop in the photo editor: by pointer, wheel, keys, sliders and buttons.
import { act, fireEvent, screen } from '@testing-library/react';
import { fill } from '@/components/i18n/fill';
import { es } from '@/components/messages/es';
import { prepareEditorTests, setUpEditor, stage } from '@/test/client/photo-editor';

prepareEditorTests();

describe('the crop', () => {
  it('opens centred, as large as fits', async () => {
    const { opened, crop } = setUpEditor();
    await opened();
    expect(stage().getAttribute('aria-busy')).toBe('false');
    expect(crop()).toEqual({ x: 400, y: 300, size: 600, rotation: 0 });
  });

  it('follows a dragging pointer, in pixels of the screen', async () => {
    const { opened, crop } = setUpEditor();
    await opened();
    fireEvent.pointerDown(stage(), { pointerId: 1, clientX: 200, clientY: 200 });
    fireEvent.pointerMove(stage(), { pointerId: 1, clientX: 236, clientY: 290 });
    // A tenth of the circle to the right: 60 pixels of the photo. There is no room above or below.
    expect(crop()).toEqual({ x: 340, y: 300, size: 600, rotation: 0 });
    fireEvent.pointerUp(stage(), { pointerId: 1 });
    fireEvent.pointerMove(stage(), { pointerId: 1, clientX: 100, clientY: 100 });
    expect(crop()?.x).toBe(340);
  });

  it('centres a tapped point, for users who cannot drag', async () => {
    const { opened, crop, user } = setUpEditor();
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
    'does not treat a drag, a pinch or an interrupted touch as a tap: %s',
    async (end) => {
      const { opened, crop, user } = setUpEditor();
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
    const { opened, crop } = setUpEditor();
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

  it('continues as a drag when one of two fingers is lifted', async () => {
    const { opened, crop } = setUpEditor();
    await opened();
    fireEvent.pointerDown(stage(), { pointerId: 1, clientX: 160, clientY: 200 });
    fireEvent.pointerDown(stage(), { pointerId: 2, clientX: 240, clientY: 200 });
    fireEvent.pointerUp(stage(), { pointerId: 2 });
    fireEvent.pointerMove(stage(), { pointerId: 1, clientX: 196, clientY: 200 });
    expect(crop()?.x).toBeCloseTo(340);
    expect(crop()?.size).toBe(600);
  });

  it('zooms about the wheel, and keeps the page from scrolling', async () => {
    const { opened, crop } = setUpEditor();
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
    const { opened, crop, user } = setUpEditor();
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

  it('follows its sliders and buttons', async () => {
    const { opened, crop, user } = setUpEditor();
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
