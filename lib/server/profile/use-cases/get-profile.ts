// Reads a profile: for a page as stored, and for the API after processing uploads that the client never confirmed.

import type { UserRecord } from '@/lib/server/profile/domain/model';
import type { UserPorts } from '@/lib/server/profile/ports';
import { processImage } from '@/lib/server/profile/processing/process-image';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { profileView } from '@/lib/server/profile/shared/profile-view';
import type { Actor } from '@/lib/server/shared/caller';
import { ProfileError, ServiceRefusalError } from '@/lib/server/shared/errors';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

/**
 * Reads the profile for a page; null if there is no such user. It processes no upload, so it is fast. Changes by other programs
 * are followed.
 * @throws UnavailableError
 */
export async function readProfile(
  ports: UserPorts,
  userId: string,
): Promise<ProfileResponse | null> {
  const user = await findUserOrNull(ports, userId);
  return user && profileView(ports, user);
}

async function findUserOrNull(ports: UserPorts, userId: string): Promise<UserRecord | null> {
  try {
    return await findUser(ports, userId, { userId, via: 'api', address: null });
  } catch (error) {
    if (error instanceof ProfileError && error.code === 'user_not_found') return null;
    throw error;
  }
}

/**
 * Reads the profile after processing the pending upload.
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function getProfile(
  ports: UserPorts,
  userId: string,
  actor: Actor,
): Promise<ProfileResponse> {
  const user = await findUser(ports, userId, actor);
  const waiting = waitingImages(user);
  if (waiting.length === 0) return profileView(ports, user);
  let after: UserRecord | undefined = user;
  for (const imageId of waiting) after = await tryProcessing(ports, userId, imageId, actor, after);
  return profileView(ports, after ?? (await findUser(ports, userId, actor)));
}

/** @returns the user after the change; undefined after a failure, which may have changed the user */
async function tryProcessing(
  ports: UserPorts,
  userId: string,
  imageId: string,
  actor: Actor,
  known: UserRecord | undefined,
): Promise<UserRecord | undefined> {
  try {
    return await processImage(ports, userId, imageId, { actor }, known);
  } catch (error) {
    // The shown photo is returned anyway; the status tells about the failure.
    if (!(error instanceof ProfileError) || error instanceof ServiceRefusalError) {
      ports.log.error({ userId, err: error }, `Error processing an image: ${String(error)}`);
    }
    return undefined;
  }
}

/** The pending upload, and an imported image not yet validated: an upload that never comes must not block the import. */
function waitingImages({ images: { request, shown } }: UserRecord): string[] {
  return [
    ...(request?.state === 'pending' ? [request.imageId] : []),
    ...(shown && !shown.proven ? [shown.imageId] : []),
  ];
}
