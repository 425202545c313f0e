// A lock per user, so that only one tab works on the kept photo.

export interface UploadLock {
  /**
   * Waits for the lock, then does the work. A `hold` during the work takes over the lock without waiting, so that no other tab gets it
   * in between. Resolves when the lock is free again.
   * @param signal stops waiting, and rejects; it does not stop the work.
   */
  withUserLock: (signal: AbortSignal, work: () => Promise<void>) => Promise<void>;
  /** Takes the lock as soon as it is free; call the returned function to release it. */
  hold: () => () => void;
}

/** Without the Web Locks API there is no lock. */
export function createUploadLock(userId: string): UploadLock {
  let isOurTurn = false;
  let held: Promise<void> | null = null;

  async function request(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    if (!('locks' in navigator)) return work();
    await navigator.locks.request(`polizalab-profile-upload-${userId}`, { signal }, work);
  }

  return {
    withUserLock: (signal, work) =>
      request(signal, async () => {
        isOurTurn = true;
        try {
          await work();
          while (held !== null) await held;
        } finally {
          isOurTurn = false;
        }
      }),
    hold() {
      const holding = new AbortController();
      const released = new Promise<void>((resolve) => {
        holding.signal.addEventListener('abort', () => resolve());
      });
      held = released;
      if (!isOurTurn) request(holding.signal, () => released).catch(() => {});
      return () => {
        if (held === released) held = null;
        holding.abort();
      };
    },
  };
}
