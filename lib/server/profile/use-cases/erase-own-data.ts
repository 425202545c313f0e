// POST /api/profile/erasure: the user deletes everything that is stored about them.
import type { Ports, UserPorts } from '@/lib/server/profile/ports';
import { findUser } from '@/lib/server/profile/shared/find-user';
import type { Actor } from '@/lib/server/shared/caller';
import { beyondDeadline } from '@/lib/server/shared/deadline';
import { ProfileError } from '@/lib/server/shared/errors';
import { type ErasureRecord, eraseUser } from './erase-user';

/**
 * Erases the caller. Deleting the user signs the caller out, so a retry is impossible: the rest therefore ignores the deadline of the
 * request. It does not wait for upload URLs that are still valid: `uploadsClosedAt` says when the last one expires.
 * @param all the ports of the process: the store of a caller cannot delete the user
 * @param confirmation the user id, which protects against requests by mistake
 * @throws ProfileError `user_not_found`, `invalid_request` for another confirmation
 * @throws UnavailableError
 */
export async function eraseOwnData(
  own: UserPorts,
  all: Ports,
  userId: string,
  confirmation: string,
  actor: Actor,
): Promise<ErasureRecord> {
  if (confirmation !== userId) {
    throw new ProfileError('invalid_request', undefined, {
      errors: [{ field: 'userId', message: 'must be your own user id' }],
    });
  }
  await findUser(own, userId, actor);
  const record = await beyondDeadline(() => eraseUser(all, userId, { waitForUploads: false }));
  all.log.info({ userId, images: record.images }, `User ${userId} erased their data`);
  return record;
}
