// Tracks whether the server has stored the source picture of the shown photo.
import { useCallback, useState } from 'react';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import type { FramingListener } from './upload/browser-ports';

export interface FramingStatus {
  /** True if it is stored or being sent. */
  isKnown: boolean;
  isStored: boolean;
  changed: FramingListener;
}

/** Combines the profile with the framings that this page sends. */
export function useFraming({
  profileImageKey,
  profileImageFramed,
}: Pick<ProfileResponse, 'profileImageKey' | 'profileImageFramed'>): FramingStatus {
  // The framing that this page has sent, which the profile may not show yet.
  const [sent, setSent] = useState<{ key: string; status: string } | null>(null);
  const changed = useCallback<FramingListener>((key, status) => {
    // Ignore the outcome for an earlier photo.
    setSent((last) => (status !== 'sending' && last?.key !== key ? last : { key, status }));
  }, []);
  const status = sent?.key === profileImageKey ? sent?.status : undefined;
  const isStored = profileImageFramed || status === 'stored';
  return { isKnown: isStored || status === 'sending', isStored, changed };
}
