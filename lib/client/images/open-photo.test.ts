/** @jest-environment node */
// Node has no Web Workers, so here the page itself opens the photos.
import type { CropSquare } from './crop-geometry';
import { HEIC_LIMITS, openAhead, openPhoto, prepareWorker } from './open-photo';
import { PhotoError } from './photo-error';
import { START_MS } from './worker-workshop';
import type { WorkshopReply } from './workshop-messages';

interface FakeBitmap {
  width: number;
  height: number;
  closed: boolean;
  close(): void;
}

const made: FakeBitmap[] = [];

function bitmap(width: number, height: number): FakeBitmap {
  const picture = {
    width,
    height,
    closed: false,
    close: () => {
      picture.closed = true;
    },
  };
  made.push(picture);
  return picture;
}

/** A browser that decodes every file as a picture of that size, or none. */
function browserThatDecodes(size: { width: number; height: number } | null) {
  const decode = jest.fn(
    (source: Blob | FakeBitmap, options: { resizeWidth?: number; resizeHeight?: number } = {}) => {
      if (!(source instanceof Blob)) {
        const { resizeWidth = source.width, resizeHeight = source.height } = options;
        return Promise.resolve(bitmap(resizeWidth, resizeHeight));
      }
      return size
        ? Promise.resolve(bitmap(size.width, size.height))
        : Promise.reject(new DOMException('no', 'InvalidStateError'));
    },
  );
  Object.assign(globalThis, { createImageBitmap: decode });
  return decode;
}

/** A browser with workers that the test speaks for. */
function fakeWorkers() {
  const workers: FakeWorker[] = [];
  class FakeWorker {
    onmessage?: (event: { data: WorkshopReply }) => void;
    onerror?: (event: { message: string }) => void;
    readonly asked: unknown[] = [];
    postMessage = (request: unknown) => void this.asked.push(request);
    terminate = jest.fn();
    say = (data: WorkshopReply) => this.onmessage?.({ data });
    constructor() {
      workers.push(this);
    }
  }
  Object.assign(globalThis, { Worker: FakeWorker, OffscreenCanvas: class {} });
  return workers;
}

const FILE = new Blob(['bytes']);
const CROP: CropSquare = { x: 1, y: 1, size: 2, rotation: 0 };

beforeEach(() => {
  made.length = 0;
});

afterEach(() => {
  jest.useRealTimers();
  for (const name of ['createImageBitmap', 'Worker', 'OffscreenCanvas']) {
    Reflect.deleteProperty(globalThis, name);
  }
});

