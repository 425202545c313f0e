// Locks a data directory for one process: two engines on the same files would corrupt them.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalFailure } from './failure';

/**
 * Locks the directory for this process; creates it if it is missing.
 * @returns a function that releases the lock
 * @throws LocalFailure if another running process holds the lock
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'lock');
  for (;;) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(file);
    if (owner !== undefined && isRunning(owner)) {
      throw new LocalFailure(
        `The data in ${dataDir} is in use by process ${owner}: stop it, or set LOCAL_DATA_DIR to another directory. If process ${owner} is something else, delete ${file}.`,
      );
    }
    discard(file, owner);
  }
}

/** Removes the lock of a process that has ended. It renames the file, so that only one of several finders removes it. */
function discard(file: string, owner: number | undefined): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Another process took the lock between our check and our rename.
  if (readOwner(aside) !== owner) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

function readOwner(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
