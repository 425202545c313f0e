// Settling by an S3 event: the same use case, from the key of an upload. Events come twice, late, in any order, and for
// objects that are none of ours.
import { ProfileError } from './errors';
import type { Actor } from './model';
import { parseUploadKey } from './object-keys';
import type { Ports } from './ports';
import { settleImage } from './settle-image';

const S3_EVENT: Actor = { userId: null, via: 's3-event', address: null };

const GONE = new Set<ProfileError['code']>(['user_not_found', 'image_not_found']);

/** `settled` where it is shown now, or was already; else why it is not. */
export type SettleOutcome = 'settled' | 'not_ours' | ProfileError['code'];

/**
 * Settles the upload at a key; one that belongs to nobody any more is deleted.
 * @throws UnavailableError if it should be tried again
 */
export async function settleUpload(ports: Ports, key: string): Promise<SettleOutcome> {
  const name = parseUploadKey(key);
  if (!name) return 'not_ours';
  try {
    await settleImage(ports, name.userId, name.imageId, S3_EVENT);
    return 'settled';
  } catch (error) {
    if (!(error instanceof ProfileError) || error.code === 'unavailable') throw error;
    // It came late, of an image or a person that is gone: nothing on record would ever have it deleted. That it is ours its
    // name alone tells, since of a person who was erased nothing is left to look up.
    if (GONE.has(error.code)) await ports.storage.delete([key]);
    return error.code;
  }
}
