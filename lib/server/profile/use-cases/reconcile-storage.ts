// Compares the bucket with the tables, for use after one of them was restored or lost. The sweep never needs this.
//
// First the bucket, in key order: each page of objects is compared with the records of its images, read in batches.
// Then the records, in table order: the objects of each image are listed. At most two pages are in memory.

import { isViewable } from '@/lib/server/profile/domain/image-states';
import type { ImageName, ImageRecord } from '@/lib/server/profile/domain/model';
import {
  imagePrefix,
  imagesOfKey,
  isInitialsKey,
  isOwnKey,
  objectKeys,
  recordedKeys,
  uploadKeys,
  variantFolder,
} from '@/lib/server/profile/domain/object-keys';
import type { ListedObject, Ports } from '@/lib/server/profile/ports';
import { inParallel, type Run, readAhead } from '@/lib/server/profile/shared/in-parallel';
import { type RetriedReads, retriedReads } from '@/lib/server/profile/shared/retried-reads';
import { unixTime } from '@/lib/server/shared/clock';

/** Younger objects, in seconds, may belong to an upload in progress and are skipped. */
const MIN_AGE = 2 * 3600;
/** Number of images whose objects are listed in parallel. */
const PARALLEL = 16;

export interface Findings {
  /** Objects of this app without a record. */
  orphans(objects: ListedObject[]): Promise<void>;
  /** Keys that this app did not create, without a record: another program may need them. */
  foreign(keys: string[]): Promise<void>;
  /** The key of a shown or kept image whose object is missing. */
  missing(key: string): Promise<void>;
}

export interface ReconcileReport {
  objects: number;
  images: number;
  /** The cursor for a later run; null at the end. */
  next: string | null;
}

export interface ReconcileRun extends Run<ReconcileReport> {
  /** The `next` of an earlier run that was stopped. */
  from?: string | undefined;
}

/** Folders of the bucket; as a cursor, a folder means its beginning. */
const FOLDERS = ['profiles', 'uploads'] as const;
/** A cursor in the records: this prefix and the cursor of the store. */
const RECORDS = 'records:';

type ReadPorts = Pick<Ports, 'clock' | 'policy'> & RetriedReads;

/** True for a valid value of `ReconcileReport.next`. */
export function isCursor(text: string): boolean {
  return /^(profiles|uploads)(\/|$)|^records:/.test(text);
}

/**
 * Goes through the bucket, then through the records, and reports the findings.
 * @returns the counts, and the cursor if the run was stopped
 * @throws UnavailableError; the last report passed to `onProgress` has the cursor
 */
export async function reconcile(
  given: Ports,
  findings: Findings,
  { from, signal, onProgress }: ReconcileRun = {},
): Promise<ReconcileReport> {
  const ports = { ...given, ...retriedReads(given, signal) };
  const report: ReconcileReport = { objects: 0, images: 0, next: from ?? FOLDERS[0] };
  const advance = (next: string | null) => {
    report.next = next;
    onProgress?.(report);
    return signal?.aborted === true;
  };

  for (const [index, folder] of FOLDERS.entries()) {
    if (report.next?.startsWith(folder) !== true) continue;
    const list = (after: string | null) => ports.storage.list(`${folder}/`, after);
    for await (const page of readAhead(list, report.next)) {
      await compareObjects(ports, page.items, findings);
      report.objects += page.items.length;
      if (advance(page.next ?? FOLDERS[index + 1] ?? RECORDS)) return report;
    }
  }

  const start = report.next?.slice(RECORDS.length) || null;
  for await (const page of readAhead((after) => ports.store.listAllImages(after), start)) {
    const images = page.items.filter(isViewable);
    await inParallel(images, PARALLEL, (image) => findMissing(ports, image, findings), signal);
    // If a run is stopped within a page, a later run repeats that page.
    if (signal?.aborted) return report;
    report.images += images.length;
    if (advance(page.next && RECORDS + page.next)) return report;
  }
  return report;
}

async function compareObjects(
  ports: ReadPorts,
  listed: ListedObject[],
  findings: Findings,
): Promise<void> {
  const youngest = unixTime(ports.clock) - MIN_AGE;
  const old = listed.filter(({ modifiedAt }) => modifiedAt < youngest);
  const standing = await ownershipOf(
    ports,
    old.map(({ key }) => key),
  );
  const orphans = old.filter(({ key }) => standing.get(key) === 'orphan');
  const foreign = old.filter(({ key }) => standing.get(key) === 'foreign');
  if (orphans.length > 0) await findings.orphans(orphans);
  if (foreign.length > 0) await findings.foreign(foreign.map(({ key }) => key));
}

