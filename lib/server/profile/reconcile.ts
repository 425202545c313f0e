// Compares the bucket with the tables, for when one of them was restored or lost. The sweep never needs this.
//
// First the bucket, in the order of its keys: a page of objects is compared with the records of its images, read in batches.
// Then the records, in the order of the table: the objects of each image are listed. No more than two pages are in memory.
import { unixTime } from './circumstances';
import { inParallel, type Run, readAhead } from './in-parallel';
import type { ImageRecord } from './model';
import {
  imagePrefix,
  imagesOfKey,
  isOwnKey,
  objectKeys,
  recordedKeys,
  variantFolder,
} from './object-keys';
import type { ImageName, ListedObject, Ports } from './ports';

/** An object younger than this, in seconds, may belong to an upload in progress, and is left out. */
const SETTLING_TIME = 2 * 3600;
/** Images whose objects are listed at once. */
const PARALLEL = 16;

export interface Findings {
  /** Objects of our own that belong to nobody. */
  orphans(objects: ListedObject[]): Promise<void>;
  /** Keys that are not of our making, and of which nothing is on record: another program may need what stands there. */
  foreign(keys: string[]): Promise<void>;
  /** A key that a profile shows, or could bring back, and that is not there. */
  missing(key: string): Promise<void>;
}

export interface ReconcileReport {
  objects: number;
  images: number;
  /** Where a later run goes on; null at the end. */
  next: string | null;
}

export interface ReconcileRun extends Run<ReconcileReport> {
  /** The `next` of an earlier run that was stopped. */
  from?: string | undefined;
}

/** Folders of the bucket; as a place to go on they stand for their beginning. */
const FOLDERS = ['profiles', 'uploads'] as const;
/** A place among the records is this and the store's own. */
const RECORDS = 'records:';

/** True for a text that `ReconcileReport.next` may have been. */
export function isCursor(text: string): boolean {
  return /^(profiles|uploads)(\/|$)|^records:/.test(text);
}

/**
 * Goes through the bucket, then through the records, and tells what it finds.
 * @returns how much was looked at, and where to go on if the run was stopped
 * @throws UnavailableError; the last report that `onProgress` was given says where to go on
 */
export async function reconcile(
  ports: Ports,
  findings: Findings,
  { from, signal, onProgress }: ReconcileRun = {},
): Promise<ReconcileReport> {
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
    // Stopped within a page, a later run does that page again.
    if (signal?.aborted) return report;
    report.images += images.length;
    if (advance(page.next && RECORDS + page.next)) return report;
  }
  return report;
}

async function compareObjects(
  ports: Ports,
  listed: ListedObject[],
  findings: Findings,
): Promise<void> {
  const youngest = unixTime(ports.clock) - SETTLING_TIME;
  const old = listed.filter(({ modifiedAt }) => modifiedAt < youngest);
  const standing = await standingOf(
    ports,
    old.map(({ key }) => key),
  );
  const orphans = old.filter(({ key }) => standing.get(key) === 'orphan');
  const foreign = old.filter(({ key }) => standing.get(key) === 'foreign');
  if (orphans.length > 0) await findings.orphans(orphans);
  if (foreign.length > 0) await findings.foreign(foreign.map(({ key }) => key));
}

/**
 * Deletes orphans, unless they are none any more: the records are read again, and an object that was written since it was
 * listed stays.
 * @returns the keys that were deleted, and those that were not
 * @throws UnavailableError
 */
export async function deleteOrphans(
  ports: Ports,
  orphans: ListedObject[],
): Promise<{ deleted: string[]; kept: string[] }> {
  const standing = await standingOf(
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

type Standing = 'owned' | 'orphan' | 'foreign';

/** Owned is what a record says is wanted, or will be deleted by the sweep. */
async function standingOf(ports: Ports, keys: string[]): Promise<Map<string, Standing>> {
  const { imageVariants } = ports.policy;
  const names = new Map(keys.map((key) => [key, imagesOfKey(key)]));
  const images = new Map<string, ImageRecord>();
  const recordsOf = (key: string) =>
    (names.get(key) ?? []).flatMap((name) => images.get(nameOf(name)) ?? []);
  const isNamed = (key: string, image: ImageRecord) =>
    [image.uploadKey, ...objectKeys(image, imageVariants)].includes(key);
  const isWanted = (key: string) =>
    recordsOf(key).some((image) => image.state !== 'deleted' && isNamed(key, image));
  // The record of a deleted image no longer names its variants.
  const isLeftOver = (key: string) =>
    recordsOf(key).some(
      (image) =>
        image.state === 'deleted' && (isNamed(key, image) || key.startsWith(variantFolder(image))),
    );

  // A key may be of one image or of another; as a rule the first one that it may be of has it.
  for (const place of [0, 1]) {
    const asked = keys
      .filter((key) => !isWanted(key))
      .flatMap((key) => names.get(key)?.[place] ?? []);
    if (asked.length === 0) break;
    const distinct = new Map(asked.map((name) => [nameOf(name), name]));
    const found = await ports.store.readImages([...distinct.values()]);
    for (const image of found) images.set(nameOf(image), image);
  }

  // An image from before proofs that nobody has adopted yet stands in the user's attributes alone.
  const others = keys.filter((key) => !isWanted(key)).flatMap((key) => names.get(key)?.[0] ?? []);
  const users = await ports.store.readUsers([...new Set(others.map(({ userId }) => userId))]);
  const newest = new Map(users.map((user) => [user.userId, user.images.newest?.key]));
  return new Map(
    keys.map((key): [string, Standing] => {
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

/** Lists what stands where this app puts an image's objects: one request finds them all. */
async function findMissing(ports: Ports, image: ImageRecord, findings: Findings): Promise<void> {
  const page = await ports.storage.list(imagePrefix(image), null);
  const listed = new Set(page.items.map(({ key }) => key));
  const absent = [];
  for (const key of recordedKeys(image)) {
    if (!listed.has(key) && !(await ports.storage.has(key))) absent.push(key);
  }
  if (absent.length === 0 || !(await isStillViewable(ports, image))) return;
  for (const key of absent) await findings.missing(key);
}

/** Since the page was read the image may have been replaced and swept, or its owner erased. */
async function isStillViewable({ store }: Ports, { userId, imageId }: ImageName): Promise<boolean> {
  const image = await store.readImage(userId, imageId);
  return image !== null && isViewable(image) && (await store.readUser(userId)) !== null;
}

function isViewable({ state, proven }: ImageRecord): boolean {
  return (state === 'shown' || state === 'kept') && proven !== null;
}
