// Retries the reads of long runs, so that a brief outage does not abort the run.

import type { Ports } from '@/lib/server/profile/ports';
import type { Clock } from '@/lib/server/shared/clock';
import { UnavailableError } from '@/lib/server/shared/errors';

/** Waits before the retries, in milliseconds. */
const WAITS = [1000, 2000, 4000, 8000, 16_000];

/** The reads of both ports that a long run uses, each retried for half a minute. Writes are not retried. */
export interface RetriedReads {
  storage: Pick<Ports['storage'], 'list' | 'has'>;
  store: Pick<
    Ports['store'],
    'readImages' | 'readUsers' | 'readImage' | 'readUser' | 'listAllImages'
  >;
}

/** @param signal ends the waiting: the failure is thrown */
export function retriedReads(
  { storage, store, clock }: Ports,
  signal: AbortSignal | undefined,
): RetriedReads {
  const retry = <T>(read: () => Promise<T>) => retried(clock, signal, read);
  return {
    storage: {
      list: (...query) => retry(() => storage.list(...query)),
      has: (...query) => retry(() => storage.has(...query)),
    },
    store: {
      readImages: (...query) => retry(() => store.readImages(...query)),
      readUsers: (...query) => retry(() => store.readUsers(...query)),
      readImage: (...query) => retry(() => store.readImage(...query)),
      readUser: (...query) => retry(() => store.readUser(...query)),
      listAllImages: (...query) => retry(() => store.listAllImages(...query)),
    },
  };
}

async function retried<T>(
  clock: Pick<Clock, 'sleep'>,
  signal: AbortSignal | undefined,
  read: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      const wait = WAITS[attempt];
      const isPassing = error instanceof UnavailableError;
      if (!isPassing || wait === undefined || signal?.aborted) throw error;
      await clock.sleep(wait, signal);
    }
  }
}
