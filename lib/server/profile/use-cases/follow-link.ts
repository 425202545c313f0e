// GET /f/{token}.jpg: finds the current target of a lasting link.
import type { Ports, SharedUrl } from '@/lib/server/profile/ports';
import { EMAIL_VARIANT, IMAGE_VARIANTS } from '@/lib/shared/image-variants';

/** Up to this size, in pixels, the link leads to the small JPEG. */
const MAX_SMALL_SIDE = IMAGE_VARIANTS.find(({ name }) => name === EMAIL_VARIANT)?.side ?? 0;

export interface FollowedLink {
  url: string;
  /** Seconds for which anybody's cache may keep the redirect; null if none may. */
  endsIn: SharedUrl['endsIn'] | null;
}

/**
 * Finds the target of a link. It reads exactly one item, even for a malformed token, so that timing reveals nothing.
 * @param token the token in the address
 * @param side the wanted size, in pixels
 * @param isSignedIn called only for a link of the audience `team`
 * @returns null for a link that does not exist, that has ended, or that the caller may not see
 * @throws UnavailableError
 */
export async function followLink(
  { store, signer }: Pick<Ports, 'store' | 'signer'>,
  token: string,
  side: number,
  isSignedIn: () => Promise<boolean>,
): Promise<FollowedLink | null> {
  const target = await store.readLink(token);
  if (!target) return null;
  const key = side <= MAX_SMALL_SIDE ? target.small : target.large;
  // An audience of a newer version of the app counts as the narrower one.
  if (target.audience === 'anyone') return signer.presignShared(key);
  return (await isSignedIn()) ? { url: await signer.presignGet(key), endsIn: null } : null;
}
