// Atomic file writes: write a temporary file, sync it, rename it into place. A crash leaves the old file or the new one.
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Makes a rename in the folder durable. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A temporary file on the same file system as its destination. */
export class Draft {
  readonly path: string;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  static async create(folder: string): Promise<Draft> {
    const path = join(folder, randomUUID());
    return new Draft(path, await open(path, 'wx'));
  }

  async write(piece: Buffer): Promise<void> {
    await this.#file.writeFile(piece);
  }

  /** Syncs and closes the file. No write may follow. */
  async finish(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
  }

  async moveTo(path: string): Promise<void> {
    await rename(this.path, path);
    await syncFolder(dirname(path));
  }

  /** Closes and deletes the file. Does nothing after `moveTo`. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => {});
    await rm(this.path, { force: true });
  }
}

/** Replaces the file at `path` atomically; `folder` holds the temporary file. */
export async function writeAtomically(folder: string, path: string, bytes: Buffer): Promise<void> {
  const draft = await Draft.create(folder);
  try {
    await draft.write(bytes);
    await draft.finish();
    await draft.moveTo(path);
  } finally {
    await draft.discard();
  }
}
