// The upload's ports in a real browser: the API, S3, IndexedDB, timers.
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { issueUpload, updateProfile, withdrawUpload } from '../api';
import { sha256Base64 } from '../images/sha256';
import { putObject } from '../put-object';
import { indexedDbKeptPhotos } from './kept-photo';
import type { UploadPorts } from './run-upload';

/** What the ports have to know of the page: whose upload it is, and who wants to know the profile it ends in. */
export type UploadOwner = {
  profile: ProfileResponse;
  confirmed: (profile: ProfileResponse) => Promise<void>;
};

/** One after the other, so that what is asked for last is what remains. A browser without a store keeps nothing, and that is fine. */
let storeQueue: Promise<void> = Promise.resolve();

/** Set once the person leaves: an upload that the end of the page cuts off would else be kept again. */
let isLeaving = false;

function enqueue(work: () => Promise<void>): Promise<void> {
  storeQueue = storeQueue.then(work).catch(() => {});
  return storeQueue;
}

export function createBrowserPorts(owner: UploadOwner): UploadPorts {
  return {
    checksum: sha256Base64,
    issue: (photo, checksumSha256, signal) =>
      issueUpload(
        {
          fileName: photo.fileName,
          contentType: photo.contentType,
          fileSize: photo.blob.size,
          checksumSha256,
        },
        signal,
      ),
    put: putObject,
    confirm: async (profileImageKey, signal) => {
      const profile = await updateProfile({ profileImageKey }, signal);
      await owner.confirmed(profile);
    },
    withdraw: (s3Key) => void withdrawUpload(s3Key).catch(() => {}),
    keep: ({ photo, ticket }) => {
      const { previewUrl: _, ...lasting } = photo;
      const kept = { ...lasting, userId: owner.profile.userId, ticket };
      if (!isLeaving) void enqueue(() => indexedDbKeptPhotos().save(kept));
    },
    forget: () => void enqueue(() => indexedDbKeptPhotos().clear()),
    isOnline: () => navigator.onLine,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
      }),
    random: Math.random,
  };
}

/** For signing out: forgets the photo that is kept, and keeps none any more as long as this page lasts. Never rejects. */
export function forgetKeptPhoto(): Promise<void> {
  isLeaving = true;
  return enqueue(() => indexedDbKeptPhotos().clear());
}
