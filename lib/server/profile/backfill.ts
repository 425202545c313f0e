// Proves the images from before proofs ahead of time, so that no page has to wait for it.
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
  /** Keys that failed their proof, and are hidden now: why. */
  hidden: { userId: string; key: string; reason: string }[];
  /** Keys with nothing behind them, or that could not be read now. */
  left: { userId: string; key: string; reason: string }[];
}

/**
 * Goes through all users. Stopped anywhere, the next run goes on with what is not proven yet.
 * @throws UnavailableError if the users cannot be read
 */
export async function backfill(ports: Ports): Promise<BackfillReport> {
  const report: BackfillReport = { users: 0, proven: 0, hidden: [], left: [] };
  let from: string | null = null;
  do {
    const page = await ports.store.listUsers(BATCH, from);
    for (const userId of page.items) await proveUser(ports, userId, report);
    from = page.next;
  } while (from !== null);
  return report;
}

async function proveUser(ports: Ports, userId: string, report: BackfillReport): Promise<void> {
  report.users += 1;
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
