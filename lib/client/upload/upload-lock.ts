// So that two tabs do not both take up the photo that an earlier visit left: the one that is at it holds a lock by this name.

const nameFor = (userId: string) => `polizalab-profile-upload-${userId}`;

/** Holds the lock, together with others that do; returns the way to let go. Without the Web Locks API it does nothing. */
export function holdUploadLock(userId: string): () => void {
  if (!('locks' in navigator)) return () => {};
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks.request(nameFor(userId), { mode: 'shared' }, () => released);
  return () => release();
}

/** True if some tab holds the lock now. */
export async function isUploadLockHeld(userId: string): Promise<boolean> {
  if (!('locks' in navigator)) return false;
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === nameFor(userId));
}
