// The sweep expires or deletes due images. The due index is only a hint, since it lags behind the table: each step reads the image again
// and commits conditionally. It is safe to kill it at any point and to run it concurrently. At the end it delivers due events.

import {
  claimForDeletion,
  finishDeletion,
  uploadCleaned,
} from '@/lib/server/profile/domain/deletion-steps';
import { ISSUE_LIFETIME, type Moment } from '@/lib/server/profile/domain/image-life';
import { isDisposable, isLeased } from '@/lib/server/profile/domain/image-states';
import type { Change, ImageName, ImageRecord, UserRecord } from '@/lib/server/profile/domain/model';
import { objectKeys, uploadKeys } from '@/lib/server/profile/domain/object-keys';
import { restore } from '@/lib/server/profile/domain/photo-steps';
import { expire, scheduleExpiry, supersede } from '@/lib/server/profile/domain/upload-steps';
import { userAfter } from '@/lib/server/profile/domain/user-row';
import type { Ports } from '@/lib/server/profile/ports';
import { followOtherWriters, OTHER_WRITER } from '@/lib/server/profile/shared/follow-other-writers';
import { inParallel, type Run } from '@/lib/server/profile/shared/in-parallel';
import { momentOf } from '@/lib/server/profile/shared/moment';
import { retryOnConflict } from '@/lib/server/profile/shared/retry-on-conflict';
import type { Actor } from '@/lib/server/shared/caller';
import { ChangeConflictError, UnavailableError } from '@/lib/server/shared/errors';
import { deliverDue } from './deliver-events';

/** Images of a batch, whose objects are deleted by one request: S3 accepts 1,000 keys, and an image has up to nine. */
const BATCH = 100;
/** Images processed in parallel, within a batch. */
const PARALLEL = 8;
/** Limits of one run: images, and seconds; the next run continues. Functions may run for 300 s. */
const MAX_IMAGES = 1000;
const MAX_SECONDS = 240;

const SWEEPER: Actor = { userId: null, via: 'sweep', address: null };

/**
 * The look-ahead of a sweep that runs every minute, in seconds. It cuts the longest wait of an image whose upload URL has expired
 * from 60 s to 35 s: other readers of `Users` must not see its key for longer than 360 s after it was issued.
 */
export const LOOK_AHEAD = 25;

export interface SweepRun extends Run<SweepReport> {
  /** In seconds: the run waits for images that become due within this time. */
  lookAhead?: number;
}

interface SweepReport {
  examined: number;
  expired: number;
  superseded: number;
  /** Images whose objects are all deleted. */
  deleted: number;
  /** Shown images whose upload keys were cleaned up. */
  uploadsCleaned: number;
  /** Images that failed because of a service: the next run retries them. */
  failed: number;
  /** True if more images may be due than the run processed. */
  more: boolean;
}

/** The objects of an image that are to be deleted, and what is recorded once they are. */
interface Deletion {
  keys: string[];
  change: Change;
  count: 'deleted' | 'uploadsCleaned';
}

/** The next action for an image: delete objects, take another step, or nothing. */
type Next = Deletion | 'again' | 'done';

/**
 * Processes what is due. An image that fails does not stop the others.
 * @throws UnavailableError if the index cannot be read
 * @throws the first permanent failure, after processing the rest
 */
export async function sweep(
  ports: Ports,
  { signal, onProgress, lookAhead = 0 }: SweepRun = {},
): Promise<SweepReport> {
  const report: SweepReport = {
    examined: 0,
    expired: 0,
    superseded: 0,
    deleted: 0,
    uploadsCleaned: 0,
    failed: 0,
    more: false,
  };
  const faults: unknown[] = [];
  const { now } = momentOf(ports, SWEEPER);
  const isStopped = () =>
    signal?.aborted === true || momentOf(ports, SWEEPER).now >= now + MAX_SECONDS;
  let from: string | null = null;
  do {
    const page = await ports.store.listDue(now + lookAhead, BATCH, from);
    const deletions: Deletion[] = [];
    for (let start = 0; start < page.items.length; start += PARALLEL) {
      const names = page.items.slice(start, start + PARALLEL);
      const found = await Promise.all(
        names.map((name) => sweepImage(ports, name, lookAhead, report, faults)),
      );
      deletions.push(...found.filter((deletion) => deletion !== null));
      onProgress?.(report);
      if (isStopped()) break;
    }
    await deleteAll(ports, deletions, report, faults);
    onProgress?.(report);
    from = page.next;
  } while (from !== null && report.examined < MAX_IMAGES && !isStopped());
  report.more = from !== null || isStopped();
  ports.log.info({ sweep: report }, `Sweep finished: ${report.deleted} deleted`);
  if (ports.events) await deliverDue({ ...ports, events: ports.events }, signal);
  if (faults.length > 0) throw faults[0];
  return report;
}

