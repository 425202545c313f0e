// The backfill: validates legacy images, so that no page has to wait for it, and creates the missing sizes of images.

import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { missingVariants } from '@/lib/server/profile/domain/variant-steps';
import type { Page, Ports } from '@/lib/server/profile/ports';
import { addMissingVariants } from '@/lib/server/profile/processing/add-missing-variants';
import { processImage } from '@/lib/server/profile/processing/process-image';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { inParallel, type Run, readAhead } from '@/lib/server/profile/shared/in-parallel';
import type { Actor } from '@/lib/server/shared/caller';
import { unixTime } from '@/lib/server/shared/clock';
import { ProfileError, ServiceRefusalError } from '@/lib/server/shared/errors';

const BATCH = 100;
/** Users processed in parallel: while one image is decoded, others are read and written. */
const PARALLEL = 4;
const OPERATOR: Actor = { userId: null, via: 'operator', address: null };

export interface BackfillReport {
  users: number;
  validated: number;
  /** Images whose missing sizes were created. */
  completed: number;
  /** Keys that failed validation and are hidden now, with the reason. */
  hidden: { userId: string; key: string; reason: string }[];
  /** Keys without an object, or that could not be read this time. */
  left: { userId: string; key: string; reason: string }[];
}

/**
 * Goes through all users. If a run is stopped, the next one continues with what is left. An image that fails does not stop
 * the others.
 * @throws UnavailableError if the users cannot be read; ServiceRefusalError if every other image would fail in the same way
 */
export async function backfill(
  ports: Ports,
  { signal, onProgress }: Run<BackfillReport> = {},
): Promise<BackfillReport> {
  const report: BackfillReport = { users: 0, validated: 0, completed: 0, hidden: [], left: [] };
  const work = async (userId: string) => {
    report.users += 1;
    await processLegacyImage(ports, userId, report);
    await addMissingSizes(ports, userId, report);
    onProgress?.(report);
  };
  await inParallel(allUsers(ports), PARALLEL, work, signal);
  return report;
}

async function* allUsers({ store }: Ports): AsyncGenerator<string> {
  const pages = readAhead((from) => store.listUsers(BATCH, from), null);
  for await (const page of pages) yield* page.items;
}

async function processLegacyImage(
  ports: Ports,
  userId: string,
  report: BackfillReport,
): Promise<void> {
  let key = '';
  try {
    const { images } = await findUser(ports, userId, OPERATOR);
    if (!images.shown || images.shown.processed) return;
    key = images.shown.key;
    await processImage(ports, userId, images.shown.imageId, { actor: OPERATOR });
    report.validated += 1;
  } catch (error) {
    const isRejected = error instanceof ProfileError && error.code === 'image_rejected';
    reportFailure(ports, isRejected ? report.hidden : report.left, { userId, key }, error);
  }
}

/** Creates the missing sizes of the user's shown and kept images. */
async function addMissingSizes(
  ports: Ports,
  userId: string,
  report: BackfillReport,
): Promise<void> {
  let from: string | null = null;
  do {
    let page: Page<ImageRecord>;
    try {
      page = await ports.store.listImages(userId, BATCH, from, unixTime(ports.clock));
    } catch (error) {
      return reportFailure(ports, report.left, { userId, key: '' }, error);
    }
    for (const image of page.items) {
      if (missingVariants(image, ports.policy.imageVariants).length === 0) continue;
      try {
        if (await addMissingVariants(ports, userId, image.imageId)) report.completed += 1;
      } catch (error) {
        reportFailure(ports, report.left, image, error);
      }
    }
    from = page.next;
  } while (from !== null);
}

/**
 * Adds a failure to a list of the report.
 * @throws ServiceRefusalError if the failure is one: without a permission or a table, every other image would fail too
 */
function reportFailure(
  { log }: Ports,
  list: BackfillReport['left'],
  { userId, key }: Pick<ImageRecord, 'userId' | 'key'>,
  error: unknown,
): void {
  if (error instanceof ServiceRefusalError) throw error;
  if (error instanceof ProfileError) {
    // The user was erased after their id was read.
    if (error.code === 'user_not_found') return;
    list.push({ userId, key, reason: error.reason ?? error.code });
    return;
  }
  log.error({ err: error, userId, key }, 'An image could not be backfilled');
  list.push({ userId, key, reason: error instanceof Error ? error.message : 'unknown' });
}
