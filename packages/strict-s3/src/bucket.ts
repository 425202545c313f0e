// One bucket on disk, with an index of its keys in memory. Changes go one at a time, so a condition that held when it was
// looked at still holds when the file moves into place.
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CorsRule } from './cors.ts';
import { type Draft, syncFolder, writeWhole } from './durable-files.ts';
import { S3Error } from './errors.ts';
import { type ObjectInfo, readInfo } from './object-file.ts';
import { compareUtf8 } from './utf8-order.ts';

interface BucketSettings {
  /** Milliseconds since 1970. */
  createdAt: number;
  cors: CorsRule[] | undefined;
}

/** @throws S3Error to refuse the change; it sees what stands under the key now */
export type Condition = (current: ObjectInfo | undefined) => void;

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

  /** The settings are written last: a folder without them is a bucket that never came to be. */
  static async create(name: string, folder: string, drafts: string, now: Date): Promise<Bucket> {
    await mkdir(join(folder, 'objects'), { recursive: true });
    const bucket = new Bucket(name, folder, drafts, { createdAt: now.getTime(), cors: undefined });
    await bucket.#saveSettings(bucket.#settings);
    return bucket;
  }

  /** Undefined where the folder holds no whole bucket. */
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
        throw new Error(`The local S3 cannot read ${path}`, { cause });
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

  /** All keys in the order of their bytes, which is the order S3 lists them in. */
  keys(): readonly string[] {
    this.#sortedKeys ??= [...this.#objects.keys()].sort(compareUtf8);
    return this.#sortedKeys;
  }

  /**
   * The object as it stands now; the caller closes the file. What is written later does not reach an open file.
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

  /** Puts a finished draft into the place of its key. */
  async commit(draft: Draft, info: ObjectInfo, condition: Condition): Promise<void> {
    await this.#change(async () => {
      condition(this.#objects.get(info.key));
      await draft.moveTo(this.#path(info.key));
      if (!this.#objects.has(info.key)) this.#sortedKeys = undefined;
      this.#objects.set(info.key, info);
    });
  }

  /** Does nothing where there is no such key and the condition does not mind. */
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

  /** @throws S3Error BucketNotEmpty */
  async destroy(): Promise<void> {
    await this.#change(async () => {
      if (this.#objects.size > 0) throw new S3Error('BucketNotEmpty');
      this.#deleted = true;
      const grave = join(this.#drafts, `${this.name}.${Date.now()}`);
      await rename(this.#folder, grave);
      await rm(grave, { recursive: true });
    });
  }

  async #saveSettings(settings: BucketSettings): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(settings));
    await writeWhole(this.#drafts, join(this.#folder, 'bucket.json'), bytes);
    this.#settings = settings;
  }

  async #change(work: () => Promise<void>): Promise<void> {
    const change = this.#lastChange.then(() => {
      if (this.#deleted) throw new S3Error('NoSuchBucket', undefined, { BucketName: this.name });
      return work();
    });
    this.#lastChange = change.catch(() => {});
    await change;
  }

  /** Keys never become paths: no key, however it is written, can leave the folder or meet another. */
  #path(key: string): string {
    return join(this.#folder, 'objects', createHash('sha256').update(key).digest('hex'));
  }
}

export function noSuchKey(key: string): S3Error {
  return new S3Error('NoSuchKey', undefined, { Key: key });
}