/** Takes all due steps of an image; returns the objects to delete, if any. */
async function sweepImage(
  ports: Ports,
  name: ImageName,
  lookAhead: number,
  report: SweepReport,
  faults: unknown[],
): Promise<Deletion | null> {
  report.examined += 1;
  try {
    await waitUntilDue(ports, name, lookAhead);
    let next: Next;
    // After each step the image may be due for the next one.
    do next = await retryOnConflict(ports.clock, () => step(ports, name, report));
    while (next === 'again');
    return next === 'done' ? null : next;
  } catch (error) {
    recordFailure(ports, name.imageId, error, report, faults);
    return null;
  }
}

/** Deletes the objects of a batch by one request, or one by one if S3 cannot delete them all. */
async function deleteAll(
  ports: Ports,
  deletions: Deletion[],
  report: SweepReport,
  faults: unknown[],
): Promise<void> {
  if (deletions.length === 0) return;
  const isDone = await ports.storage.delete(deletions.flatMap(({ keys }) => keys)).then(
    () => true,
    () => false,
  );
  await inParallel(deletions, PARALLEL, async ({ keys, change, count }) => {
    try {
      if (!isDone) await ports.storage.delete(keys);
      await ports.store.commit(change);
      report[count] += 1;
      if (count === 'deleted') ports.counts.swept();
    } catch (error) {
      // Changed in the meantime: a concurrent sweep finished it, or the next one does.
      if (error instanceof ChangeConflictError) return;
      recordFailure(ports, change.images[0]?.after.imageId ?? '', error, report, faults);
    }
  });
}

function recordFailure(
  ports: Ports,
  imageId: string,
  error: unknown,
  report: SweepReport,
  faults: unknown[],
): void {
  report.failed += 1;
  if (!(error instanceof UnavailableError)) faults.push(error);
  ports.log.warn({ err: error, imageId }, 'An image could not be swept yet');
}

async function waitUntilDue(ports: Ports, name: ImageName, lookAhead: number): Promise<void> {
  if (lookAhead === 0) return;
  const image = await ports.store.readImage(name.userId, name.imageId);
  const left = (image?.dueAt ?? 0) - momentOf(ports, SWEEPER).now;
  if (left > 0 && left <= lookAhead) await ports.clock.sleep(left * 1000);
}

/** Takes the image to its next state. */
async function step(ports: Ports, name: ImageName, report: SweepReport): Promise<Next> {
  // Also while another process holds the lease: readers of the row must not wait for it.
  const user = await readUser(ports, name.userId);
  const image = await ports.store.readImage(name.userId, name.imageId);
  const moment = momentOf(ports, SWEEPER);
  if (!image || image.dueAt === null || image.dueAt > moment.now) return 'done';
  if (isLeased(image, moment.now * 1000)) return 'done';
  if (image.state === 'issued') return endIssued(ports, user, image, moment, report);
  if (image.state === 'deleting') {
    const keys = [...objectKeys(image, ports.policy.imageVariants), ...uploadKeys(image)];
    return { keys, change: finishDeletion(image, moment), count: 'deleted' };
  }
  if (image.state === 'shown') {
    return { keys: uploadKeys(image), change: uploadCleaned(image), count: 'uploadsCleaned' };
  }
  if (!isDisposable(image.state)) return 'done';
  if (user && image.state === 'kept' && user.images.shown?.imageId === image.imageId) {
    // Another program has restored an old row, including our own attributes.
    await ports.store.commit(restore(user, image, null, { ...moment, actor: OTHER_WRITER }));
  } else {
    await ports.store.commit(claimForDeletion(user, image, moment));
  }
  return 'again';
}

/**
 * Reads the user and follows what other programs wrote; null if the user is gone. A key without a record is left to the next
 * request, which is allowed to look for its object.
 */
async function readUser({ store, ...ports }: Ports, userId: string): Promise<UserRecord | null> {
  const user = await store.readUser(userId);
  const change = user && (await followOtherWriters({ store, ...ports }, user));
  if (!change || change === 'unknown') return user;
  await store.commit(change);
  return userAfter(user, change);
}

async function endIssued(
  ports: Ports,
  user: UserRecord | null,
  image: ImageRecord,
  moment: Moment,
  report: SweepReport,
): Promise<'again'> {
  if (user && image.seq !== user.images.imageSeq) {
    await ports.store.commit(supersede(user, image, moment));
    report.superseded += 1;
  } else if (moment.now < image.issuedAt + ISSUE_LIFETIME) {
    await ports.store.commit(scheduleExpiry(image));
  } else {
    await ports.store.commit(expire(user, image, moment));
    report.expired += 1;
  }
  return 'again';
}
