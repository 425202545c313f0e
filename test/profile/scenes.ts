// Start states for tests, on in-memory adapters with one user.

import type { ImageRecord, NewestImage, UserRecord } from '@/lib/server/profile/domain/model';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import type { IssueUploadRequest } from '@/lib/shared/profile-schema';
import { caller, GOOD, newUser, type World, world } from './memory-ports';

export const AGENT = 'agente';
export const BY = caller(AGENT);
export const HOUR = 3600;

/** Creates in-memory adapters with a user without a photo. */
export function agentsWorld(): World {
  const here = world();
  here.store.putUser(newUser(AGENT));
  return here;
}

/** Issues an upload. */
export async function issueOne(
  here: World,
  more: Partial<IssueUploadRequest> = {},
): Promise<ImageRecord> {
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const, ...more };
  const { s3Key } = await issueUpload(here, AGENT, asked, BY);
  return imageOf(here, imageIdOfKey(AGENT, s3Key));
}

/** Issues an upload and uploads. */
export async function uploadOne(here: World, bytes: Uint8Array = GOOD): Promise<ImageRecord> {
  const image = await issueOne(here);
  putUpload(here, image, bytes);
  return image;
}

export function putUpload(here: World, image: ImageRecord, bytes: Uint8Array = GOOD): void {
  here.storage.put(image.uploadKey ?? image.key, bytes, image.contentType);
}

/** Issues, uploads and confirms a photo; a moment later it is shown. */
export async function showOne(here: World): Promise<ImageRecord> {
  const { key, imageId } = await uploadOne(here);
  await updateProfile(here, AGENT, { profileImageKey: key }, BY);
  here.clock.advance(1);
  return imageOf(here, imageId);
}

/** Creates the user with a legacy key in the four attributes. */
export function putLegacyUser(here: World, key: string, contentType = 'image/jpeg'): void {
  const user = newUser(AGENT);
  const newest = { key, contentType, fileName: 'vieja.jpg', updatedAt: 1_700_000_000 };
  here.store.putUser({ ...user, images: { ...user.images, newest } });
}

/** Writes the four attributes of the user's row like another program. Null removes them. */
export function writeElsewhere(
  here: World,
  written: (Partial<NewestImage> & Pick<NewestImage, 'key'>) | null,
): void {
  const other = { contentType: 'image/jpeg', fileName: 'otra.jpg', updatedAt: 1_700_000_001 };
  here.store.writeElsewhere(AGENT, written && { ...other, ...written });
}

export async function imageOf(here: World, imageId: string): Promise<ImageRecord> {
  const image = await here.store.readImage(AGENT, imageId);
  if (!image) throw new Error(`no image ${imageId}`);
  return image;
}

export async function agentOf(here: World): Promise<UserRecord> {
  const user = await here.store.readUser(AGENT);
  if (!user) throw new Error('the agent is gone');
  return user;
}

/** Returns the event types of the image, oldest first. */
export function eventsOf(here: World, { imageId }: Pick<ImageRecord, 'imageId'>): string[] {
  const events = here.store.events().filter((event) => event.imageId === imageId);
  return events.map(({ type }) => type);
}

/** Counts commits from now on. */
export function countCommits(here: World): () => number {
  const { commit } = here.store;
  let commits = 0;
  here.store.commit = async (change) => {
    commits += 1;
    await commit(change);
  };
  return () => commits;
}
