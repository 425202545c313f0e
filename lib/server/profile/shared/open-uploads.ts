// Limits the open uploads of a user: issued, neither processed nor withdrawn, with a valid upload URL.

import type { ImageRecord, UserImages, UserRecord } from '@/lib/server/profile/domain/model';
import type { UserPorts } from '@/lib/server/profile/ports';
import { unixTime } from '@/lib/server/shared/clock';
import { ProfileError } from '@/lib/server/shared/errors';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

const BATCH = 20;

/**
 * Rejects a new upload if the limit is reached. The limit is exact: the new upload is committed on the condition that no other
 * was requested since `user` was read.
 * @throws ProfileError `rate_limited`
 */
export async function requireFewOpenUploads(
  ports: Pick<UserPorts, 'store' | 'clock' | 'policy'>,
  user: UserRecord,
): Promise<void> {
  const limit = ports.policy.openUploads;
  const now = unixTime(ports.clock);
  if (requestsOf(user.images, now) < limit) return;
  const open = await openUploads(ports.store, user.userId, now);
  if (open.length < limit) return;
  const oldest = Math.min(...open.map(({ issuedAt }) => issuedAt));
  const retryAfter = Math.max(1, oldest + URL_LIFETIME_SECONDS - now);
  throw new ProfileError('rate_limited', `${open.length} uploads are open`, {
    retryAfter,
    headers: {
      'ratelimit-policy': `"uploads-open";q=${limit};w=${URL_LIFETIME_SECONDS}`,
      ratelimit: `"uploads-open";r=0;t=${retryAfter}`,
    },
  });
}

/**
 * Returns an upper bound for the number of open uploads. If the URL of the last recorded upload has expired, only requests since then can be
 * open: those of an older version of the app, which does not record them.
 */
function requestsOf({ imageSeq, lastIssue }: UserImages, now: number): number {
  const isExpired = lastIssue !== null && lastIssue.at + URL_LIFETIME_SECONDS <= now;
  return isExpired ? imageSeq - lastIssue.seq : imageSeq;
}

async function openUploads(
  store: UserPorts['store'],
  userId: string,
  now: number,
): Promise<ImageRecord[]> {
  const since = now - URL_LIFETIME_SECONDS;
  const open: ImageRecord[] = [];
  let from: string | null = null;
  do {
    const page = await store.listImages(userId, BATCH, from, now);
    open.push(
      ...page.items.filter(({ state, issuedAt }) => state === 'issued' && issuedAt > since),
    );
    // Newest first, except images of other programs, whose ids are not ordered by time.
    const isOver = page.items.some(({ uploadKey, issuedAt }) => uploadKey && issuedAt <= since);
    from = isOver ? null : page.next;
  } while (from !== null);
  return open;
}
