// Start states for tests, on in-memory adapters with one user.

import type { ImageRecord, NewestImage, UserRecord } from '@/lib/server/profile/domain/model';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { lease } from '@/lib/server/profile/domain/upload-steps';
import { processImage } from '@/lib/server/profile/processing/process-image';
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import type { IssueUploadRequest } from '@/lib/shared/profile-schema';
import { caller, GOOD, type MemoryPorts, memoryPorts, newUser } from './memory-ports';

export const AGENT = 'agente';
export const BY = caller(AGENT);
export const HOUR = 3600;
/** The first bytes of a JPEG: the type of a legacy image is detected from its bytes. */
export const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** Creates in-memory adapters with a user without a photo. */
export function memoryPortsWithAgent(): MemoryPorts {
  const memory = memoryPorts();
  memory.store.putUser(newUser(AGENT));
  return memory;
}

/** Issues an upload. */
export async function issueOne(
  memory: MemoryPorts,
  more: Partial<IssueUploadRequest> = {},
): Promise<ImageRecord> {
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const, ...more };
  const { s3Key } = await issueUpload(memory, AGENT, asked, BY);
  return imageOf(memory, imageIdOfKey(AGENT, s3Key));
}

/** Issues an upload and uploads. */
export async function uploadOne(
  memory: MemoryPorts,
  bytes: Uint8Array = GOOD,
): Promise<ImageRecord> {
  const image = await issueOne(memory);
  putUpload(memory, image, bytes);
  return image;
}

/** Puts bytes at the upload key of an image. */
export function putUpload(memory: MemoryPorts, image: ImageRecord, bytes: Uint8Array = GOOD): void {
  memory.storage.put(image.uploadKey ?? image.key, bytes, image.contentType);
}

/** Issues, uploads and confirms a photo; a moment later it is shown. */
export async function showOne(memory: MemoryPorts): Promise<ImageRecord> {
  const { key, imageId } = await uploadOne(memory);
  await updateProfile(memory, AGENT, { profileImageKey: key }, BY);
  memory.clock.advance(1);
  return imageOf(memory, imageId);
}

/** Creates the user with a legacy key in the four attributes. */
export function putLegacyUser(memory: MemoryPorts, key: string, contentType = 'image/jpeg'): void {
  const user = newUser(AGENT);
  const newest = { key, contentType, fileName: 'vieja.jpg', updatedAt: 1_700_000_000 };
  memory.store.putUser({ ...user, images: { ...user.images, newest } });
}

/** Writes the four attributes of the user's row like another program. Null removes them. */
export function writeElsewhere(
  memory: MemoryPorts,
  written: (Partial<NewestImage> & Pick<NewestImage, 'key'>) | null,
): void {
  const other = { contentType: 'image/jpeg', fileName: 'otra.jpg', updatedAt: 1_700_000_001 };
  memory.store.writeElsewhere(AGENT, written && { ...other, ...written });
}

/** Reads the record of an image of the agent. */
export async function imageOf(memory: MemoryPorts, imageId: string): Promise<ImageRecord> {
  const image = await memory.store.readImage(AGENT, imageId);
  if (!image) throw new Error(`no image ${imageId}`);
  return image;
}

/** Reads the record of the agent. */
export async function agentOf(memory: MemoryPorts): Promise<UserRecord> {
  const user = await memory.store.readUser(AGENT);
  if (!user) throw new Error('the agent is gone');
  return user;
}

/** Writes a key into the four attributes like another program; null removes them. */
export function writeKey(memory: MemoryPorts, key: string | null, updatedAt = 1_700_000_001): void {
  writeElsewhere(memory, key === null ? null : { key, updatedAt });
}

/** Returns the event types of the image, oldest first. */
export function eventsOf(memory: MemoryPorts, { imageId }: Pick<ImageRecord, 'imageId'>): string[] {
  const events = memory.store.events().filter((event) => event.imageId === imageId);
  return events.map(({ type }) => type);
}

/** Counts commits from now on. */
export function countCommits(memory: MemoryPorts): () => number {
  const { commit } = memory.store;
  let commits = 0;
  memory.store.commit = async (change) => {
    commits += 1;
    await commit(change);
  };
  return () => commits;
}

/** Counts validations from now on. */
export function countValidations(memory: MemoryPorts): () => number {
  const { validateImage } = memory;
  let validations = 0;
  memory.validateImage = (...upload) => {
    validations += 1;
    return validateImage(...upload);
  };
  return () => validations;
}

/** Processes the upload of an image. */
export function processOne(
  memory: MemoryPorts,
  { imageId }: Pick<ImageRecord, 'imageId'>,
): Promise<unknown> {
  return processImage(memory, AGENT, imageId, { actor: BY });
}

/** Simulates a process that takes the lease and dies. */
export async function takeLeaseAndDie(memory: MemoryPorts, imageId: string): Promise<void> {
  const until = memory.clock.now().getTime() / 1000 + 30;
  await memory.store.commit(lease(await imageOf(memory, imageId), { token: 'dead', until }).change);
}
