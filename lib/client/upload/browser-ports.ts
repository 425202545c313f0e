// The upload's ports in a browser: API, S3, IndexedDB, locks, timers.

import { issueUpload, updateProfile, withdrawUpload } from '@/lib/client/api';
import { ApiError } from '@/lib/client/api-error';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { indexedDbKeptPhotos, judgeKeptPhoto, type KeptPhoto } from './kept-photo';
import { isKeyOf } from './key-owner';
import { PAGE_PORTS } from './page-ports';
import type { UploadPorts } from './run-upload';
import type { UploadLock } from './upload-lock';
import type { Photo, Ticket } from './upload-state';
import { recordWithdrawal, sendWithdrawals } from './withdrawals';

/** The functions of the page that the ports need. */
interface UploadOwner {
  userId: string;
  /** The address of the privacy notice that the page shows; null if it shows none. */
  privacyNotice: string | null;
  /** Reads the current profile. */
  fetchProfile: () => Promise<ProfileResponse>;
  show: (profile: ProfileResponse) => Promise<void>;
  /** Shows the profile after an upload. */
  confirmed: (profile: ProfileResponse) => Promise<void>;
  framing: FramingListener;
}

/** Called with the state of the source picture of the photo at a key: being sent, stored on the server, or failed. */
export type FramingListener = (key: string, status: 'sending' | 'stored' | 'failed') => void;

/** Runs store operations in order, so that the last one wins. Without a store nothing is kept. */
let storeQueue: Promise<void> = Promise.resolve();

/** How long sending waits for the store, in milliseconds: a store that hangs must not block it. */
const KEEPING_MS = 1_000;

function enqueue(work: () => Promise<void>): Promise<void> {
  storeQueue = storeQueue.then(work).catch(() => {});
  return storeQueue;
}

/** Creates the ports of the signed-in page's upload. */
export function createBrowserPorts(owner: UploadOwner, lock: UploadLock): UploadPorts {
  const { userId } = owner;
  let release = () => {};
  let isHeld = false;

  function keptPhoto(photo: Photo, ticket: Ticket | null): KeptPhoto {
    const { previewUrl: _, framing: __, ...lasting } = photo;
    return { ...lasting, userId, ticket };
  }

  return {
    ...PAGE_PORTS,
    check: async ({ photo, ticket }, signal) => {
      const profile = await owner.fetchProfile();
      signal.throwIfAborted();
      const verdict = judgeKeptPhoto(keptPhoto(photo, ticket), profile, Date.now());
      if (verdict === 'done' && ticket) await confirmed(owner, profile, photo, ticket.s3Key);
      if (verdict === 'ask') await owner.show(profile);
      return { verdict, shownAt: profile.profileImageUpdatedAt };
    },
    issue: async ({ fileName, contentType, blob }, checksumSha256, signal) => {
      const { privacyNotice } = owner;
      const photo = {
        ...{ fileName, contentType, fileSize: blob.size, checksumSha256 },
        ...(privacyNotice !== null && { privacyNotice }),
      };
      const ticket = await issueUpload(photo, signal);
      if (isKeyOf(userId, ticket.s3Key)) return ticket;
      // Another user has signed in since.
      await withdrawUpload(ticket.s3Key).catch(() => {});
      await owner.fetchProfile();
      throw new ApiError('unauthenticated', 401);
    },
    confirm: async ({ photo, ticket }, signal) => {
      const profile = await updateProfile({ profileImageKey: ticket.s3Key }, signal);
      await confirmed(owner, profile, photo, ticket.s3Key);
    },
    withdraw: (s3Key, when) => {
      recordWithdrawal(userId, s3Key);
      if (when === 'now') void withdrawNow(owner, s3Key).catch(() => {});
    },
    keep: ({ photo, ticket }) => {
      if (!isHeld) release = lock.hold();
      isHeld = true;
      void enqueue(() => indexedDbKeptPhotos().save(keptPhoto(photo, ticket)));
    },
    whenKept: () => Promise.race([storeQueue, delay(KEEPING_MS)]),
    forget: ({ chosenAt }) => {
      isHeld = false;
      void enqueue(() => indexedDbKeptPhotos().clear(chosenAt)).then(release);
    },
    releaseLock: () => {
      isHeld = false;
      release();
    },
    revoke: (url) => {
      if (url.startsWith('blob:')) URL.revokeObjectURL(url);
    },
  };
}

/** Shows the profile after an upload, and then sends the framing of the photo, in the background. */
async function confirmed(
  owner: UploadOwner,
  profile: ProfileResponse,
  { framing }: Photo,
  key: string,
): Promise<void> {
  if (framing) owner.framing(key, 'sending');
  await owner.confirmed(profile);
  if (!framing) return;
  const sent = Promise.all([framing, import('@/lib/client/framing/send-framing')]);
  sent
    .then(([given, { sendFraming }]) => sendFraming(key, given))
    // Without it, the photo can only be replaced, not framed again.
    .then(
      () => owner.framing(key, 'stored'),
      () => owner.framing(key, 'failed'),
    );
}

/** Does nothing once the photo is shown; the user can undo that instead. */
async function withdrawNow(owner: UploadOwner, s3Key: string): Promise<void> {
  const profile = await sendWithdrawals(owner.userId);
  if (profile === null) return;
  await (profile.profileImageKey === s3Key ? owner.confirmed(profile) : owner.show(profile));
}

/** Deletes the kept photo, even one of another tab. Never rejects. */
export function forgetKeptPhotos(): Promise<void> {
  return enqueue(() => indexedDbKeptPhotos().clear());
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
