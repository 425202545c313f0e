// Limits how many images this process holds and decodes at once: by bytes while they are held, by pixels and cores while they
// are decoded.
import { deadlineSignal } from '@/lib/server/profile/deadline';
import { UnavailableError } from '@/lib/server/profile/errors';
import type { ImageGate } from '@/lib/server/profile/ports';
import { MAX_PIXELS } from './limits';

const MEGABYTE = 1024 * 1024;

/** Uploads in memory at once, in bytes: 32 of the largest. */
const HELD_BYTES = 64 * MEGABYTE;

/** What an upload counts for at the least, in bytes: it bounds how many requests are sent to the store at once. */
const LEAST_BYTES = MEGABYTE;

/** For each process that decodes: it works off so many photos, at 0.2 s each, before the requests of those who wait are too old. */
const WAITING_PER_PROCESS = 50;

/** How long those who are turned away should wait, in seconds: by then half of the line is done. */
const RETRY_AFTER = 5;

/** Pixels of a picture that may overtake a larger one. Decoding takes less than 0.2 s and 100 MB. */
const SMALL = 4_000_000;

interface Waiting {
  pixels: number;
  start(): void;
}

/**
 * @param cores how many there are. One process for each, and two at the least; one of them is always left to small pictures.
 */
export function imageGate(cores: number): ImageGate {
  const processes = Math.max(2, cores);
  const largePixels = MAX_PIXELS * Math.floor(processes / 2);
  const line: { bytes: number; start(): void }[] = [];
  const waiting: Waiting[] = [];
  let held = 0;
  let decoding = 0;
  let largeDecoding = 0;
  let pixelsDecoding = 0;

  /** In the order they came: one that is large is not overtaken for ever. */
  function admit(): void {
    for (let first = line[0]; first && held + first.bytes <= HELD_BYTES; first = line[0]) {
      line.shift();
      held += first.bytes;
      first.start();
    }
  }

  function mayDecode({ pixels }: Waiting): boolean {
    if (decoding >= processes) return false;
    if (pixels <= SMALL) return true;
    return largeDecoding < processes - 1 && pixelsDecoding + pixels <= largePixels;
  }

  /** In the order they came, but that small ones overtake large ones whose time has not come. */
  function decodeNext(): void {
    let largeMustWait = false;
    for (const next of [...waiting]) {
      const isLarge = next.pixels > SMALL;
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
    if (pixels <= SMALL) return;
    largeDecoding += change;
    pixelsDecoding += change * pixels;
  }

  return {
    async hold(size, work) {
      if (line.length >= WAITING_PER_PROCESS * processes) {
        throw new UnavailableError('Too many images at once', undefined, RETRY_AFTER);
      }
      const bytes = Math.min(Math.max(size, LEAST_BYTES), HELD_BYTES);
      await wait(line, { bytes }, admit);
      try {
        return await work();
      } finally {
        held -= bytes;
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
 * Waits at the end of a line until it is started, or its request is out of time.
 * @param next starts those of the line that may begin
 * @throws UnavailableError if the request is out of time
 */
function wait<Place extends object>(
  line: (Place & { start(): void })[],
  place: Place,
  next: () => void,
): Promise<void> {
  const signal = deadlineSignal();
  return new Promise((resolve, reject) => {
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
}
