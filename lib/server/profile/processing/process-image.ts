// Processes an upload: reads, validates and re-encodes it, then shows or rejects it. The first request does this (the client's
// confirm, a read of the profile, or an S3 event); the others wait for the result. If the process is killed at any point, the next
// one starts over with the same result, because nothing is visible before the one transaction that shows the image.

import { declaredPixels } from '@/lib/server/images/declared-pixels';
import { ISSUE_LIFETIME } from '@/lib/server/profile/domain/image-life';
import { isCurrent, isLeased, needsProof } from '@/lib/server/profile/domain/image-states';
import { confirmAdopted, hide } from '@/lib/server/profile/domain/legacy-steps';
import type { ImageRecord, Names, UserRecord } from '@/lib/server/profile/domain/model';
import { show } from '@/lib/server/profile/domain/photo-steps';
import {
  expire,
  lease,
  reject,
  release,
  supersede,
} from '@/lib/server/profile/domain/upload-steps';
import { rename } from '@/lib/server/profile/domain/user-row';
import type { Ports, StoredObject } from '@/lib/server/profile/ports';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { shownRecord } from '@/lib/server/profile/shared/follow-other-writers';
import { changing, momentOf, untilSettled } from '@/lib/server/profile/shared/transact';
import type { Actor } from '@/lib/server/shared/caller';
import { beyondDeadline } from '@/lib/server/shared/deadline';
import {
  ChangeConflictError,
  DecoderDiedError,
  ProfileError,
  UnavailableError,
} from '@/lib/server/shared/errors';
import type { RejectionReason } from '@/lib/shared/error-codes';
import {
  readUpload,
  storeUpload,
  type UploadProof,
  uploadBytes,
  validateUpload,
} from './validate-upload';

/** Duration of the lease, in seconds. */
export const LEASE_SECONDS = 30;
/** Maximum number of attempts that end with the death of the process. */
export const MAX_ATTEMPTS = 2;
/** How long another request waits for the result of the lease holder, and how often it polls, in milliseconds. */
const WAIT = 5000;
const WAIT_STEP = 200;

/**
 * Processes an image and shows it, if it is the user's newest request and not processed yet.
 * @param names names to change in the transaction that shows the image
 * @throws ProfileError `user_not_found`, `image_not_found`, `not_uploaded`, `superseded`, or `image_rejected` with the reason
 * @throws UnavailableError if another process does not finish in time, or a service is unavailable
 */
export async function settleImage(
  ports: Ports,
  userId: string,
  imageId: string,
  actor: Actor,
  names?: Partial<Names>,
): Promise<void> {
  const { store, clock } = ports;
  const giveUp = clock.now().getTime() + WAIT;

  await untilSettled(clock, async () => {
    for (;;) {
      const user = await findUser(ports, userId, actor);
      const image = await store.readImage(userId, imageId);
      if (!image) throw new ProfileError('image_not_found');
      if (!needsProof(image)) return finished(ports, user, image, names);

      const now = clock.now().getTime();
      if (!isLeased(image, now)) {
        // Awaited, so that the stack trace shows the use case that calls S3: deployment/calls derives permissions from it.
        if (isCurrent(user, image)) return await settle(ports, user, image, actor, names);
        await store.commit(supersede(user, image, momentOf(ports, actor)));
        throw new ProfileError('superseded');
      }
      if (now >= giveUp) {
        const left = Math.max(1, (image.lease?.until ?? 0) - Math.floor(now / 1000));
        throw new UnavailableError('The image is being worked on', undefined, left);
      }
      await clock.sleep(WAIT_STEP);
    }
  });
}

/** The image was processed before: returns or throws the same result. */
async function finished(
  ports: Ports,
  user: UserRecord,
  image: ImageRecord,
  names: Partial<Names> | undefined,
): Promise<void> {
  switch (image.state) {
    case 'rejected':
    case 'hidden':
      throw rejected(image.reason);
    case 'superseded':
    case 'kept':
      throw new ProfileError('superseded');
    case 'expired':
      throw new ProfileError('not_uploaded', 'It was not uploaded in time: ask for a new upload');
    case 'deleting':
    case 'deleted':
      throw new ProfileError('image_not_found');
    case 'shown':
      if (names) await ports.store.commit(rename(user.userId, names));
      return;
    default:
      throw new UnavailableError(`A newer version of the app made the image ${image.state}`);
  }
}

async function settle(
  ports: Ports,
  user: UserRecord,
  image: ImageRecord,
  actor: Actor,
  names: Partial<Names> | undefined,
): Promise<void> {
  if (image.attempts >= MAX_ATTEMPTS) return giveUp(ports, user, image, actor);
  // The gate comes before any read or write, so that a rejection by the full queue costs nothing.
  await ports.imageGate.hold(uploadBytes(image), async () => {
    // Read before taking the lease, so that a poll for a missing upload costs no write.
    const object = await readUpload(ports.storage, image);
    if (!object) return absent(ports, user, image, actor);
    await settleObject(ports, image, object, actor, names);
  });
}

