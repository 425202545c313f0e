// Changes of one user in this process, one after another. At once, all but one would be based on what is no longer so, and
// start over. Other processes are still met by the conditions of each commit.

/** Does the work once what came before it for the same user has ended, however that ended. */
export type InTurn = <T>(userId: string, work: () => Promise<T>) => Promise<T>;

/** Nothing is kept of a user whom nobody is working for. */
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
    // Whoever asked for that is told.
  }
  return await work();
}
