// Limits how many images this process holds and decodes in parallel: bytes while held, pixels and cores while
// decoding.
import { deadlineSignal, inStep } from '@/lib/server/shared/deadline';
import { UnavailableError } from '@/lib/server/shared/errors';

import { MAX_PIXELS } from './limits';

const MEGABYTE = 1024 * 1024;

/** Maximum total size of uploads in memory, in bytes: 32 of the largest. */
const MAX_HELD_BYTES = 64 * MEGABYTE;

/** Minimum size that an upload counts as, in bytes: it bounds the number of parallel requests to the store. */
const MIN_COUNTED_BYTES = MEGABYTE;

/** Maximum queue length per decoding process: at 0.2 s per photo, it gets through the queue before the requests time out. */
const MAX_WAITING_PER_PROCESS = 50;

/** `Retry-After` when the queue is full, in seconds: by then half of the queue is done. */
const RETRY_AFTER = 5;

/** Maximum pixels of an image that may overtake a larger one. Decoding it takes less than 0.2 s and 100 MB. */
const MAX_SMALL_PIXELS = 4_000_000;

/** Limits how many images this process works on in parallel. Others wait in a queue. */
export interface ImageGate {
  /**
   * Runs the work once there is memory for an upload of this size in bytes.
   * @param work is told whether no other upload is held, so that `decode` would start at once, whatever the pixels
   * @throws UnavailableError immediately, if the queue is full
   */
  hold<T>(bytes: number, work: (isAlone: boolean) => Promise<T>): Promise<T>;
  /** Runs work that decodes this many pixels, once a child process is free. Call it only within `hold`. */
  decode<T>(pixels: number, work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  pixels: number;
  start(): void;
}

/**
 * @param cores number of CPU cores. There is one process per core, at least two; one is always reserved for small images.
 */
export function imageGate(cores: number): ImageGate {
  const processes = Math.max(2, cores);
  const largePixels = MAX_PIXELS * Math.floor(processes / 2);
  const line: { bytes: number; start(): void }[] = [];
  const waiting: Waiting[] = [];
  let held = 0;
  let holders = 0;
  let decoding = 0;
  let largeDecoding = 0;
  let pixelsDecoding = 0;

  /** First in, first out, so that a large upload is not starved. */
  function admit(): void {
    for (let first = line[0]; first && held + first.bytes <= MAX_HELD_BYTES; first = line[0]) {
      line.shift();
      held += first.bytes;
      holders += 1;
      first.start();
    }
  }

  function mayDecode({ pixels }: Waiting): boolean {
    if (decoding >= processes) return false;
    if (pixels <= MAX_SMALL_PIXELS) return true;
    return largeDecoding < processes - 1 && pixelsDecoding + pixels <= largePixels;
  }

  /** First in, first out, except that small images overtake large ones that cannot start yet. */
  function decodeNext(): void {
    let largeMustWait = false;
    for (const next of [...waiting]) {
      const isLarge = next.pixels > MAX_SMALL_PIXELS;
      if (isLarge && largeMustWait) continue;
      if (mayDecode(next)) {
        waiting.splice(waiting.indexOf(next), 1);
        count(next, 1);
        next.start();
      } else if (isLarge) {
        largeMustWait = true;
      }
    }
  }

  function count({ pixels }: { pixels: number }, change: 1 | -1): void {
    decoding += change;
    if (pixels <= MAX_SMALL_PIXELS) return;
    largeDecoding += change;
    pixelsDecoding += change * pixels;
  }

  return {
    async hold(size, work) {
      if (line.length >= MAX_WAITING_PER_PROCESS * processes) {
        throw new UnavailableError('Too many images at once', undefined, RETRY_AFTER);
      }
      const bytes = Math.min(Math.max(size, MIN_COUNTED_BYTES), MAX_HELD_BYTES);
      await wait(line, { bytes }, admit);
      try {
        return await work(holders === 1);
      } finally {
        held -= bytes;
        holders -= 1;
        admit();
      }
    },

    async decode(declared, work) {
      const pixels = Math.min(declared, MAX_PIXELS);
      await wait(waiting, { pixels }, decodeNext);
      try {
        return await work();
      } finally {
        count({ pixels }, -1);
        decodeNext();
      }
    },
  };
}

/**
 * Waits in a queue until started, or until the request's deadline.
 * @param next starts the queued work that may begin
 * @throws UnavailableError at the deadline
 */
function wait<Place extends object>(
  line: (Place & { start(): void })[],
  place: Place,
  next: () => void,
): Promise<void> {
  const signal = deadlineSignal();
  const placed = new Promise<void>((resolve, reject) => {
    const leave = () => {
      const at = line.indexOf(mine);
      if (at !== -1) line.splice(at, 1);
      reject(new UnavailableError('The request took too long'));
      next();
    };
    const mine = {
      ...place,
      start() {
        signal?.removeEventListener('abort', leave);
        resolve();
      },
    };
    if (signal?.aborted) return leave();
    signal?.addEventListener('abort', leave, { once: true });
    line.push(mine);
    next();
  });
  return inStep('other images', () => placed);
}
