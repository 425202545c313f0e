// Erasure of a user: deletes every object and record and verifies that none is left. It deletes the `Users` item first, since every write
// requires it, and waits for work in progress, so that nothing is written afterwards.

import { recordedKeys, userFolders } from '@/lib/server/profile/domain/object-keys';
import type { ListedObject, Page, Ports } from '@/lib/server/profile/ports';
import { inParallel, type Run, readAhead } from '@/lib/server/profile/shared/in-parallel';
import { unixTime } from '@/lib/server/shared/clock';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

const BATCH = 100;
/** Pages of objects deleted in parallel. */
const PARALLEL = 4;
/** Maximum number of objects that one request deletes. */
const PAGE = 1000;

/** Time allowed for a PUT that began just before its URL expired, in seconds. */
const LAST_PUT = 60;

export interface ErasureRecord {
  userId: string;
  /** Unix time in seconds of the check that found everything deleted. */
  erasedAt: number;
  images: number;
  objects: number;
  /** True if the item in `Users` stays, since another program owns it. */
  userKept: boolean;
  /**
   * Unix time in seconds at which the last upload URL expired; null if there was none. A PUT that began before then and
   * ended after `erasedAt` is deleted by its S3 event, or else by the one-day lifecycle rule on `uploads/`.
   */
  uploadsClosedAt: number | null;
  /** What was still found afterwards; empty if the erasure is complete. */
  left: string[];
}

export interface ErasureProgress {
  images: number;
  objects: number;
  /** Unix time in seconds until which the run waits for uploads. */
  waitsUntil: number;
}

interface ErasureRun extends Run<ErasureProgress> {
  /** Whether to wait until no upload URL is valid any more: six minutes at most. */
  waitForUploads?: boolean;
}

/**
 * Erases a user. It is idempotent. While an upload is processed, it waits: half a minute at most. An object that cannot be deleted
 * does not stop the others.
 * @throws UnavailableError
 */
export async function eraseUser(
  ports: Ports,
  userId: string,
  { signal, onProgress, waitForUploads = true }: ErasureRun = {},
): Promise<ErasureRecord> {
  const { store, clock } = ports;
  await store.deleteUser(userId);
  const link = await store.deleteLink(userId);
  const found = await survey(ports, userId);
  const { images, uploadsClosedAt, elsewhere } = found;
  const lastPut = waitForUploads && uploadsClosedAt !== null ? uploadsClosedAt + LAST_PUT : 0;
  const quietAt = Math.max(found.leasedUntil, lastPut);
  const progress: ErasureProgress = { images, objects: 0, waitsUntil: quietAt };
  onProgress?.(progress);
  await clock.sleep(Math.max(0, (quietAt - unixTime(clock)) * 1000), signal);
  const undone: string[] = [];

  if (!signal?.aborted) {
    const deleted = (count: number) => {
      progress.objects += count;
      onProgress?.(progress);
    };
    for (const folder of userFolders(userId)) {
      undone.push(...(await emptyFolder(ports, folder, deleted, signal)));
    }
    for (let start = 0; start < elsewhere.length; start += PAGE) {
      const page = elsewhere.slice(start, start + PAGE);
      undone.push(...(await deletePage(ports, page, deleted)));
    }
  }
  // Delete records last: if a run is stopped, the next one still knows how long to wait and what to delete.
  if (!signal?.aborted) {
    const code = await ports.phoneCodes.readOf(userId);
    if (code) await ports.phoneCodes.end(code);
    await store.deleteRecords(userId);
  }
  const left = await findLeft(ports, userId, elsewhere);
  if (link !== null && (await store.hasLink(link))) left.push('the link');
  return {
    userId,
    erasedAt: unixTime(clock),
    images,
    objects: progress.objects + undone.filter((key) => !left.includes(key)).length,
    userKept: !ports.policy.ownsUsers,
    uploadsClosedAt,
    left,
  };
}

interface Survey extends Pick<ErasureRecord, 'images' | 'uploadsClosedAt'> {
  /** Unix time in seconds at which the last lease expires; 0 if there is none. */
  leasedUntil: number;
  /** Keys in records that are outside the user's folders, as a newer version of the app may write them. */
  elsewhere: string[];
}

/** Counts the images, and finds when the last lease and the last upload URL expire. */
async function survey(ports: Ports, userId: string): Promise<Survey> {
  const found: Survey = { images: 0, leasedUntil: 0, uploadsClosedAt: null, elsewhere: [] };
  const folders = userFolders(userId);
  const isInFolder = (key: string) => folders.some((folder) => key.startsWith(folder));
  let from: string | null = null;
  do {
    const page = await ports.store.listImages(userId, BATCH, from, unixTime(ports.clock));
    for (const image of page.items) {
      const { lease, issuedAt, uploadKey, framing } = image;
      found.images += 1;
      found.elsewhere.push(...recordedKeys(image).filter((key) => !isInFolder(key)));
      found.leasedUntil = Math.max(found.leasedUntil, lease?.until ?? 0);
      const issues = [
        ...(uploadKey === null ? [] : [issuedAt]),
        ...(framing ? [framing.issuedAt] : []),
      ];
      for (const at of issues) {
        found.uploadsClosedAt = Math.max(found.uploadsClosedAt ?? 0, at + URL_LIFETIME_SECONDS);
      }
    }
    from = page.next;
  } while (from !== null);
  return found;
}

/** @returns the keys of the pages that could not be deleted completely */
async function emptyFolder(
  ports: Ports,
  folder: string,
  deleted: (count: number) => void,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const undone: string[] = [];
  const pages = readAhead((after) => ports.storage.list(folder, after), null);
  const work = async (keys: string[]) => {
    undone.push(...(await deletePage(ports, keys, deleted)));
  };
  await inParallel(keysOf(pages), PARALLEL, work, signal);
  return undone;
}

/** @returns the keys, if any of them could not be deleted */
async function deletePage(
  { storage, log }: Ports,
  keys: string[],
  deleted: (count: number) => void,
): Promise<string[]> {
  try {
    await storage.delete(keys);
    deleted(keys.length);
    return [];
  } catch (error) {
    log.error({ err: error, keys: keys.length }, 'Not all objects of a page could be deleted');
    return keys;
  }
}

async function* keysOf(pages: AsyncIterable<Page<ListedObject>>): AsyncGenerator<string[]> {
  for await (const { items } of pages) if (items.length > 0) yield items.map(({ key }) => key);
}

async function findLeft(ports: Ports, userId: string, elsewhere: string[]): Promise<string[]> {
  const left: string[] = [];
  const user = await ports.store.readUser(userId);
  if (user && (ports.policy.ownsUsers || user.images.rev > 0)) left.push('the user');
  const images = await ports.store.listImages(userId, 1, null, 0);
  if (images.items.length > 0 || images.next !== null) left.push('records of images');
  const events = await ports.store.listEvents(userId, 0);
  if (events.length > 0) left.push('records of events');
  for (const folder of userFolders(userId)) {
    const { items } = await ports.storage.list(folder, null);
    left.push(...items.map(({ key }) => key));
  }
  for (const key of elsewhere) if (await ports.storage.has(key)) left.push(key);
  return left;
}
