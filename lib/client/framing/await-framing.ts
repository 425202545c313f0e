// Waits for the framing of the photo from the phone.
import { getProfile } from '@/lib/client/api';

/** Milliseconds between two reads of the profile. A phone that has sent nothing by then has been closed, or is very slow. */
const WAITS = [1_000, 2_000, 4_000, 8_000, 16_000];

/**
 * Reads the profile until the framing of the photo at `key` is stored. It pauses while the page is hidden.
 * @returns `failed` if the framing did not arrive in time, or another photo is shown
 */
export async function awaitFraming(key: string): Promise<'stored' | 'failed'> {
  for (const wait of WAITS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (document.hidden) break;
    const profile = await getProfile().catch(() => null);
    if (profile && profile.profileImageKey !== key) break;
    if (profile?.profileImageFramed) return 'stored';
  }
  return 'failed';
}
