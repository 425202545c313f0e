// Steps of the lasting link to the photo: turned on, changed, renewed and ended. Its target is derived from the user's record.
import { DOCUMENT_VARIANT, EMAIL_VARIANT } from '@/lib/shared/image-variants';
import { initials } from '@/lib/shared/initials';
import type { LinkAudience, LinkEventType } from '@/lib/shared/profile-schema';
import { changedImages, type Moment, newEvent } from './image-life';
import {
  type Change,
  type LinkRecord,
  type LinkTarget,
  type Names,
  PERSON,
  type UserImages,
  type UserRecord,
} from './model';
import { initialsKey } from './object-keys';
import { userAfter } from './user-row';

const OPENED: Record<LinkAudience, LinkEventType> = {
  anyone: 'link_for_anyone',
  team: 'link_for_team',
};

interface AskedLink {
  audience: LinkAudience;
  /** True to give the link a new address, and end the old one. */
  renew: boolean;
  /** The origin of this app. */
  origin: string;
  newToken(): string;
}

/** Turns the link on, or changes it; null if it is already as asked for. */
export function setLink(user: UserRecord, asked: AskedLink, moment: Moment): Change | null {
  const { link } = user.images;
  const { audience, origin } = asked;
  const isRenewed = link !== null && asked.renew;
  const isOpened = link?.audience !== audience;
  if (!isRenewed && !isOpened) return null;
  const token = link && !asked.renew ? link.token : asked.newToken();
  const url = `${origin}/f/${token}.jpg`;
  const happened: LinkEventType[] = [
    ...(isRenewed ? (['link_renewed'] as const) : []),
    ...(isOpened ? [OPENED[audience]] : []),
  ];
  const change = withLink(
    user,
    { token, url, audience, initials: drawnInitials(user) },
    happened,
    moment,
  );
  return isRenewed ? { ...change, endedLink: { token: link.token, at: moment.now } } : change;
}

/** Ends the link; null if it is off. */
export function endLink(user: UserRecord, moment: Moment): Change | null {
  const { link } = user.images;
  if (!link) return null;
  const change = withLink(user, null, ['link_ended'], moment);
  return { ...change, endedLink: { token: link.token, at: moment.now } };
}

function withLink(
  user: UserRecord,
  link: LinkRecord | null,
  happened: LinkEventType[],
  moment: Moment,
): Change {
  const person = { userId: user.userId, imageId: PERSON, reason: null };
  return {
    userId: user.userId,
    user: { images: changedImages(user.images, { link }) },
    images: [],
    events: happened.map((type) => newEvent(person, type, moment)),
  };
}

/**
 * Adds new initials of the link to a change, if the current ones do not match the names, which other programs may change too.
 * @param change null for no other change
 */
export function withInitials(user: UserRecord, change: Change | null): Change | null {
  const after = change ? userAfter(user, change) : user;
  const { link } = after.images;
  if (!link) return change;
  const letters = drawnInitials(after);
  if (link.initials === letters) return change;
  const { after: images } = changedImages(user.images, {
    ...after.images,
    link: { ...link, initials: letters },
  });
  return {
    userId: user.userId,
    images: [],
    events: [],
    ...change,
    user: { ...change?.user, images: { before: user.images, after: images } },
  };
}

/** Returns the initials that can be drawn: letters A to Z, without accents; empty if there are none. */
export function drawnInitials({ nombre, apellido }: Pick<Names, 'nombre' | 'apellido'>): string {
  return initials(nombre, apellido)
    .normalize('NFD')
    .replace(/[^A-Z]/g, '');
}

/** Returns the target of a user's link: the JPEGs of the photo, or the initials if no photo is shown; null while the link is off. */
export function linkTarget({ link, shown }: UserImages): LinkTarget | null {
  if (!link) return null;
  const { audience } = link;
  if (!shown?.processed) {
    const key = initialsKey(link.initials);
    return { audience, small: key, large: key };
  }
  const { variants } = shown.processed;
  // A photo whose sizes were made by an older version may have no JPEG until `npm run backfill`.
  const keyOf = (wanted: string) => variants.find(({ name }) => name === wanted)?.key ?? shown.key;
  return { audience, small: keyOf(EMAIL_VARIANT), large: keyOf(DOCUMENT_VARIANT) };
}
