import { PhotoError } from './photo-error';
import { START_MS, type WorkerPort, WorkerUnavailable, workerWorkshop } from './worker-workshop';
import type { WorkshopReply, WorkshopRequest } from './workshop-messages';

const CROP = { x: 1, y: 1, size: 2, rotation: 0 };

/** A fake worker whose messages the test sends. */
function fakeWorker() {
  const asked: WorkshopRequest[] = [];
  const worker: WorkerPort & { ended: boolean } = {
    onmessage: null,
    onerror: null,
    postMessage: (request) => asked.push(request),
    ended: false,
    terminate: () => {
      worker.ended = true;
    },
  };
  const say = (data: WorkshopReply) => worker.onmessage?.({ data } as MessageEvent<WorkshopReply>);
  const crash = () => worker.onerror?.({ message: 'blocked' } as ErrorEvent);
  return { worker, asked, say, crash };
}

describe('workerWorkshop', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('matches responses to requests, in any order', async () => {
    const { worker, asked, say } = fakeWorker();
    const workshop = workerWorkshop(worker);
    const size = workshop.open(new Blob([]), () => {});
    const preview = workshop.preview(10);
    expect(asked.map(({ id, type }) => `${id} ${type}`)).toEqual(['1 open', '2 preview']);
    say({ type: 'done', id: 2, result: { width: 7, height: 7 } });
    say({ type: 'done', id: 1, result: { width: 4, height: 3 } });
    await expect(preview).resolves.toEqual({ width: 7, height: 7 });
    await expect(size).resolves.toEqual({ width: 4, height: 3 });
  });

  it('passes on errors with their code, and the steps of a HEIC', async () => {
    const { worker, say } = fakeWorker();
    const onHeicStep = jest.fn();
    const size = workerWorkshop(worker).open(new Blob([]), onHeicStep);
    say({ type: 'heic', step: 'loading' });
    expect(onHeicStep).toHaveBeenCalledWith('loading');
    say({ type: 'error', id: 1, code: 'unreadable', message: 'no picture' });
    await expect(size).rejects.toMatchObject({
      code: 'unreadable',
      cause: { message: 'no picture' },
    });
    expect(worker.ended).toBe(false);
  });

  it('is unavailable if it dies before its first message', async () => {
    const { worker, crash } = fakeWorker();
    const size = workerWorkshop(worker).open(new Blob([]), () => {});
    crash();
    await expect(size).rejects.toBeInstanceOf(WorkerUnavailable);
    expect(worker.ended).toBe(true);
  });

  it('is unavailable if it never sends a message, and is terminated', async () => {
    const { worker } = fakeWorker();
    const size = workerWorkshop(worker).open(new Blob([]), () => {});
    const ended = expect(size).rejects.toBeInstanceOf(WorkerUnavailable);
    jest.advanceTimersByTime(START_MS);
    await ended;
    expect(worker.ended).toBe(true);
  });

  it('has no time limit after its first message', async () => {
    const { worker, say } = fakeWorker();
    const size = workerWorkshop(worker).open(new Blob([]), () => {});
    say({ type: 'started' });
    jest.advanceTimersByTime(START_MS);
    expect(worker.ended).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
    say({ type: 'done', id: 1, result: { width: 4, height: 3 } });
    await expect(size).resolves.toEqual({ width: 4, height: 3 });
  });

  it('fails pending and later requests if it dies', async () => {
    const { worker, say, crash } = fakeWorker();
    const workshop = workerWorkshop(worker);
    const size = workshop.open(new Blob([]), () => {});
    say({ type: 'done', id: 1, result: { width: 4, height: 3 } });
    await size;
    const shrunk = workshop.shrink(CROP);
    crash();
    await expect(shrunk).rejects.toBeInstanceOf(PhotoError);
    await expect(workshop.shrink(CROP)).rejects.toMatchObject({ code: 'failed' });
  });

  it('requests the faces, and tells when they are no longer wanted', async () => {
    const { worker, asked, say } = fakeWorker();
    const search = new AbortController();
    const faces = workerWorkshop(worker).findFaces(search.signal);
    expect(asked).toEqual([{ id: 1, type: 'find-faces' }]);
    search.abort();
    expect(asked).toEqual([
      { id: 1, type: 'find-faces' },
      { id: 2, type: 'stop-finding' },
    ]);
    say({ type: 'done', id: 1, result: null });
    await expect(faces).resolves.toBeNull();
  });

  it('requests a crop at a size', async () => {
    const { worker, asked, say } = fakeWorker();
    const size = { width: 295, height: 354 };
    const cut = workerWorkshop(worker).cut(CROP, size);
    expect(asked).toEqual([{ id: 1, type: 'cut', crop: CROP, size }]);
    const bitmap = {} as ImageBitmap;
    say({ type: 'done', id: 1, result: bitmap });
    await expect(cut).resolves.toBe(bitmap);
  });

  it('terminates the worker when it is closed', async () => {
    const { worker } = fakeWorker();
    const workshop = workerWorkshop(worker);
    const size = workshop.open(new Blob([]), () => {});
    workshop.close();
    expect(worker.ended).toBe(true);
    await expect(size).rejects.toMatchObject({ code: 'failed' });
  });
});
