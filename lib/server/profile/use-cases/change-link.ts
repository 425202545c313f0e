// PUT and DELETE /api/profile/link: turns the lasting link to the photo on, changes or renews it, and turns it off.
import { endLink, setLink } from '@/lib/server/profile/domain/link-steps';
import type { Change, UserRecord } from '@/lib/server/profile/domain/model';
import type { UserPorts } from '@/lib/server/profile/ports';
import { momentOf } from '@/lib/server/profile/shared/moment';
import { profileView } from '@/lib/server/profile/shared/profile-view';
import { transact } from '@/lib/server/profile/shared/transact';
import type { Actor } from '@/lib/server/shared/caller';
import type { LinkRequest } from '@/lib/shared/link-schema';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

/**
 * Turns the link on or changes its audience; with `renew`, gives it a new address.
 * @param origin the origin of this app
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export function changeLink(
  ports: UserPorts,
  userId: string,
  { audience, renew = false }: LinkRequest,
  origin: string,
  actor: Actor,
): Promise<ProfileResponse> {
  const { newToken } = ports;
  return changed(ports, userId, actor, (user) =>
    setLink(user, { audience, renew, origin, newToken }, momentOf(ports, actor)),
  );
}

/**
 * Turns the link off, with immediate effect.
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export function removeLink(
  ports: UserPorts,
  userId: string,
  actor: Actor,
): Promise<ProfileResponse> {
  return changed(ports, userId, actor, (user) => endLink(user, momentOf(ports, actor)));
}

async function changed(
  ports: UserPorts,
  userId: string,
  actor: Actor,
  decide: (user: UserRecord) => Change | null,
): Promise<ProfileResponse> {
  const user = await transact(ports, userId, actor, decide);
  const state = user.images.link ? `for ${user.images.link.audience}` : 'off';
  ports.log.info({ userId }, `Link to the photo of user ${userId}: ${state}`);
  return profileView(ports, user);
}
