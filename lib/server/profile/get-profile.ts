// Reading a profile: for a page as it stands, for the API after settling what the client never confirmed.
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { ProfileError, ServiceRefusalError } from './errors';
import { findUser } from './find-user';
import type { Actor, UserRecord } from './model';
import type { Ports } from './ports';
import { profileView } from './profile-view';
import { settleImage } from './settle-image';

/** The profile as it stands, for a page; null if there is no such user. Nothing is settled, so it is quick. */
export async function readProfile(
  ports: Pick<Ports, 'store' | 'signer' | 'log'>,
  userId: string,
): Promise<ProfileResponse | null> {
  const user = await ports.store.readUser(userId);
  return user && profileView(ports, user);
}

/**
 * The profile, after an upload that waits for its proof has been settled.
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function getProfile(
  ports: Ports,
  userId: string,
  actor: Actor,
): Promise<ProfileResponse> {
  const user = await findUser(ports, userId, actor);
  const waiting = waitingImage(user);
  if (!waiting) return profileView(ports, user);
  try {
    await settleImage(ports, userId, waiting, actor);
  } catch (error) {
    // What is shown is shown all the same; the status tells the rest.
    if (!(error instanceof ProfileError) || error instanceof ServiceRefusalError) {
      ports.log.error({ userId, err: error }, `Error settling an image: ${String(error)}`);
    }
  }
  return profileView(ports, await findUser(ports, userId, actor));
}

function waitingImage({ images }: UserRecord): string | null {
  if (images.request?.state === 'pending') return images.request.imageId;
  return images.shown && !images.shown.proven ? images.shown.imageId : null;
}