describe('openPhoto', () => {
  it('decodes the file and makes a copy for the screen', async () => {
    const decode = browserThatDecodes({ width: 3024, height: 4032 });
    const photo = await openPhoto(FILE);
    expect(decode).toHaveBeenCalledWith(FILE);
    expect(photo).toMatchObject({ width: 3024, height: 4032 });
    expect(photo.preview).toMatchObject({ width: 1536, height: 2048 });
    photo.close();
    expect(made.every((picture) => picture.closed)).toBe(true);
  });

  it('does not enlarge a small picture', async () => {
    browserThatDecodes({ width: 90, height: 60 });
    const photo = await openPhoto(FILE);
    expect(photo.preview).toMatchObject({ width: 90, height: 60 });
  });

  it('scales a huge picture down to 25 megapixels and frees the original', async () => {
    browserThatDecodes({ width: 20_000, height: 5_000 });
    const photo = await openPhoto(FILE);
    expect(photo).toMatchObject({ width: 10_000, height: 2_500 });
    expect(made[0]).toMatchObject({ width: 20_000, closed: true });
  });

  it('rejects a file that cannot be decoded as unreadable', async () => {
    browserThatDecodes(null);
    const error = await openPhoto(FILE).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PhotoError);
    expect(error).toMatchObject({ code: 'unreadable', cause: { name: 'InvalidStateError' } });
  });

  it('distinguishes a HEIC whose decoder did not load from a damaged one', async () => {
    browserThatDecodes(null);
    const heic = new Blob(['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'and no more']);
    const onConverting = jest.fn();
    await expect(openPhoto(heic, { onConverting })).rejects.toMatchObject({ code: 'not-loaded' });
    expect(onConverting).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['a decoder that never comes', 'loading', 'not-loaded'],
    ['a conversion that never ends', 'converting', 'timed-out'],
  ] as const)('gives up on %s, ends the worker, and a second try works', async (_, step, code) => {
    jest.useFakeTimers();
    const workers = fakeWorkers();
    const opening = openPhoto(FILE);
    const ended = expect(opening).rejects.toMatchObject({ code });
    workers[0]?.say({ type: 'heic', step: 'loading' });
    await jest.advanceTimersByTimeAsync(HEIC_LIMITS.loading.ms - 1);
    // Each step has its own time.
    workers[0]?.say({ type: 'heic', step });
    await jest.advanceTimersByTimeAsync(HEIC_LIMITS[step].ms - 1);
    expect(workers[0]?.terminate).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    await ended;
    expect(workers[0]?.terminate).toHaveBeenCalledTimes(1);

    const again = openPhoto(FILE);
    workers[1]?.say({ type: 'heic', step });
    await jest.advanceTimersByTimeAsync(HEIC_LIMITS[step].ms - 1);
    workers[1]?.say({ type: 'done', id: 1, result: { width: 4, height: 3 } });
    await jest.advanceTimersByTimeAsync(0);
    workers[1]?.say({ type: 'done', id: 2, result: bitmap(4, 3) as unknown as ImageBitmap });
    await expect(again).resolves.toMatchObject({ width: 4, height: 3, shrinksInBackground: true });
    expect(workers).toHaveLength(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('calls onConverting once', async () => {
    const workers = fakeWorkers();
    const onConverting = jest.fn();
    const giveUp = new AbortController();
    const opening = openPhoto(FILE, { onConverting, signal: giveUp.signal });
    workers[0]?.say({ type: 'heic', step: 'loading' });
    workers[0]?.say({ type: 'heic', step: 'converting' });
    expect(onConverting).toHaveBeenCalledTimes(1);
    giveUp.abort(new Error('gone'));
    await expect(opening).rejects.toThrow('gone');
  });

  it('opens the photo on the page if the worker does not start', async () => {
    jest.useFakeTimers();
    browserThatDecodes({ width: 4, height: 3 });
    const workers = fakeWorkers();
    const opening = openPhoto(FILE);
    await jest.advanceTimersByTimeAsync(START_MS);
    await expect(opening).resolves.toMatchObject({
      width: 4,
      height: 3,
      shrinksInBackground: false,
    });
    expect(workers[0]?.terminate).toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('uses the worker that was started before, for one photo', async () => {
    const workers = fakeWorkers();
    prepareWorker();
    prepareWorker();
    expect(workers).toHaveLength(1);
    workers[0]?.say({ type: 'started' });
    const opening = openPhoto(FILE);
    expect(workers).toHaveLength(1);
    workers[0]?.say({ type: 'done', id: 1, result: { width: 4, height: 3 } });
    await new Promise((resolve) => setImmediate(resolve));
    workers[0]?.say({ type: 'done', id: 2, result: bitmap(4, 3) as unknown as ImageBitmap });
    await expect(opening).resolves.toMatchObject({ width: 4, shrinksInBackground: true });

    const giveUp = new AbortController();
    const next = openPhoto(FILE, { signal: giveUp.signal });
    expect(workers).toHaveLength(2);
    giveUp.abort(new Error('gone'));
    await expect(next).rejects.toThrow('gone');
  });

  it('opens a file ahead in that worker, and continues when the editor opens it', async () => {
    const workers = fakeWorkers();
    openAhead(FILE);
    expect(workers[0]?.asked).toEqual([{ id: 1, type: 'open', file: FILE }]);
    workers[0]?.say({ type: 'heic', step: 'loading' });
    const onConverting = jest.fn();
    const opened = openPhoto(FILE, { onConverting });
    expect(onConverting).toHaveBeenCalledTimes(1);
    workers[0]?.say({ type: 'done', id: 1, result: { width: 4, height: 3 } });
    await new Promise((resolve) => setImmediate(resolve));
    workers[0]?.say({ type: 'done', id: 2, result: bitmap(4, 3) as unknown as ImageBitmap });
    await expect(opened).resolves.toMatchObject({ width: 4 });
    expect(workers).toHaveLength(1);
  });

  it('ends a worker that opens another file ahead', async () => {
    const workers = fakeWorkers();
    openAhead(new Blob(['another']));
    const giveUp = new AbortController();
    const opened = openPhoto(FILE, { signal: giveUp.signal });
    expect(workers[0]?.terminate).toHaveBeenCalledTimes(1);
    expect(workers).toHaveLength(2);
    giveUp.abort(new Error('gone'));
    await expect(opened).rejects.toThrow('gone');
  });

  it('works on the page if the worker that was started before has failed', async () => {
    browserThatDecodes({ width: 4, height: 3 });
    const workers = fakeWorkers();
    prepareWorker();
    workers[0]?.onerror?.({ message: 'blocked' });
    await expect(openPhoto(FILE)).resolves.toMatchObject({ width: 4, shrinksInBackground: false });
    expect(workers).toHaveLength(1);
  });

  it('rejects when the signal aborts, and frees a photo that opens later', async () => {
    browserThatDecodes({ width: 4, height: 3 });
    const giveUp = new AbortController();
    const opening = openPhoto(FILE, { signal: giveUp.signal });
    giveUp.abort(new Error('gone'));
    await expect(opening).rejects.toThrow('gone');
    await new Promise((resolve) => setImmediate(resolve));
    expect(made).toHaveLength(1);
    expect(made[0]?.closed).toBe(true);
  });

  it('fails without a canvas', async () => {
    browserThatDecodes({ width: 4, height: 3 });
    const photo = await openPhoto(FILE);
    await expect(photo.shrink(CROP)).rejects.toMatchObject({ code: 'failed' });
  });

  it('returns null for the faces if the detector does not load, and keeps working', async () => {
    browserThatDecodes({ width: 4, height: 3 });
    const photo = await openPhoto(FILE);
    await expect(photo.findFaces(new AbortController().signal)).resolves.toBeNull();
    expect(photo.preview).toMatchObject({ width: 4, height: 3 });
  });
});
