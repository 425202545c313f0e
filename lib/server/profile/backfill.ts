// Does ahead of time what a photo needs: validates the photos from before validation, so that no page has to wait for it, and makes the
// sizes that a photo lacks.
import { addMissingVariants, missingVariants } from './add-variants';
import { unixTime } from './circumstances';
import { ProfileError, ServiceRefusalError } from './errors';
import { findUser } from './find-user';
import type { Actor } from './model';
import type { Ports } from './ports';
import { settleImage } from './settle-image';

const BATCH = 100;
const OPERATOR: Actor = { userId: null, via: 'operator', address: null };

export interface BackfillReport {
  users: number;
  proven: number;
  /** Photos that got the sizes they lacked. */
  completed: number;
  /** Keys that failed their proof, and are hidden now: why. */
  hidden: { userId: string; key: string; reason: string }[];
  /** Keys with nothing behind them, or that could not be read now. */
  left: { userId: string; key: string; reason: string }[];
}

/**
 * Goes through all users. Stopped anywhere, the next run goes on with what is not done yet.
 * @throws UnavailableError if the users cannot be read
 */
export async function backfill(ports: Ports): Promise<BackfillReport> {
  const report: BackfillReport = { users: 0, proven: 0, completed: 0, hidden: [], left: [] };
  let from: string | null = null;
  do {
    const page = await ports.store.listUsers(BATCH, from);
    for (const userId of page.items) {
      report.users += 1;
      await proveUser(ports, userId, report);
      await completeUser(ports, userId, report);
    }
    from = page.next;
  } while (from !== null);
  return report;
}

async function proveUser(ports: Ports, userId: string, report: BackfillReport): Promise<void> {
  let key = '';
  try {
    const { images } = await findUser(ports, userId, OPERATOR);
    if (!images.shown || images.shown.proven) return;
    key = images.shown.key;
    await settleImage(ports, userId, images.shown.imageId, OPERATOR);
    report.proven += 1;
  } catch (error) {
    if (!(error instanceof ProfileError) || error instanceof ServiceRefusalError) throw error;
    // Erased since their id was read.
    if (error.code === 'user_not_found') return;
    const rejected = error.code === 'image_rejected';
    report[rejected ? 'hidden' : 'left'].push({ userId, key, reason: error.reason ?? error.code });
  }
}

/** Makes the sizes that the user's photos lack, of the one that is shown and of those that can be brought back. */
async function completeUser(ports: Ports, userId: string, report: BackfillReport): Promise<void> {
  let from: string | null = null;
  do {
    const page = await ports.store.listImages(userId, BATCH, from, unixTime(ports.clock));
    for (const image of page.items) {
      if (missingVariants(image, ports.policy.imageVariants).length === 0) continue;
      try {
        if (await addMissingVariants(ports, userId, image.imageId)) report.completed += 1;
      } catch (error) {
        if (!(error instanceof ProfileError) || error instanceof ServiceRefusalError) throw error;
        report.left.push({ userId, key: image.key, reason: error.reason ?? error.code });
      }
    }
    from = page.next;
  } while (from !== null);
}
