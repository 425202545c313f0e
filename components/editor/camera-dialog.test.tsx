import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { es } from '@/components/messages/es';
import { deferred, fillJsdomGaps } from '@/test/client/jsdom-gaps';
import CameraDialog from './camera-dialog';

/** A camera with one track, which records whether it was stopped. */
function fakeStream() {
  const track = Object.assign(new EventTarget(), { stop: jest.fn() });
  const stream = { getTracks: () => [track] } as unknown as MediaStream;
  return { track, stream };
}

function setUp() {
  const starts: ReturnType<typeof deferred<MediaStream>>[] = [];
  const shot = new File(['jpeg'], 'camera.jpg', { type: 'image/jpeg' });
  const ports = {
    start: () => {
      const start = deferred<MediaStream>();
      starts.push(start);
      return start.promise;
    },
    capture: jest.fn(() => Promise.resolve(shot)),
  };
  const onPhoto = jest.fn();
  const onCancel = jest.fn();
  const view = render(<CameraDialog words={es.camera} {...{ onPhoto, onCancel, ports }} />);
  return {
    view,
    ports,
    shot,
    onPhoto,
    onCancel,
    starts,
    user: userEvent.setup(),
    async given(stream: MediaStream) {
      await act(async () => starts.at(-1)?.resolve(stream));
      const video = document.querySelector('video');
      if (video) fireEvent.loadedData(video);
    },
    async refused(name: string) {
      await act(async () => starts.at(-1)?.reject(new DOMException('no', name)));
    },
  };
}

const button = (name: string) => screen.getByRole('button', { name });

beforeEach(() => {
  fillJsdomGaps();
  Object.assign(URL, { createObjectURL: () => 'blob:shot', revokeObjectURL: jest.fn() });
});

describe('CameraDialog', () => {
  it('waits for the camera, and shows it mirrored', async () => {
    const { given } = setUp();
    expect(screen.getByText(es.camera.starting)).toBeTruthy();
    expect(button(es.camera.take).matches(':disabled')).toBe(true);
    const { stream } = fakeStream();
    await given(stream);
    const video = screen.getByLabelText<HTMLVideoElement>(es.camera.live);
    expect(video.srcObject).toBe(stream);
    expect(video.className).toContain('-scale-x-100');
    expect(document.activeElement).toBe(button(es.camera.take));
  });

  it('takes no picture before the first frame', async () => {
    const { starts } = setUp();
    await act(async () => starts[0]?.resolve(fakeStream().stream));
    expect(button(es.camera.take).matches(':disabled')).toBe(true);
  });

  it('takes a picture, switches the camera off, and passes the picture to its owner', async () => {
    const { given, user, onPhoto, shot } = setUp();
    const { track, stream } = fakeStream();
    await given(stream);
    await user.keyboard('{Enter}');
    expect(screen.getByRole('img', { name: es.camera.taken }).className).not.toContain(
      '-scale-x-100',
    );
    expect(track.stop).toHaveBeenCalledTimes(1);
    expect(document.activeElement).toBe(button(es.camera.use));
    await user.keyboard('{Enter}');
    expect(onPhoto).toHaveBeenCalledWith(shot);
  });

  it('starts the camera again for another picture, and releases the first', async () => {
    const { given, user, starts } = setUp();
    await given(fakeStream().stream);
    await user.click(button(es.camera.take));
    await user.click(button(es.camera.retake));
    expect(starts).toHaveLength(2);
    expect(URL.revokeObjectURL).toHaveBeenCalledWith('blob:shot');
    await given(fakeStream().stream);
    expect(button(es.camera.take).matches(':disabled')).toBe(false);
  });

  it('switches the camera off when it is unmounted', async () => {
    const { given, view, user, onCancel } = setUp();
    const { track, stream } = fakeStream();
    await given(stream);
    await user.click(button(es.camera.cancel));
    expect(onCancel).toHaveBeenCalledTimes(1);
    view.unmount();
    expect(track.stop).toHaveBeenCalledTimes(1);
  });

  it('switches off a camera that is allowed after the dialog has closed', async () => {
    const { given, view } = setUp();
    view.unmount();
    const { track, stream } = fakeStream();
    await given(stream);
    expect(track.stop).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['NotAllowedError', es.camera.deniedTitle],
    ['NotFoundError', es.camera.missingTitle],
    ['NotReadableError', es.camera.busyTitle],
  ])('says what %s means, and tries again', async (name, title) => {
    const { refused, given, user } = setUp();
    await refused(name);
    expect(screen.getByRole('alert').textContent).toContain(title);
    expect(document.activeElement).toBe(button(es.camera.retry));
    await user.keyboard('{Enter}');
    await given(fakeStream().stream);
    expect(button(es.camera.take).matches(':disabled')).toBe(false);
  });

  it('shows a message if the picture cannot be taken, and switches the camera off', async () => {
    const { given, user, ports } = setUp();
    const { track, stream } = fakeStream();
    await given(stream);
    ports.capture.mockRejectedValueOnce(new Error('no memory'));
    await user.keyboard('{Enter}');
    expect(screen.getByRole('alert').textContent).toContain(es.camera.busyTitle);
    expect(track.stop).toHaveBeenCalledTimes(1);
    expect(document.activeElement).toBe(button(es.camera.retry));
  });

  it('shows a message if the camera is unplugged', async () => {
    const { given } = setUp();
    const { track, stream } = fakeStream();
    await given(stream);
    act(() => {
      track.dispatchEvent(new Event('ended'));
    });
    expect(screen.getByRole('alert').textContent).toContain(es.camera.missingTitle);
  });
});
