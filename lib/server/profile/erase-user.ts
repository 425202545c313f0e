// Erasure of a person: every name, object and record, and the proof that none is left. The user goes first, since every
// write requires them; what was under way by then is waited for, so that nothing comes after.
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { unixTime } from './circumstances';
import { inParallel, type Run, readAhead } from './in-parallel';
import { recordedKeys, userFolders } from './object-keys';
import type { ListedObject, Page, Ports } from './ports';

const BATCH = 100;
/** Pages of objects that are deleted at once. */
const PARALLEL = 4;
/** So many objects one request deletes at the most. */
const PAGE = 1000;

/** A PUT that began just before its URL lost its power is given so long to end, in seconds. */
const LAST_PUT = 60;

export interface ErasureRecord {
  userId: string;
  /** Unix time in seconds at which it was looked and found gone. */
  erasedAt: number;
  images: number;
  objects: number;
  /**
   * Unix time in seconds at which the last URL that took an upload had lost its power; null where there was none. A PUT that began
   * by then and took longer than `erasedAt` is deleted when its S3 event comes, else by the one-day rule on `uploads/`.
   */
  uploadsClosedAt: number | null;
  /** What was still found after it all; empty when the person is erased. */
  left: string[];
}

export interface ErasureProgress {
  images: number;
  objects: number;
  /** Unix time in seconds until which uploads are waited for. */
  waitsUntil: number;
}

/**
 * Erases a person. It may be run again, and comes to the same end. While an upload of theirs is under way, or one asked for
 * can still begin, it waits: six minutes at the most. An object that cannot be deleted keeps no other one from being deleted.
 * @throws UnavailableError
 */
export async function eraseUser(
  ports: Ports,
  userId: string,
  { signal, onProgress }: Run<ErasureProgress> = {},
): Promise<ErasureRecord> {
  const { store, clock } = ports;
  await store.deleteUser(userId);
  const { images, quietAt, uploadsClosedAt, elsewhere } = await survey(ports, userId);
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
  // Records go last: a run that is stopped leaves the next one what tells how long to wait, and what to delete.
  if (!signal?.aborted) await store.deleteRecords(userId);
  const left = await findLeft(ports, userId, elsewhere);
  return {
    userId,
    erasedAt: unixTime(clock),
    images,
    objects: progress.objects + undone.filter((key) => !left.includes(key)).length,
    uploadsClosedAt,
    left,
  };
}

interface Survey extends Pick<ErasureRecord, 'images' | 'uploadsClosedAt'> {
  quietAt: number;
  /** Keys outside the user's folders that records name, as a newer version of the app may write them. */
  elsewhere: string[];
}

/** How many images there are, and when the last one that works on them, or may still upload, must have ended. */
async function survey(ports: Ports, userId: string): Promise<Survey> {
  const found: Survey = { images: 0, quietAt: 0, uploadsClosedAt: null, elsewhere: [] };
  const folders = userFolders(userId);
  const isInFolder = (key: string) => folders.some((folder) => key.startsWith(folder));
  let from: string | null = null;
  do {
    const page = await ports.store.listImages(userId, BATCH, from, unixTime(ports.clock));
    for (const image of page.items) {
      const { lease, issuedAt, uploadKey } = image;
      found.images += 1;
      found.elsewhere.push(...recordedKeys(image).filter((key) => !isInFolder(key)));
      found.quietAt = Math.max(found.quietAt, lease?.until ?? 0);
      if (uploadKey === null) continue;
      const closedAt = Math.max(found.uploadsClosedAt ?? 0, issuedAt + URL_LIFETIME_SECONDS);
      found.uploadsClosedAt = closedAt;
      found.quietAt = Math.max(found.quietAt, closedAt + LAST_PUT);
    }
    from = page.next;
  } while (from !== null);
  return found;
}

/** @returns the keys of pages of which not all could be deleted */
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

/** @returns the keys, if not all of them could be deleted */
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
  if (await ports.store.readUser(userId)) left.push('the user');
  const images = await ports.store.listImages(userId, 1, null, 0);
  if (images.items.length > 0 || images.next !== null) left.push('records of images');
  const events = await ports.store.listEvents(userId, 0, 0, 1);
  if (events.length > 0) left.push('records of events');
  for (const folder of userFolders(userId)) {
    const { items } = await ports.storage.list(folder, null);
    left.push(...items.map(({ key }) => key));
  }
  for (const key of elsewhere) if (await ports.storage.has(key)) left.push(key);
  return left;
}
