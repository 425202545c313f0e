// Processes an upload on an S3 event, given its key. Events arrive twice, late, in any order, and for objects that are not
// uploads of this app.

import { parseFramingUploadKey, parseUploadKey } from '@/lib/server/profile/domain/object-keys';
import type { Ports } from '@/lib/server/profile/ports';
import { processImage } from '@/lib/server/profile/processing/process-image';
import { storeFraming } from '@/lib/server/profile/processing/store-framing';
import type { Actor } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';

const S3_EVENT: Actor = { userId: null, via: 's3-event', address: null };

const GONE = new Set<ProfileError['code']>(['user_not_found', 'image_not_found']);

/** `processed` if the image is shown, or its source picture is stored; else why not. */
type ProcessOutcome = 'processed' | 'not_ours' | ProfileError['code'];

/**
 * Processes the upload at a key; deletes it if it has no record any more.
 * @throws UnavailableError if the event should be retried
 */
export async function processUpload(ports: Ports, key: string): Promise<ProcessOutcome> {
  const name = parseUploadKey(key);
  const framed = parseFramingUploadKey(key);
  if (!name && !framed) return 'not_ours';
  try {
    if (name) await processImage(ports, name.userId, name.imageId, { actor: S3_EVENT });
    if (framed)
      await storeFraming(ports, await ports.store.readImage(framed.userId, framed.imageId));
    return 'processed';
  } catch (error) {
    if (!(error instanceof ProfileError) || error.code === 'unavailable') throw error;
    // A late upload of a deleted image or an erased user: no record would ever cause its deletion. The key format alone shows that it
    // is ours, since nothing is left of an erased user to look up.
    if (GONE.has(error.code)) await ports.storage.delete([key]);
    return error.code;
  }
}
