// One bucket on disk, with an index of its keys in memory. Changes are serialized, so a condition that is checked before
// a write still holds when the file is moved into place.
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CorsRule } from './cors.ts';
import { type Draft, syncFolder, writeAtomically } from './durable-files.ts';
import { S3Error } from './errors.ts';
import { type ObjectInfo, readInfo } from './object-file.ts';
import { compareUtf8 } from './utf8-order.ts';

interface BucketSettings {
  /** Milliseconds since 1970. */
  createdAt: number;
  cors: CorsRule[] | undefined;
}

/** Checks the current object of a key before a change. @throws S3Error to reject the change */
export type Condition = (current: ObjectInfo | undefined) => void;

/** A bucket: reads, commits and deletes its objects. */
export class Bucket {
  readonly name: string;
  readonly #folder: string;
  readonly #drafts: string;
  #settings: BucketSettings;
  readonly #objects = new Map<string, ObjectInfo>();
  #sortedKeys: string[] | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();
  #deleted = false;

  private constructor(name: string, folder: string, drafts: string, settings: BucketSettings) {
    this.name = name;
    this.#folder = folder;
    this.#drafts = drafts;
    this.#settings = settings;
  }

  /** Writes the settings last: a folder without settings is an unfinished bucket, which `load` ignores. */
  static async create(name: string, folder: string, drafts: string, now: Date): Promise<Bucket> {
    await mkdir(join(folder, 'objects'), { recursive: true });
    const bucket = new Bucket(name, folder, drafts, { createdAt: now.getTime(), cors: undefined });
    await bucket.#saveSettings(bucket.#settings);
    return bucket;
  }

  /** Returns undefined if the folder holds an unfinished bucket. @throws Error if an object cannot be read */
  static async load(name: string, folder: string, drafts: string): Promise<Bucket | undefined> {
    const settings = await readFile(join(folder, 'bucket.json'), 'utf8').catch(() => undefined);
    if (settings === undefined) return undefined;
    const bucket = new Bucket(name, folder, drafts, JSON.parse(settings) as BucketSettings);
    for (const fileName of await readdir(join(folder, 'objects'))) {
      const path = join(folder, 'objects', fileName);
      const file = await open(path);
      try {
        const info = await readInfo(file);
        bucket.#objects.set(info.key, info);
      } catch (cause) {
        throw new Error(`strict-s3 cannot read ${path}`, { cause });
      } finally {
        await file.close();
      }
    }
    return bucket;
  }

  get createdAt(): Date {
    return new Date(this.#settings.createdAt);
  }

  get cors(): CorsRule[] | undefined {
    return this.#settings.cors;
  }

  async setCors(cors: CorsRule[] | undefined): Promise<void> {
    await this.#change(() => this.#saveSettings({ ...this.#settings, cors }));
  }

  info(key: string): ObjectInfo | undefined {
    return this.#objects.get(key);
  }

  /** All keys in UTF-8 byte order, the order in which S3 lists them. */
  keys(): readonly string[] {
    this.#sortedKeys ??= [...this.#objects.keys()].sort(compareUtf8);
    return this.#sortedKeys;
  }

  /**
   * Opens the current object; the caller closes the file. A later write replaces the file and does not change an open one.
   *
   * @throws S3Error NoSuchKey
   */
  async openObject(key: string): Promise<{ file: FileHandle; info: ObjectInfo }> {
    if (!this.#objects.has(key)) throw noSuchKey(key);
    const file = await open(this.#path(key)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? noSuchKey(key) : error;
    });
    try {
      return { file, info: await readInfo(file) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Moves a finished draft into the place of its key, if the condition holds. */
  async commit(draft: Draft, info: ObjectInfo, condition: Condition): Promise<void> {
    await this.#change(async () => {
      condition(this.#objects.get(info.key));
      await draft.moveTo(this.#path(info.key));
      if (!this.#objects.has(info.key)) this.#sortedKeys = undefined;
      this.#objects.set(info.key, info);
    });
  }

  /** Deletes a key if the condition holds. Does nothing if there is no such key. */
  async remove(key: string, condition: Condition): Promise<void> {
    await this.#change(async () => {
      condition(this.#objects.get(key));
      if (!this.#objects.has(key)) return;
      await rm(this.#path(key));
      await syncFolder(join(this.#folder, 'objects'));
      this.#objects.delete(key);
      this.#sortedKeys = undefined;
    });
  }

  /** Deletes the bucket. @throws S3Error BucketNotEmpty */
  async destroy(): Promise<void> {
    await this.#change(async () => {
      if (this.#objects.size > 0) throw new S3Error('BucketNotEmpty');
      this.#deleted = true;
      const trash = join(this.#drafts, `${this.name}.${Date.now()}`);
      await rename(this.#folder, trash);
      await rm(trash, { recursive: true });
    });
  }

  async #saveSettings(settings: BucketSettings): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(settings));
    await writeAtomically(this.#drafts, join(this.#folder, 'bucket.json'), bytes);
    this.#settings = settings;
  }

  /** Runs changes one after another. */
  async #change(work: () => Promise<void>): Promise<void> {
    const change = this.#lastChange.then(() => {
      if (this.#deleted) throw new S3Error('NoSuchBucket', undefined, { BucketName: this.name });
      return work();
    });
    this.#lastChange = change.catch(() => {});
    await change;
  }

  /** The file name is a hash of the key, so no key can leave the folder or collide with another. */
  #path(key: string): string {
    return join(this.#folder, 'objects', createHash('sha256').update(key).digest('hex'));
  }
}

function noSuchKey(key: string): S3Error {
  return new S3Error('NoSuchKey', undefined, { Key: key });
}
