// One command at a time on one data directory: two engines on the same files would spoil them.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalFailure } from './failure';

/**
 * Takes the directory, made if missing, for this process.
 * @returns what gives it free again
 * @throws LocalFailure if another process that is still running has it
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

/** Removes what a killed command left; by renaming, so that of two that find it only one does. */
function discard(file: string, owner: number | undefined): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Somebody took it between our look and our hand: it is theirs.
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
