// Knows whether the server has stored the source picture of the shown photo.
import { useCallback, useState } from 'react';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import type { FramingListener } from './upload/browser-ports';

export interface FramingStatus {
  /** True if it is stored, or on its way. */
  isKnown: boolean;
  isStored: boolean;
  changed: FramingListener;
}

export function useFraming({
  profileImageKey,
  profileImageFramed,
}: Pick<ProfileResponse, 'profileImageKey' | 'profileImageFramed'>): FramingStatus {
  // What this page sent, and the profile may not tell yet.
  const [sent, setSent] = useState<{ key: string; status: string } | null>(null);
  const changed = useCallback<FramingListener>((key, status) => {
    // What became of an earlier photo's is no news.
    setSent((last) => (status !== 'sending' && last?.key !== key ? last : { key, status }));
  }, []);
  const status = sent?.key === profileImageKey ? sent?.status : undefined;
  const isStored = profileImageFramed || status === 'stored';
  return { isKnown: isStored || status === 'sending', isStored, changed };
}
