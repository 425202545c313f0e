// Settling by an S3 event: the same use case, from the key of an upload. Events come twice, late, in any order, and for
// objects that are none of ours.
import { ProfileError } from './errors';
import type { Actor } from './model';
import { parseUploadKey } from './object-keys';
import type { Ports } from './ports';
import { settleImage } from './settle-image';

const S3_EVENT: Actor = { userId: null, via: 's3-event', address: null };

/** `settled` where it is shown now, or was already; else why it is not. */
export type SettleOutcome = 'settled' | 'not_ours' | ProfileError['code'];

/**
 * Settles the upload at a key.
 * @throws UnavailableError if it should be tried again
 */
export async function settleUpload(ports: Ports, key: string): Promise<SettleOutcome> {
  const name = parseUploadKey(key);
  if (!name) return 'not_ours';
  try {
    await settleImage(ports, name.userId, name.imageId, S3_EVENT);
    return 'settled';
  } catch (error) {
    if (error instanceof ProfileError && error.code !== 'unavailable') return error.code;
    throw error;
  }
}
