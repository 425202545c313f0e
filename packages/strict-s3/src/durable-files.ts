// Files that are whole or absent, whatever happens: written aside, synced, then renamed into place.
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Makes a rename in that folder outlast a power cut; Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file being written, in a folder of the same file system as its place; nobody sees it there before `moveTo`. */
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

  /** Nothing is written after this. */
  async finish(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
  }

  async moveTo(path: string): Promise<void> {
    await rename(this.path, path);
    await syncFolder(dirname(path));
  }

  /** Safe at any time, also after `moveTo`. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => {});
    await rm(this.path, { force: true });
  }
}

/** Replaces the file at `path` by these bytes, whole or not at all. */
export async function writeWhole(folder: string, path: string, bytes: Buffer): Promise<void> {
  const draft = await Draft.create(folder);
  try {
    await draft.write(bytes);
    await draft.finish();
    await draft.moveTo(path);
  } finally {
    await draft.discard();
  }
}
