// The page's side of the photo workshop in a worker.
import type { PictureSize } from './crop-geometry';
import type { HeicStep } from './decode-heic';
import type { SeenFace } from './faces/seen-face';
import { PhotoError } from './photo-error';
import type { PhotoWorkshop, ShrunkPhoto } from './photo-workshop';
import type { WorkshopReply, WorkshopRequest, WorkshopResult } from './workshop-messages';

/** The parts of `Worker` that are used. */
export interface WorkerPort {
  onmessage: ((event: MessageEvent<WorkshopReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(request: WorkshopRequest): void;
  terminate(): void;
}

/** The worker did not start: its script was blocked, or was not loaded. The page can do the work itself. */
export class WorkerUnavailable extends Error {
  override readonly name = 'WorkerUnavailable';
}

interface Waiting {
  resolve(result: WorkshopResult): void;
  reject(error: Error): void;
}

type Unnumbered<Request> = Request extends WorkshopRequest ? Omit<Request, 'id'> : never;

/** How long a worker may take to start, in milliseconds. */
export const START_MS = 20_000;

/**
 * A workshop for one photo, whose `open` also rejects with `WorkerUnavailable`, even if the worker failed before. Closing it terminates
 * the worker.
 */
export function workerWorkshop(worker: WorkerPort): PhotoWorkshop {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let started = false;
  let ended: Error | null = null;
  let onHeicStep = (_: HeicStep) => {};
  const late = setTimeout(() => end(new WorkerUnavailable()), START_MS);

  worker.onmessage = ({ data }) => {
    started = true;
    clearTimeout(late);
    if (data.type === 'started') return;
    if (data.type === 'heic') return onHeicStep(data.step);
    const request = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === 'done') request?.resolve(data.result);
    else request?.reject(new PhotoError(data.code, { cause: new Error(data.message) }));
  };
  worker.onerror = (event) => {
    const cause = new Error(event.message);
    const error = started
      ? new PhotoError('failed', { cause })
      : new WorkerUnavailable('', { cause });
    end(error);
  };

  function ask(request: Unnumbered<WorkshopRequest>): Promise<WorkshopResult> {
    if (ended) return Promise.reject(ended);
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    });
  }

  function end(error: Error): void {
    ended = error;
    clearTimeout(late);
    worker.terminate();
    for (const request of waiting.values()) request.reject(error);
    waiting.clear();
  }

  // Each request has one type of result; the worker, our own, is trusted to keep to it.
  return {
    open(file, onStep) {
      onHeicStep = onStep;
      return ask({ type: 'open', file }) as Promise<PictureSize>;
    },
    preview: (longestSide) => ask({ type: 'preview', longestSide }) as Promise<ImageBitmap>,
    findFaces(signal) {
      const stop = () => void ask({ type: 'stop-finding' }).catch(() => {});
      signal.addEventListener('abort', stop, { once: true });
      return ask({ type: 'find-faces' }) as Promise<readonly SeenFace[] | null>;
    },
    shrink: (crop) => ask({ type: 'shrink', crop }) as Promise<ShrunkPhoto>,
    whole: () => ask({ type: 'whole' }) as Promise<ShrunkPhoto>,
    cut: (crop, size) => ask({ type: 'cut', crop, size }) as Promise<ImageBitmap>,
    close: () => end(new PhotoError('failed')),
  };
}
