// Resumes the photo that an earlier visit did not finish.
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { indexedDbKeptPhotos } from './kept-photo';
import type { UploadRunner } from './run-upload';
import type { UploadLock } from './upload-lock';

/**
 * Resumes the kept photo once no other tab is working on it.
 * @param signal stops waiting
 */
export function resumeKeptPhoto(
  { userId, profile }: { userId: string; profile: ProfileResponse },
  { getState, dispatch }: UploadRunner,
  lock: UploadLock,
  signal: AbortSignal,
): Promise<void> {
  return lock.withUserLock(signal, async () => {
    const store = indexedDbKeptPhotos();
    const kept = await store.load();
    if (kept === null) return;
    const isShown = kept.ticket?.s3Key === profile.profileImageKey;
    if (kept.userId !== userId || isShown) return store.clear(kept.chosenAt);
    if (signal.aborted || getState().name !== 'idle') return;
    const { userId: _, ticket, ...lasting } = kept;
    const photo = { ...lasting, previewUrl: URL.createObjectURL(kept.blob) };
    dispatch({ type: 'found', photo, ticket });
  });
}
