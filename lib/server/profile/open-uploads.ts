// How many uploads a user may have open: asked for, neither settled nor withdrawn, with a URL that still takes bytes.
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { unixTime } from './circumstances';
import { ProfileError } from './errors';
import type { ImageRecord, UserRecord } from './model';
import type { Ports } from './ports';

const BATCH = 20;

/**
 * Refuses one more, where there are as many as there may be. What is asked for next is committed on the condition that nothing
 * else was asked for since `user` was read, so it is exact.
 * @throws ProfileError `rate_limited`
 */
export async function requireFewOpen(
  ports: Pick<Ports, 'store' | 'clock' | 'policy'>,
  user: UserRecord,
): Promise<void> {
  const limit = ports.policy.openUploads;
  // Whoever asked for fewer in all has fewer open.
  if (user.images.imageSeq < limit) return;
  const now = unixTime(ports.clock);
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

async function openUploads(
  store: Ports['store'],
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
    // The newest come first, but for those of other writers, whose ids tell no age.
    const isOver = page.items.some(({ uploadKey, issuedAt }) => uploadKey && issuedAt <= since);
    from = isOver ? null : page.next;
  } while (from !== null);
  return open;
}
