// So that only one tab is at a photo that the browser keeps: the tab that is at it holds a lock by this name.

const nameFor = (userId: string) => `polizalab-profile-upload-${userId}`;

/**
 * Waits in line for the lock, and does the work while it holds it. Without the Web Locks API it just does it.
 * @param signal leaves the line; then it rejects. It does not stop the work.
 */
export async function underUploadLock(
  userId: string,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  if (!('locks' in navigator)) return work();
  await navigator.locks.request(nameFor(userId), { signal }, work);
}

/** Holds the lock, as soon as it is free, until what is returned is called. */
export function holdUploadLock(userId: string): () => void {
  const waiting = new AbortController();
  const released = new Promise<void>((resolve) => {
    waiting.signal.addEventListener('abort', () => resolve());
  });
  underUploadLock(userId, waiting.signal, () => released).catch(() => {});
  return () => waiting.abort();
}
