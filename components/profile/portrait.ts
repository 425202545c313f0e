// Which picture of a person stands where on the page.
import { initials, type ShownPhoto, shownPhoto } from '@/lib/client/shown-photo';
import type { UploadState } from '@/lib/client/upload/upload-state';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { fill } from '../i18n/fill';
import type { Messages } from '../messages/es';

export type Portrait = {
  name: string;
  /** What the server says. */
  confirmed: { photo: ShownPhoto | null; initials: string };
  /** What the person has chosen, also while it is on its way. */
  current: { photo: ShownPhoto | null; initials: string; alt: string };
  /** How far what was chosen has come, from 0 to 1; null when it is what the server says. */
  onItsWay: number | null;
  /** True from the choice of a photo on until it is the server's, or not wanted any more. */
  isComing: boolean;
};

export function portraitOf(
  profile: ProfileResponse,
  /** The first sketch of the profile's photo, if one is at hand. */
  sketch: string | null,
  state: UploadState,
  words: Messages['photo'],
): Portrait {
  const name = `${profile.nombre} ${profile.apellido}`;
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

/** A photo that failed, or that a person has yet to decide about, leaves the old one standing. */
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

/** From 0 to 1, for as much as the bytes tell. */
export function fractionDone(state: UploadState): number {
  if (state.name === 'sending') return state.sent;
  return state.name === 'confirming' ? 1 : 0;
}
