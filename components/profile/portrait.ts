// Which picture the page shows in each place.

import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { initials, type ShownPhoto, shownPhoto } from '@/lib/client/shown-photo';
import type { UploadState } from '@/lib/client/upload/upload-state';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

export interface Portrait {
  name: string;
  /** The server's photo. */
  confirmed: { photo: ShownPhoto | null; initials: string };
  /** The chosen photo, also during its upload. */
  current: { photo: ShownPhoto | null; initials: string; alt: string };
  /** Upload progress of the chosen photo, from 0 to 1; null if it is the server's. */
  onItsWay: number | null;
  /** True from the choice of a photo until the server has it or the user cancels. */
  isComing: boolean;
}

export function portraitOf(
  profile: ProfileResponse,
  /** The blurred placeholder of the profile's photo, if there is one. */
  sketch: string | null,
  state: UploadState,
  words: Messages['photo'],
): Portrait {
  const name = `${profile.nombre} ${profile.apellido}`.trim();
  const letters = initials(profile.nombre, profile.apellido);
  const photo = shownPhoto(profile, sketch);
  const preview = previewOf(state);
  const alt = fill((preview ?? photo) ? words.alt : words.initialsAlt, { name });
  return {
    name,
    confirmed: { photo, initials: letters },
    current: {
      photo: preview === null ? photo : { src: preview },
      initials: letters,
      alt,
    },
    onItsWay: preview === null ? null : fractionDone(state),
    isComing: preview !== null || state.name === 'preparing',
  };
}

/** After a failure, or while a decision is pending, the old photo stays. */
function previewOf(state: UploadState): string | null {
  switch (state.name) {
    case 'preparing':
      return state.making.previewUrl;
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

/** Progress from 0 to 1, by bytes sent. */
export function fractionDone(state: UploadState): number {
  if (state.name === 'sending') return state.sent;
  return state.name === 'confirming' ? 1 : 0;
}
