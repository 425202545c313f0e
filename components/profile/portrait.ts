// Decides which picture the page shows in each place.

import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { type ShownPhoto, shownPhoto } from '@/lib/client/shown-photo';
import type { UploadState } from '@/lib/client/upload/upload-state';
import { initials } from '@/lib/shared/initials';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

export interface Portrait {
  name: string;
  /** The server's photo. */
  confirmed: { photo: ShownPhoto | null; initials: string };
  /** The chosen photo, until the profile has it. */
  current: { photo: ShownPhoto | null; initials: string; alt: string };
  /** True if the current photo is the chosen one, which the server does not have yet. */
  isPreview: boolean;
  /** True if there is a photo, the server's or a chosen one. */
  hasPhoto: boolean;
}

export function portraitOf(
  profile: ProfileResponse,
  /** The blurred placeholder of the profile's photo, if there is one. */
  placeholderUrl: string | null,
  state: UploadState,
  words: Messages['photo'],
): Portrait {
  const name = `${profile.nombre} ${profile.apellido}`.trim();
  const letters = initials(profile.nombre, profile.apellido);
  const photo = shownPhoto(profile, placeholderUrl);
  const isConfirmed = 'job' in state && state.job?.ticket?.s3Key === profile.profileImageKey;
  const preview = isConfirmed ? null : previewOf(state);
  const alt = fill((preview ?? photo) ? words.alt : words.initialsAlt, { name });
  return {
    name,
    confirmed: { photo, initials: letters },
    current: {
      photo: preview === null ? photo : { src: preview },
      initials: letters,
      alt,
    },
    isPreview: preview !== null,
    hasPhoto: preview !== null || photo !== null,
  };
}

/** After a failure, or while a decision is pending, the old photo stays. */
function previewOf(state: UploadState): string | null {
  switch (state.name) {
    case 'preparing':
      return state.encoding.previewUrl;
    case 'issuing':
    case 'sending':
    case 'confirming':
    case 'waiting':
    case 'offline':
    case 'signed-out':
      return state.job.photo.previewUrl;
    default:
      return null;
  }
}

/** True while the photo is being encoded, sent or verified. */
export function isInProgress({ name }: UploadState): boolean {
  return name === 'preparing' || name === 'issuing' || name === 'sending' || name === 'confirming';
}

/** Progress from 0 to 1, by bytes sent; null while it is unknown. */
export function progressOf(state: UploadState): number | null {
  return state.name === 'sending' ? state.sent : null;
}
