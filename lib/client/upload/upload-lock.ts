// So that only one tab is at a photo that the browser keeps: the tab that is at it holds a lock, one for each person.

export interface UploadLock {
  /**
   * Waits in line, and then does the work. What is held in the course of it is held from then on without waiting anew: no other
   * tab comes in between. Resolves when the lock is free again.
   * @param signal leaves the line; then it rejects. It does not stop the work.
   */
  inTurn: (signal: AbortSignal, work: () => Promise<void>) => Promise<void>;
  /** Holds the lock, as soon as it is free, until what is returned is called. */
  hold: () => () => void;
}

/** Without the Web Locks API nothing waits. */
export function createUploadLock(userId: string): UploadLock {
  let isOurTurn = false;
  let held: Promise<void> | null = null;

  async function request(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    if (!('locks' in navigator)) return work();
    await navigator.locks.request(`polizalab-profile-upload-${userId}`, { signal }, work);
  }

  return {
    inTurn: (signal, work) =>
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