/** Rejects an image that apparently killed the earlier processes. */
async function giveUp(
  ports: Ports,
  user: UserRecord,
  image: ImageRecord,
  actor: Actor,
): Promise<never> {
  const reason = 'too_complex';
  const moment = momentOf(ports, actor);
  await ports.store.commit((image.uploadKey ? reject : hide)(user, image, reason, moment));
  if (image.uploadKey) await discardUpload(ports, image.uploadKey);
  throw tellRejected(ports, image, reason);
}

async function settleObject(
  ports: Ports,
  image: ImageRecord,
  object: StoredObject,
  actor: Actor,
  names: Partial<Names> | undefined,
): Promise<void> {
  // The lease is taken once a child process is free, so that waiting does not count as an attempt.
  const { held, validated } = await ports.imageGate.decode(declaredPixels(object.bytes), () =>
    takeAndValidate(ports, image, object, actor),
  );
  const { proof, outcome } = await orLetGo(ports, held, async () => {
    const proof = 'reason' in validated ? validated : await storeUpload(ports, held, validated);
    return { proof, outcome: await conclude(ports, held, object, proof, actor, names) };
  });
  // Another holder has finished, or our own commit was applied without a response: the record tells.
  if (outcome === 'lease lost') throw new ChangeConflictError('The lease is gone');
  if (image.uploadKey) await discardUpload(ports, image.uploadKey);
  if (outcome === 'superseded') throw new ProfileError('superseded');
  if ('reason' in proof) throw tellRejected(ports, image, proof.reason);
  ports.counts.proven();
}

async function takeAndValidate(
  ports: Ports,
  image: ImageRecord,
  object: StoredObject,
  actor: Actor,
) {
  const { now } = momentOf(ports, actor);
  const { change, held } = lease(image, { token: ports.newId(), until: now + LEASE_SECONDS });
  return orLetGo(ports, held, async () => {
    await ports.store.commit(change);
    return { held, validated: await validateUpload(ports, held, object) };
  });
}

/** Runs work under a lease, and releases the lease if it fails. */
export async function orLetGo<T>(
  ports: Ports,
  held: ImageRecord,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await beyondDeadline(() => letGo(ports, held, error instanceof DecoderDiedError));
    throw error;
  }
}

function tellRejected(ports: Ports, image: ImageRecord, reason: RejectionReason): ProfileError {
  const { userId, key } = image;
  ports.counts.rejected(reason);
  ports.log.warn({ userId, key, reason }, `Image rejected for user ${userId}: ${reason}`);
  return rejected(reason);
}

/** Handles a missing upload. It may still arrive, unless the image has expired. */
async function absent(
  ports: Ports,
  user: UserRecord,
  image: ImageRecord,
  actor: Actor,
): Promise<never> {
  const moment = momentOf(ports, actor);
  if (image.uploadKey && moment.now >= image.issuedAt + ISSUE_LIFETIME) {
    await ports.store.commit(expire(user, image, moment));
  }
  throw new ProfileError('not_uploaded');
}

type Outcome = 'concluded' | 'superseded' | 'lease lost';

/** Commits the result on the current state of the user, which may have changed during processing. */
function conclude(
  ports: Ports,
  held: ImageRecord,
  { modifiedAt }: StoredObject,
  proof: UploadProof,
  actor: Actor,
  names: Partial<Names> | undefined,
): Promise<Outcome> {
  const { store } = ports;
  return changing(ports, held.userId, async () => {
    const user = await findUser(ports, held.userId, actor);
    const image = await store.readImage(held.userId, held.imageId);
    if (!image || image.lease?.token !== held.lease?.token) return 'lease lost';

    const moment = momentOf(ports, actor);
    if (!isCurrent(user, image)) {
      await store.commit(supersede(user, image, moment));
      return 'superseded';
    }
    if ('reason' in proof) {
      await store.commit((image.uploadKey ? reject : hide)(user, image, proof.reason, moment));
    } else if (image.uploadKey) {
      const replaced = await shownRecord(store, user);
      await store.commit(show(user, image, proof.proven, replaced, moment, names));
    } else {
      await store.commit(confirmAdopted(user, image, { ...proof, modifiedAt }, moment, names));
    }
    return 'concluded';
  });
}

/**
 * Releases the lease, so that the next process need not wait. If that fails, the lease expires by itself.
 * @param isTried true if the attempt counts, because a process died
 */
async function letGo(ports: Ports, held: ImageRecord, isTried: boolean): Promise<void> {
  try {
    // The response to taking the lease may have been lost, and another process may hold the lease by now.
    const image = await ports.store.readImage(held.userId, held.imageId);
    if (image?.lease?.token === held.lease?.token) await ports.store.commit(release(held, isTried));
  } catch (error) {
    if (error instanceof ChangeConflictError) return;
    ports.log.warn({ err: error, key: held.key }, 'A lease could not be given back');
  }
}

/** Deletes the processed upload. If that fails, the sweep deletes it. */
async function discardUpload(ports: Ports, key: string): Promise<void> {
  try {
    await ports.storage.delete([key]);
  } catch (error) {
    ports.log.warn({ err: error }, 'An upload could not be deleted yet');
  }
}

function rejected(reason: ImageRecord['reason']): ProfileError {
  return new ProfileError('image_rejected', undefined, { ...(reason && { reason }) });
}
