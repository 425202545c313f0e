// The lease of an image: while a process holds it, no other one works on the image.
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { lease, release } from '@/lib/server/profile/domain/upload-steps';
import type { UserPorts } from '@/lib/server/profile/ports';
import { unixTime } from '@/lib/server/shared/clock';
import { beyondDeadline } from '@/lib/server/shared/deadline';
import { ChangeConflictError, DecoderDiedError } from '@/lib/server/shared/errors';

/** While another process holds the lease, a request checks for the result at this interval, in milliseconds. */
export const WAIT_STEP = 200;

/** A lease that `takeLease` takes, and the image as it is under the lease. */
export function newLease(ports: UserPorts, image: ImageRecord): ReturnType<typeof lease> {
  const seconds = ports.policy.times.lease / 1000;
  return lease(image, { token: ports.newId(), until: unixTime(ports.clock) + seconds });
}

/**
 * Takes a lease. It ignores the deadline of the request: an aborted write could still be applied after the lease was released.
 * @throws ChangeConflictError if the image has changed
 */
export function takeLease(ports: UserPorts, { change }: ReturnType<typeof lease>): Promise<void> {
  return beyondDeadline(() => ports.store.commit(change));
}

/** Runs work under a lease, and releases the lease if it fails. */
export async function releaseOnError<T>(
  ports: UserPorts,
  held: ImageRecord,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await beyondDeadline(() => releaseLease(ports, held, error instanceof DecoderDiedError));
    throw error;
  }
}

/**
 * Releases the lease, so that the next process need not wait. If that fails, the lease expires by itself.
 * @param isTried true if the attempt counts, because a process died
 */
async function releaseLease(ports: UserPorts, held: ImageRecord, isTried: boolean): Promise<void> {
  try {
    // The response to taking the lease may have been lost, and another process may hold the lease by now.
    const image = await ports.store.readImage(held.userId, held.imageId);
    if (image?.lease?.token === held.lease?.token) await ports.store.commit(release(held, isTried));
  } catch (error) {
    if (error instanceof ChangeConflictError) return;
    ports.log.warn({ err: error, key: held.key }, 'A lease could not be released');
  }
}