/**
 * Deletes objects that are still orphans: the records are read again, and an object that was overwritten since it was listed
 * stays.
 * @returns the deleted keys, and the others
 * @throws UnavailableError
 */
export async function deleteOrphans(
  ports: Ports,
  orphans: ListedObject[],
): Promise<{ deleted: string[]; kept: string[] }> {
  const standing = await ownershipOf(
    ports,
    orphans.map(({ key }) => key),
  );
  const still = orphans.filter(({ key }) => standing.get(key) === 'orphan');
  const unchanged = await ports.storage.deleteUnchanged(still);
  const deleted = new Set(unchanged);
  return {
    deleted: unchanged,
    kept: orphans.map(({ key }) => key).filter((key) => !deleted.has(key)),
  };
}

type Ownership = 'owned' | 'orphan' | 'foreign';

/** An object is owned if a record needs it, or if the sweep will delete it. */
async function ownershipOf(ports: ReadPorts, keys: string[]): Promise<Map<string, Ownership>> {
  const { imageVariants } = ports.policy;
  const names = new Map(keys.map((key) => [key, imagesOfKey(key)]));
  const images = new Map<string, ImageRecord>();
  const recordsOf = (key: string) =>
    (names.get(key) ?? []).flatMap((name) => images.get(nameOf(name)) ?? []);
  const isNamed = (key: string, image: ImageRecord) =>
    [...uploadKeys(image), ...objectKeys(image, imageVariants)].includes(key);
  const isWanted = (key: string) =>
    recordsOf(key).some((image) => image.state !== 'deleted' && isNamed(key, image));
  // The record of a deleted image no longer contains its variants.
  const isLeftOver = (key: string) =>
    recordsOf(key).some(
      (image) =>
        image.state === 'deleted' && (isNamed(key, image) || key.startsWith(variantFolder(image))),
    );

  // A key may match two images; usually the first one is right.
  for (const place of [0, 1]) {
    const asked = keys
      .filter((key) => !isWanted(key))
      .flatMap((key) => names.get(key)?.[place] ?? []);
    if (asked.length === 0) break;
    const distinct = new Map(asked.map((name) => [nameOf(name), name]));
    const found = await ports.store.readImages([...distinct.values()]);
    for (const image of found) images.set(nameOf(image), image);
  }

  // A legacy image that is not imported yet is only in the user's attributes.
  const others = keys.filter((key) => !isWanted(key)).flatMap((key) => names.get(key)?.[0] ?? []);
  const users = await ports.store.readUsers([...new Set(others.map(({ userId }) => userId))]);
  const newest = new Map(users.map((user) => [user.userId, user.images.newest?.key]));
  return new Map(
    keys.map((key): [string, Ownership] => {
      if (isInitialsKey(key)) return [key, 'owned'];
      const [owner] = names.get(key) ?? [];
      if (!owner) return [key, 'foreign'];
      if (isWanted(key) || newest.get(owner.userId) === key) return [key, 'owned'];
      return [key, isLeftOver(key) || isOwnKey(key, imageVariants) ? 'orphan' : 'foreign'];
    }),
  );
}

function nameOf({ userId, imageId }: ImageName): string {
  return JSON.stringify([userId, imageId]);
}

/** Lists the prefix of an image's objects: one request finds them all. */
async function findMissing(
  ports: ReadPorts,
  image: ImageRecord,
  findings: Findings,
): Promise<void> {
  const page = await ports.storage.list(imagePrefix(image), null);
  const listed = new Set(page.items.map(({ key }) => key));
  const absent = [];
  for (const key of recordedKeys(image)) {
    if (!listed.has(key) && !(await ports.storage.has(key))) absent.push(key);
  }
  if (absent.length === 0 || !(await isStillViewable(ports, image))) return;
  for (const key of absent) await findings.missing(key);
}

/** Reads again: since the page was read, the image may have been replaced and swept, or the user erased. */
async function isStillViewable(
  { store }: ReadPorts,
  { userId, imageId }: ImageName,
): Promise<boolean> {
  const image = await store.readImage(userId, imageId);
  return image !== null && isViewable(image) && (await store.readUser(userId)) !== null;
}
