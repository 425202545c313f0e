// Reads a profile: for a page as stored, and for the API after processing uploads that the client never confirmed.

import { ISSUE_LIFETIME, NAMED_LIFETIME } from '@/lib/server/profile/domain/image-life';
import type { UserRecord } from '@/lib/server/profile/domain/model';
import { timeOfId, uploadKeyOf } from '@/lib/server/profile/domain/object-keys';
import type { UserPorts } from '@/lib/server/profile/ports';
import { processImage } from '@/lib/server/profile/processing/process-image';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { profileView } from '@/lib/server/profile/shared/profile-view';
import type { Actor } from '@/lib/server/shared/caller';
import { unixTime } from '@/lib/server/shared/clock';
import { ProfileError, ServiceRefusalError } from '@/lib/server/shared/errors';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

export interface PageProfile {
  profile: ProfileResponse;
  /** False if no image was ever replaced or removed, so that the page needs no list of earlier photos. */
  hasEarlierPhotos: boolean;
}

/**
 * Reads the profile for a page; null if there is no such user. It processes no upload, so it is fast. Changes by other programs
 * are followed.
 * @throws UnavailableError
 */
export async function readProfile(ports: UserPorts, userId: string): Promise<PageProfile | null> {
  const user = await findUserOrNull(ports, userId);
  // Replacing or removing an image takes at least two requests.
  return (
    user && { profile: await profileView(ports, user), hasEarlierPhotos: user.images.imageSeq > 1 }
  );
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
  let after: UserRecord | undefined = user;
  for (const image of waitingImages(user)) {
    after = await tryProcessing(ports, userId, image, actor, after);
  }
  return profileView(ports, after ?? (await findUser(ports, userId, actor)));
}

/** @returns the user after the change; undefined after a failure, which may have changed the user */
async function tryProcessing(
  ports: UserPorts,
  userId: string,
  image: WaitingImage,
  actor: Actor,
  known: UserRecord | undefined,
): Promise<UserRecord | undefined> {
  const { imageId } = image;
  try {
    if (image.isUpload && (await isMissing(ports, image))) return known;
    return await processImage(ports, userId, imageId, { actor }, { user: known });
  } catch (error) {
    // The shown photo is returned anyway; the status in the response says that the upload failed.
    if (!(error instanceof ProfileError) || error instanceof ServiceRefusalError) {
      ports.log.error({ userId, err: error }, `Error processing an image: ${String(error)}`);
    }
    return undefined;
  }
}

interface WaitingImage {
  imageId: string;
  key: string;
  isUpload: boolean;
}

/** The pending upload, and an imported image not yet validated: an upload that never comes must not block the import. */
function waitingImages({ images: { request, shown } }: UserRecord): WaitingImage[] {
  return [
    ...(request?.state === 'pending' ? [{ ...request, isUpload: true }] : []),
    ...(shown && !shown.processed ? [{ ...shown, isUpload: false }] : []),
  ];
}

/** Ids of the images whose upload was missing after its URL had expired. Per storage, which all requests of a process share. */
const missingUploads = new WeakMap<UserPorts['storage'], Set<string>>();
/** Maximum number of ids per storage. */
const MAX_MISSING = 10_000;

/**
 * Checks whether a pending upload is missing, which is cheaper than processing it. While its URL is valid, every read checks. Afterwards
 * each process checks once: only a PUT that had already begun can still arrive, and the client's confirm or the S3 event
 * processes it. Returns false for an expired upload, so that processing records the expiry.
 */
async function isMissing(ports: UserPorts, { imageId, key }: WaitingImage): Promise<boolean> {
  const age = unixTime(ports.clock) - timeOfId(imageId);
  if (age >= ISSUE_LIFETIME) return false;
  const known = missingUploads.get(ports.storage) ?? new Set();
  missingUploads.set(ports.storage, known);
  if (known.has(imageId)) return true;
  if (await ports.storage.has(uploadKeyOf(key))) return false;
  if (age >= NAMED_LIFETIME) {
    if (known.size >= MAX_MISSING) known.clear();
    known.add(imageId);
  }
  return true;
}
