// A mutex per user, within this process. Concurrent changes would only conflict and retry. Changes by other processes are handled by
// the conditions of each commit.
import type { WithUserLock } from '@/lib/server/profile/ports';

/** Creates the mutexes. Waiting work runs in order. A mutex uses no memory while nobody holds or waits for it. */
export function userLocks(): WithUserLock {
  const last = new Map<string, Promise<unknown>>();
  return async (userId, work) => {
    const mine = runAfter(last.get(userId), work);
    last.set(userId, mine);
    try {
      return await mine;
    } finally {
      if (last.get(userId) === mine) last.delete(userId);
    }
  };
}

async function runAfter<T>(
  before: Promise<unknown> | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await before;
  } catch {
    // The caller of that work gets the error.
  }
  return await work();
}
