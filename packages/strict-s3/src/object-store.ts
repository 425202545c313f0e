// All buckets in one data folder.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Bucket } from './bucket.ts';
import { checkBucketName } from './bucket-name.ts';
import { Draft, syncFolder } from './durable-files.ts';
import { S3Error } from './errors.ts';

/** Creates, finds and deletes buckets. */
export class ObjectStore {
  readonly #folder: string;
  readonly #drafts: string;
  readonly #buckets = new Map<string, Bucket>();

  private constructor(folder: string, drafts: string) {
    this.#folder = folder;
    this.#drafts = drafts;
  }

  /** Loads all buckets and deletes what an earlier process left unfinished. */
  static async open(dataDir: string): Promise<ObjectStore> {
    const store = new ObjectStore(join(dataDir, 'buckets'), join(dataDir, 'drafts'));
    await rm(store.#drafts, { recursive: true, force: true });
    await mkdir(store.#drafts, { recursive: true });
    await mkdir(store.#folder, { recursive: true });
    for (const name of await readdir(store.#folder)) {
      const folder = join(store.#folder, name);
      const bucket = await Bucket.load(name, folder, store.#drafts);
      if (bucket) store.#buckets.set(name, bucket);
      else await rm(folder, { recursive: true });
    }
    return store;
  }

  buckets(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  /** @throws S3Error InvalidBucketName, NoSuchBucket */
  bucket(name: string): Bucket {
    checkBucketName(name);
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new S3Error('NoSuchBucket', undefined, { BucketName: name });
    return bucket;
  }

  /** @throws S3Error InvalidBucketName, BucketAlreadyOwnedByYou */
  async createBucket(name: string, now: Date): Promise<void> {
    checkBucketName(name);
    const folder = join(this.#folder, name);
    // `mkdir` decides a race: of two requests that create the same bucket, one succeeds.
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      throw new S3Error('BucketAlreadyOwnedByYou', undefined, { BucketName: name });
    });
    this.#buckets.set(name, await Bucket.create(name, folder, this.#drafts, now));
    await syncFolder(this.#folder);
  }

  /** @throws S3Error NoSuchBucket, BucketNotEmpty */
  async deleteBucket(name: string): Promise<void> {
    await this.bucket(name).destroy();
    this.#buckets.delete(name);
    await syncFolder(this.#folder);
  }

  createDraft(): Promise<Draft> {
    return Draft.create(this.#drafts);
  }
}
