// Processes an upload: reads, validates and re-encodes it, then shows or rejects it. The first request does this (the client's
// confirm, a read of the profile, or an S3 event); the others wait for the result. If the process is killed at any point, the next
// one starts over with the same result, because nothing is visible before the one transaction that shows the image.
import { declaredPixels } from '@/lib/server/images/declared-pixels';
import { MAX_PIXELS } from '@/lib/server/images/limits';
import { ISSUE_LIFETIME } from '@/lib/server/profile/domain/image-life';
import { isCurrent, isLeased, needsProcessing } from '@/lib/server/profile/domain/image-states';
import { hide } from '@/lib/server/profile/domain/legacy-steps';
import type { ImageRecord, UserRecord } from '@/lib/server/profile/domain/model';
import { expire, reject, supersede } from '@/lib/server/profile/domain/upload-steps';
import { rename, userAfter } from '@/lib/server/profile/domain/user-row';
import type { StoredObject, UserPorts } from '@/lib/server/profile/ports';
import { findUser, readCurrentUser } from '@/lib/server/profile/shared/find-user';
import { shownRecord } from '@/lib/server/profile/shared/follow-other-writers';
import { momentOf } from '@/lib/server/profile/shared/moment';
import { retryOnConflict } from '@/lib/server/profile/shared/retry-on-conflict';
import type { Actor } from '@/lib/server/shared/caller';
import { afterResponse, inStep } from '@/lib/server/shared/deadline';
import { ChangeConflictError, ProfileError, UnavailableError } from '@/lib/server/shared/errors';
import type { RejectionReason } from '@/lib/shared/error-codes';
import { MIN_IMAGE_SIDE } from '@/lib/shared/upload-policy';
import { commitResult, type Processing } from './commit-result';
import { newLease, releaseOnError, takeLease, WAIT_STEP } from './lease';
import { readUpload, storeUpload, uploadBytes, validateUpload } from './validate-upload';

/** Maximum number of attempts that end with the death of the process. */
const MAX_ATTEMPTS = 2;

/**
 * Processes an image and shows it, if it is the user's newest request and not processed yet.
 * @param known the user, and the image, if they were just read: they are read again only after a conflict or a wait
 * @returns the user after the change
 * @throws ProfileError `user_not_found`, `image_not_found`, `not_uploaded`, `superseded`, or `image_rejected` with the reason
 * @throws UnavailableError if another process does not finish in time, or a service is unavailable
 */
export async function processImage(
  ports: UserPorts,
  userId: string,
  imageId: string,
  processing: Processing,
  known: { user?: UserRecord | undefined; image?: ImageRecord | undefined } = {},
): Promise<UserRecord> {
  const { store, clock, policy } = ports;
  const giveUp = clock.now().getTime() + policy.times.wait;
  let before = known;

  return retryOnConflict(clock, async () => {
    for (;;) {
      const current = before.user ?? (await readCurrentUser(ports, userId, processing.actor));
      const image = before.image ?? (await store.readImage(userId, imageId));
      before = {};
      if (!image) throw new ProfileError('image_not_found');
      if (!needsProcessing(image)) return repeatResult(ports, current, image, processing);

      const now = clock.now().getTime();
      if (!isLeased(image, now)) {
        // Awaited, so that the stack trace shows the use case that calls S3: deployment/calls derives permissions from it.
        if (isCurrent(current, image)) return await processNow(ports, current, image, processing);
        await store.commit(supersede(current, image, momentOf(ports, processing.actor)));
        throw new ProfileError('superseded');
      }
      if (now >= giveUp) {
        const left = Math.max(1, (image.lease?.until ?? 0) - Math.floor(now / 1000));
        throw new UnavailableError('Another process is working on the image', undefined, left);
      }
      await inStep('the holder of the lease', () => clock.sleep(WAIT_STEP));
    }
  });
}

/** Returns or throws the result of an image that was processed before. */
async function repeatResult(
  ports: UserPorts,
  user: UserRecord,
  image: ImageRecord,
  { actor, names }: Processing,
): Promise<UserRecord> {
  switch (image.state) {
    case 'rejected':
    case 'hidden':
      throw rejection(image.reason);
    case 'superseded':
    case 'kept':
      throw new ProfileError('superseded');
    case 'expired':
      throw new ProfileError('not_uploaded', 'It was not uploaded in time: request a new upload');
    case 'deleting':
    case 'deleted':
      throw new ProfileError('image_not_found');
    case 'shown': {
      const change = names && rename(user.userId, names);
      if (change) await ports.store.commit(change);
      // Another process may have shown it since the user was read.
      const isSeen = user.images.shown?.imageId === image.imageId;
      if (!isSeen) return findUser(ports, user.userId, actor);
      return change ? userAfter(user, change) : user;
    }
    default:
      throw new UnavailableError(`A newer version of the app made the image ${image.state}`);
  }
}

