// Compares the bucket with the tables, for when one of them was restored or lost. The sweep never needs this.
import { unixTime } from './circumstances';
import type { ImageRecord } from './model';
import { imagesOfKey, isOwnKey, objectKeys, recordedKeys, variantFolder } from './object-keys';
import type { Ports } from './ports';

/** An object younger than this, in seconds, may be of something under way, and is left out. */
const SETTLING_TIME = 2 * 3600;
const BATCH = 100;

export interface Findings {
  /** Keys of our own that belong to nobody. */
  orphans(keys: string[]): Promise<void>;
  /** Keys that are not of our making, and of which nothing is on record: another program may need what stands there. */
  foreign(keys: string[]): Promise<void>;
  /** A key that a profile shows, or could bring back, and that is not there. */
  missing(key: string): Promise<void>;
}

/**
 * Goes through the bucket, then through the tables, page by page, and tells what it finds.
 * @returns how much was looked at
 * @throws UnavailableError
 */
export async function reconcile(
  ports: Ports,
  findings: Findings,
): Promise<{ objects: number; images: number }> {
  const counts = { objects: 0, images: 0 };
  for (const prefix of ['profiles/', 'uploads/']) {
    let from: string | null = null;
    do {
      const page = await ports.storage.list(prefix, from);
      counts.objects += page.items.length;
      const orphans = [];
      const foreign = [];
      for (const { key, modifiedAt } of page.items) {
        const settled = unixTime(ports.clock) - modifiedAt > SETTLING_TIME;
        const standing = settled && (await standingOf(ports, key));
        if (standing === 'orphan') orphans.push(key);
        if (standing === 'foreign') foreign.push(key);
      }
      if (orphans.length > 0) await findings.orphans(orphans);
      if (foreign.length > 0) await findings.foreign(foreign);
      from = page.next;
    } while (from !== null);
  }

  let from: string | null = null;
  do {
    const page = await ports.store.listUsers(BATCH, from);
    for (const userId of page.items) counts.images += await findMissing(ports, userId, findings);
    from = page.next;
  } while (from !== null);
  return counts;
}

/** Owned is what a record says is wanted, or will be deleted by the sweep. */
async function standingOf(ports: Ports, key: string): Promise<'owned' | 'orphan' | 'foreign'> {
  const { imageVariants } = ports.policy;
  const names = imagesOfKey(key);
  const [owner] = names;
  if (!owner) return 'foreign';
  let isLeftOver = false;
  for (const { userId, imageId } of names) {
    const image = await ports.store.readImage(userId, imageId);
    if (!image) continue;
    const isNamed = [image.uploadKey, ...objectKeys(image, imageVariants)].includes(key);
    if (image.state !== 'deleted' && isNamed) return 'owned';
    // The record of a deleted image no longer names its variants.
    isLeftOver ||= image.state === 'deleted' && (isNamed || key.startsWith(variantFolder(image)));
  }
  // An image from before proofs that nobody has adopted yet stands in the user's attributes alone.
  const user = await ports.store.readUser(owner.userId);
  if (user?.images.newest?.key === key) return 'owned';
  return isLeftOver || isOwnKey(key, imageVariants) ? 'orphan' : 'foreign';
}

async function findMissing(ports: Ports, userId: string, findings: Findings): Promise<number> {
  let count = 0;
  let from: string | null = null;
  do {
    const page = await ports.store.listImages(userId, BATCH, from, unixTime(ports.clock));
    for (const image of page.items.filter(isViewable)) {
      count += 1;
      for (const key of recordedKeys(image)) {
        if (!(await ports.storage.has(key))) await findings.missing(key);
      }
    }
    from = page.next;
  } while (from !== null);
  return count;
}

function isViewable({ state, proven }: ImageRecord): boolean {
  return (state === 'shown' || state === 'kept') && proven !== null;
}
