// Shows the photo that the user's phone has sent, like one that this page has sent.
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { awaitFraming } from './framing/await-framing';
import type { FramingListener } from './upload/browser-ports';

/**
 * Shows the photo, and then waits for its framing, which the phone sends after it.
 * @param profile has that photo
 * @param confirmed shows the profile after an upload
 */
export async function showPhotoFromPhone(
  profile: ProfileResponse,
  confirmed: (profile: ProfileResponse) => Promise<void>,
  framing: FramingListener,
): Promise<void> {
  const { profileImageKey: key, profileImageFramed: isFramed } = profile;
  const isComing = key !== null && !isFramed;
  if (isComing) framing(key, 'sending');
  await confirmed(profile);
  if (!isComing) return;
  framing(key, await awaitFraming(key));
}