async function processNow(
  ports: UserPorts,
  user: UserRecord,
  image: ImageRecord,
  processing: Processing,
): Promise<UserRecord> {
  if (image.attempts >= MAX_ATTEMPTS) return rejectFailing(ports, user, image, processing.actor);
  // The gate comes before any read or write, so that a rejection by the full queue costs nothing.
  return await ports.imageGate.hold(uploadBytes(image), async (isAlone) => {
    const read = () => readUpload(ports.storage, image);
    // Alone, it waits for no child process: the lease is taken while the upload is read. Not for imported images, which each
    // read of the profile looks for.
    if (isAlone && image.uploadKey) {
      return await processUpload(ports, user, image, MAX_PIXELS, read, processing);
    }
    const object = await read();
    if (!object) return rejectMissing(ports, user, image, processing.actor);
    const pixels = declaredPixels(object.bytes);
    return await processUpload(ports, user, image, pixels, async () => object, processing);
  });
}

/** Rejects an image that apparently killed the earlier processes. */
async function rejectFailing(
  ports: UserPorts,
  user: UserRecord,
  image: ImageRecord,
  actor: Actor,
): Promise<never> {
  const reason = 'too_complex';
  const moment = momentOf(ports, actor);
  await ports.store.commit((image.uploadKey ? reject : hide)(user, image, reason, moment));
  if (image.uploadKey) await deleteUpload(ports, image.uploadKey);
  throw logRejection(ports, image, reason);
}

/** Handles a missing upload. It may still arrive, unless the image has expired. */
async function rejectMissing(
  ports: UserPorts,
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

/**
 * Validates, stores and shows an upload.
 * @param pixels the most that it may have: it waits until so many can be decoded
 * @param read reads the upload while the lease is taken
 */
async function processUpload(
  ports: UserPorts,
  user: UserRecord,
  image: ImageRecord,
  pixels: number,
  read: () => Promise<StoredObject | null>,
  processing: Processing,
): Promise<UserRecord> {
  // The lease is taken once a child process is free, so that waiting does not count as an attempt.
  const { held, object, replaced, validated } = await ports.imageGate.decode(pixels, () =>
    leaseAndValidate(ports, user, image, read, processing.actor),
  );
  const { result, outcome } = await releaseOnError(ports, held, async () => {
    const result = 'reason' in validated ? validated : await storeUpload(ports, held, validated);
    return {
      result,
      outcome: await commitResult(
        ports,
        { user, image: held, replaced },
        object,
        result,
        processing,
      ),
    };
  });
  // Another holder has finished, or our own commit was applied and its response lost: the record says which.
  if (outcome === 'lease lost') throw new ChangeConflictError('The lease is gone');
  if (image.uploadKey) await deleteUpload(ports, image.uploadKey);
  if (outcome === 'superseded') throw new ProfileError('superseded');
  if ('reason' in result) throw logRejection(ports, image, result.reason);
  ports.counts.proven();
  return outcome;
}

async function leaseAndValidate(
  ports: UserPorts,
  user: UserRecord,
  image: ImageRecord,
  read: () => Promise<StoredObject | null>,
  actor: Actor,
) {
  const taken = newLease(ports, image);
  const { held } = taken;
  return releaseOnError(ports, held, async () => {
    const reading = read();
    const shown = image.uploadKey ? shownRecord(ports.store, user) : Promise.resolve(null);
    const taking = takeLease(ports, taken);
    // All three end first: a failure must neither release a lease that is still being taken nor leave a read behind.
    await Promise.allSettled([reading, shown, taking]);
    await taking;
    const [object, replaced] = await Promise.all([reading, shown]);
    if (!object) return rejectMissing(ports, user, held, actor);
    return { held, object, replaced, validated: await validateUpload(ports, held, object) };
  });
}

/** Deletes the processed upload, after the response if possible. If that fails, the sweep deletes it. */
function deleteUpload(ports: UserPorts, key: string): Promise<void> {
  return afterResponse(async () => {
    try {
      await ports.storage.delete([key]);
    } catch (error) {
      ports.log.warn({ err: error }, 'An upload could not be deleted yet');
    }
  });
}

function logRejection(ports: UserPorts, image: ImageRecord, reason: RejectionReason): ProfileError {
  const { userId, key } = image;
  ports.counts.rejected(reason);
  ports.log.warn({ userId, key, reason }, `Image rejected for user ${userId}: ${reason}`);
  return rejection(reason);
}

function rejection(reason: ImageRecord['reason']): ProfileError {
  const detail =
    reason === 'too_small' ? `Each side must have at least ${MIN_IMAGE_SIDE} pixels` : undefined;
  return new ProfileError('image_rejected', detail, { ...(reason && { reason }) });
}
