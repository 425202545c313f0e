// The sweep: what is due is expired, or deleted for good. The due index only suggests, for it lags: each step reads the
// image anew and commits under conditions. Killed anywhere, or run twice at once, it comes to the same end.
import { momentOf, untilSettled } from './circumstances';
import { UnavailableError } from './errors';
import {
  claimForDeletion,
  expire,
  finishDeletion,
  isDisposable,
  type Moment,
  supersede,
  uploadCleaned,
} from './image-life';
import type { Run } from './in-parallel';
import type { Actor, ImageRecord } from './model';
import { objectKeys } from './object-keys';
import type { ImageName, Ports } from './ports';
import { isLeased } from './settle-image';

const BATCH = 50;
/** At once, within a batch. */
const PARALLEL = 8;
/** So many images one run looks at; what is left, the next run finds. */
const MOST = 1000;

const SWEEPER: Actor = { userId: null, via: 'sweep', address: null };

export interface SweepReport {
  examined: number;
  expired: number;
  superseded: number;
  /** Images whose objects are all gone. */
  deleted: number;
  /** Shown images whose upload key was cleaned up. */
  uploadsCleaned: number;
  /** Images that a service did not let us finish: the next run does. */
  failed: number;
  /** True if more may be due than one run takes. */
  more: boolean;
}

/**
 * Works off what is due. One image that cannot be swept keeps no other one from it.
 * @throws UnavailableError if not even the index can be read
 * @throws the first failure that waiting will not heal, once all the rest has been worked off
 */
export async function sweep(
  ports: Ports,
  { signal, onProgress }: Run<SweepReport> = {},
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
  let from: string | null = null;
  do {
    const page = await ports.store.listDue(now, BATCH, from);
    for (let start = 0; start < page.items.length; start += PARALLEL) {
      const names = page.items.slice(start, start + PARALLEL);
      await Promise.all(names.map((name) => sweepImage(ports, name, report, faults)));
      onProgress?.(report);
      if (signal?.aborted) break;
    }
    from = page.next;
  } while (from !== null && report.examined < MOST && !signal?.aborted);
  report.more = from !== null || signal?.aborted === true;
  ports.log.info({ sweep: report }, `Sweep finished: ${report.deleted} deleted`);
  if (faults.length > 0) throw faults[0];
  return report;
}

async function sweepImage(
  ports: Ports,
  name: ImageName,
  report: SweepReport,
  faults: unknown[],
): Promise<void> {
  report.examined += 1;
  try {
    // Each step may make the image due for the next one.
    while (await untilSettled(ports.clock, () => step(ports, name, report)));
  } catch (error) {
    report.failed += 1;
    if (!(error instanceof UnavailableError)) faults.push(error);
    ports.log.warn({ err: error, imageId: name.imageId }, 'An image could not be swept yet');
  }
}

/** Takes the image one step on; false when nothing is left to do now. */
async function step(ports: Ports, name: ImageName, report: SweepReport): Promise<boolean> {
  const image = await ports.store.readImage(name.userId, name.imageId);
  const moment = momentOf(ports, SWEEPER);
  if (!image || image.dueAt === null || image.dueAt > moment.now) return false;
  if (isLeased(image, moment.now * 1000)) return false;
  if (image.state === 'issued') return endIssued(ports, image, moment, report);
  if (image.state === 'deleting') return finish(ports, image, moment, report);
  if (image.state === 'shown') {
    if (image.uploadKey) await ports.storage.delete([image.uploadKey]);
    await ports.store.commit(uploadCleaned(image));
    report.uploadsCleaned += 1;
    return false;
  }
  if (!isDisposable(image.state)) return false;
  await ports.store.commit(claimForDeletion(image, moment));
  return true;
}

async function endIssued(
  ports: Ports,
  image: ImageRecord,
  moment: Moment,
  report: SweepReport,
): Promise<true> {
  const user = await ports.store.readUser(image.userId);
  if (user && image.seq !== user.images.imageSeq) {
    await ports.store.commit(supersede(user, image, moment));
    report.superseded += 1;
  } else {
    await ports.store.commit(expire(user, image, moment));
    report.expired += 1;
  }
  return true;
}

async function finish(
  ports: Ports,
  image: ImageRecord,
  moment: Moment,
  report: SweepReport,
): Promise<false> {
  const keys = objectKeys(image, ports.policy.imageVariants);
  await ports.storage.delete([...keys, ...(image.uploadKey ? [image.uploadKey] : [])]);
  await ports.store.commit(finishDeletion(image, moment));
  report.deleted += 1;
  ports.counts.swept();
  return false;
}
