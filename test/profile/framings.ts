// Steps of the source picture of an image, for its tests.
import { createHash } from 'node:crypto';
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { framingUploadKey } from '@/lib/server/profile/domain/object-keys';
import { confirmFraming } from '@/lib/server/profile/use-cases/confirm-framing';
import { issueFraming } from '@/lib/server/profile/use-cases/issue-framing';
import type { IssueFramingRequest } from '@/lib/shared/framing-schema';
import type { MemoryPorts } from './memory-ports';
import { AGENT, BY, HOUR, imageOf, showOne } from './start-states';

export const PICTURE = Buffer.from('the whole picture');
export const CROP = { x: 0.4, y: 0.6, zoom: 2.5, turns: 1, straighten: -7 };
export const RETENTION = 24 * HOUR;

/** A valid request for the upload of `PICTURE`. */
export function framingRequest(
  key: string,
  more: Partial<IssueFramingRequest> = {},
): IssueFramingRequest {
  return {
    key,
    contentType: 'image/jpeg',
    fileSize: PICTURE.length,
    checksumSha256: createHash('sha256').update(PICTURE).digest('base64'),
    width: 1600,
    height: 1200,
    crop: CROP,
    ...more,
  };
}

/** Issues the upload of the picture of an image. */
export const issueFramingOf = (
  memory: MemoryPorts,
  { key }: ImageRecord,
  more?: Partial<IssueFramingRequest>,
) => issueFraming(memory, AGENT, framingRequest(key, more), BY);
/** Puts the picture at its upload key. */
export const uploadFraming = (
  memory: MemoryPorts,
  image: ImageRecord,
  bytes = PICTURE,
  type = 'image/jpeg',
) => memory.storage.put(framingUploadKey(image), bytes, type);
/** Confirms the upload. */
export const confirmFramingOf = (memory: MemoryPorts, { key }: ImageRecord) =>
  confirmFraming(memory, AGENT, key, BY);

/** Shows a photo, and stores its picture. */
export async function frameOne(memory: MemoryPorts): Promise<ImageRecord> {
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  uploadFraming(memory, image);
  await confirmFramingOf(memory, image);
  return imageOf(memory, image.imageId);
}

/** The keys of all pictures in the bucket. */
export const framingsOf = (memory: MemoryPorts) =>
  memory.storage.keys().filter((key) => key.includes('framing'));
/** Matches an error with this code. */
export const refused = (code: string) => expect.objectContaining({ code });
