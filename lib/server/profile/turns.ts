// A mutex per user, within this process. Concurrent changes would only conflict and retry. Changes by other processes are handled by
// the conditions of each commit.

/** Runs the work under the user's mutex, once the earlier work has ended or failed. */
export type InTurn = <T>(userId: string, work: () => Promise<T>) => Promise<T>;

/** Creates the mutexes. A mutex uses no memory while nobody holds or waits for it. */
export function turns(): InTurn {
  const lines = new Map<string, Promise<unknown>>();
  return async (userId, work) => {
    const mine = after(lines.get(userId), work);
    lines.set(userId, mine);
    try {
      return await mine;
    } finally {
      if (lines.get(userId) === mine) lines.delete(userId);
    }
  };
}

async function after<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
  try {
    await before;
  } catch {
    // The caller of that work gets the error.
  }
  return await work();
}
