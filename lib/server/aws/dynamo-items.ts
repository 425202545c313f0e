// Converts between records and DynamoDB items. Other programs write `Users` too, so reads are lenient. What a newer version of
// the app has added (attributes, states, reasons, sizes) is kept as it is and written back.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type {
  ImageEvent,
  ImageName,
  ImageRecord,
  ImageRequest,
  IssueMark,
  LinkRecord,
  LinkTarget,
  NewestImage,
  ShownImage,
  UserImages,
  UserRecord,
} from '@/lib/server/profile/domain/model';
import type { ItemKey, TABLES } from '@/lib/server/shared/tables';
import {
  eachField,
  PERSON_FIELD_NAMES,
  type Person,
  type PersonField,
  pickPerson,
  rulesOf,
} from '@/lib/shared/person-fields';
import { readTime } from './read-time';

export type Item = Record<string, unknown>;

type ImageKey = ItemKey<typeof TABLES.images.key>;
type DueKey = ItemKey<typeof TABLES.images.index.key>;
type Expiry = Record<typeof TABLES.images.ttl, number>;

/** The partition of the index `due` that contains all items the sweep may have to process. */
export const DUE_SHARD = 'images';

const text = z.string().catch('');
const time = z.unknown().optional().transform(readTime);
const variant = z.looseObject({
  name: z.string(),
  key: z.string(),
  width: z.number(),
  // Older records have no content type: all their variants are WebP.
  contentType: z.string().default('image/webp'),
});

const facts = z.object({
  width: z.number(),
  height: z.number(),
  variants: z.array(variant),
  placeholder: z.string(),
});

const shownMap = z.looseObject({
  imageId: z.string(),
  key: z.string(),
  contentType: text,
  fileName: text,
  updatedAt: time,
  isFramed: z.boolean().optional().catch(undefined),
});

const requestMap = z
  .looseObject({
    imageId: z.string(),
    key: z.string(),
    state: z.string(),
    reason: z.string().nullable(),
    namedUntil: z.number().nullable().optional(),
  })
  // Earlier versions wrote no `namedUntil`: treat it as expired.
  .transform(({ namedUntil, ...request }) => ({
    ...request,
    namedUntil: namedUntil ?? (namedUntil === undefined && request.state === 'pending' ? 0 : null),
  }));

const linkMap = z.looseObject({
  token: z.string(),
  url: z.string(),
  audience: z.string(),
  initials: text,
});

const userItem = z.object({
  userId: z.string(),
  email: text,
  ...eachField(() => text),
  createdAt: text,
  sessionsValidFrom: z.number().catch(0),
  imageSeq: z.number().catch(0),
  imageLastIssue: z.looseObject({ seq: z.number(), at: z.number() }).nullable().catch(null),
  imageRev: z.number().catch(0),
  profileImageKey: z.string().min(1).optional().catch(undefined),
  profileImageUpdatedAt: time,
  profileImageContentType: text,
  profileImageFileName: text,
  profileImage: z.unknown().optional(),
  profileImagePending: requestMap.nullable().catch(null),
  profileImageLink: linkMap.nullable().catch(null),
});

/**
 * Reads a `Users` item. Attributes of an unexpected form count as absent.
 * @throws ZodError if it has no user id
 */
export function readUserItem(item: Item): UserRecord {
  const user = userItem.parse(item);
  const newest: NewestImage | null =
    user.profileImageKey === undefined
      ? null
      : {
          key: user.profileImageKey,
          contentType: user.profileImageContentType,
          fileName: user.profileImageFileName,
          updatedAt: user.profileImageUpdatedAt,
        };
  return {
    userId: user.userId,
    email: user.email,
    ...pickPerson(user),
    createdAt: user.createdAt,
    sessionsValidFrom: user.sessionsValidFrom,
    images: {
      imageSeq: user.imageSeq,
      lastIssue: user.imageLastIssue,
      rev: user.imageRev,
      newest,
      shown: readShown(user.profileImage),
      request: user.profileImagePending,
      link: user.profileImageLink,
    },
  };
}

/** The item of a new user. */
export function writeUserItem({ images, sessionsValidFrom, ...person }: UserRecord): Item {
  return {
    ...person,
    ...writePerson(pickPerson(person)),
    ...(sessionsValidFrom > 0 && { sessionsValidFrom }),
    ...(images.rev > 0 && { ...writeUserImages(images), ...writeNewest(images.newest) }),
  };
}

/** The attributes of the given fields; undefined means that the attribute is removed. */
export function writePerson(person: Partial<Person>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(person).map(([field, value]) => [
      field,
      value === '' && rulesOf(field as PersonField).onCard ? undefined : value,
    ]),
  );
}

function readShown(map: unknown): ShownImage | null {
  const { data } = shownMap.safeParse(map);
  if (!data) return null;
  // A copy of `profileImageLink.url`, written for other programs.
  const { link, ...shown } = data;
  const { data: processed } = facts.safeParse(map);
  if (!processed) return { ...shown, processed: null };
  const { width, height, variants, placeholder, ...others } = shown;
  return { ...others, processed };
}

/** The attributes of a `Users` item that this app adds to those of its owner, except `sessionsValidFrom`: ended sessions stay ended. */
export const ADDED_ATTRIBUTES = [
  ...Object.keys(writeNewest(null)),
  ...['imageSeq', 'imageLastIssue', 'imageRev'],
  ...['profileImage', 'profileImagePending', 'profileImageLink'],
  ...PERSON_FIELD_NAMES.filter((field) => rulesOf(field).onCard),
];

/** The four image attributes of the original API; undefined means that the attribute is removed. */
export function writeNewest(newest: NewestImage | null): Record<string, unknown> {
  return {
    profileImageKey: newest?.key,
    profileImageUpdatedAt: newest?.updatedAt ?? undefined,
    profileImageContentType: newest?.contentType,
    profileImageFileName: newest?.fileName,
  };
}

/** The image attributes of a `Users` item that only this app uses; undefined means that the attribute is removed. */
export function writeUserImages(images: UserImages): Record<string, unknown> {
  const { imageSeq, lastIssue, rev, shown, request, link } = images;
  return {
    imageSeq,
    imageLastIssue: lastIssue ?? undefined,
    imageRev: rev,
    // Other programs find the link beside the photo, and alone if there is none.
    profileImage:
      shown || link
        ? { ...(shown && writeShown(shown)), ...(link && { link: link.url }) }
        : undefined,
    profileImagePending: request ?? undefined,
    profileImageLink: link ?? undefined,
  } satisfies Record<
    string,
    number | string | IssueMark | ImageRequest | LinkRecord | Item | undefined
  >;
}

function writeShown({ processed, ...shown }: ShownImage): Item {
  return { ...shown, ...processed };
}

const framing = z.looseObject({
  key: z.string(),
  uploadKey: z.string(),
  contentType: z.string(),
  size: z.number(),
  sha256: z.string(),
  width: z.number(),
  height: z.number(),
  crop: z.looseObject({
    x: z.number(),
    y: z.number(),
    zoom: z.number(),
    turns: z.number(),
    straighten: z.number(),
  }),
  issuedAt: z.number(),
  isStored: z.boolean(),
});

const imageItem = z.looseObject({
  userId: z.string(),
  imageId: z.string(),
  key: z.string(),
  uploadKey: z.string().nullable(),
  contentType: z.string(),
  fileName: z.string(),
  declaredSize: z.number().nullable(),
  declaredSha256: z.string().nullable(),
  seq: z.number(),
  state: z.string(),
  reason: z.string().nullable(),
  issuedAt: z.number(),
  proven: facts.loose().nullable(),
  framing: framing.optional(),
  lease: z.looseObject({ token: z.string(), until: z.number() }).nullable(),
  attempts: z.number().default(0),
  dueAt: z.number().optional(),
  expiresAt: z.number().optional(),
  rev: z.number(),
});

/** The primary key of a user. */
export function userItemKey(userId: string): ItemKey<typeof TABLES.users.key> {
  return { userId };
}

/** The primary key of an image. */
export function imageItemKey(userId: string, imageId: string): ImageKey {
  return { userId, item: `image#${imageId}` };
}

/** @throws ZodError if the item is malformed */
export function readImageItem(item: Item): ImageRecord {
  const { item: name, dueShard, proven: processed, ...image } = imageItem.parse(item);
  return { ...image, processed, dueAt: image.dueAt ?? null, expiresAt: image.expiresAt ?? null };
}

/**
 * An image without a due time has no `dueAt` and no `dueShard`, so it is not in the index. The attribute of `processed` is called
 * `proven`.
 */
export function writeImageItem({ dueAt, expiresAt, processed, ...image }: ImageRecord): Item {
  return {
    ...imageItemKey(image.userId, image.imageId),
    ...image,
    proven: processed,
    ...(dueAt !== null && ({ dueAt, dueShard: DUE_SHARD } satisfies DueKey)),
    ...(expiresAt !== null && ({ expiresAt } satisfies Expiry)),
  };
}

/** Sorted by image and then by time, so that a page of images and their events are two ranges of one partition. */
export function writeEventItem(event: ImageEvent): Item {
  const item = `history#${event.imageId}#${event.eventId}`;
  return { item, ...event } satisfies ImageKey & Expiry;
}

/** The first and the last item of a range of one partition. */
export type ItemRange = [first: string, last: string];

/** The events of all images, those of older versions of the app included, which wrote them as `event#{eventId}`. */
export const ALL_EVENTS: ItemRange = ['event#', 'history#~'];

/** The events of the images from one id to another. */
export function eventsOf(firstId: string, lastId: string): ItemRange {
  return [`history#${firstId}#`, `history#${lastId}#~`];
}

/** The events that older versions of the app wrote since a time (Unix, in seconds), sorted by time alone. */
export function olderEventsSince(since: number): ItemRange {
  // The smallest UUIDv7 of the time (RFC 9562): its first 48 bits are Unix time in milliseconds.
  const hex = (since * 1000).toString(16).padStart(12, '0');
  return [`event#${hex.slice(0, 8)}-${hex.slice(8)}`, 'event#~'];
}

const imageName = z.object({ userId: z.string(), item: z.string().startsWith('image#') });

/** The primary key of an image item, which is all that the due index contains. */
export function readImageName(item: Item): ImageName {
  const { userId, item: name } = imageName.parse(item);
  return { userId, imageId: name.slice('image#'.length) };
}

const eventItem = z.object({
  eventId: z.string(),
  userId: z.string(),
  imageId: z.string(),
  type: z.string(),
  reason: z.string().nullable(),
  at: z.number(),
  by: z.object({
    userId: z.string().nullable(),
    via: z.string(),
    address: z.string().nullable(),
  }),
  privacyNotice: z.string().optional(),
  expiresAt: z.number(),
});

/** @throws ZodError if the item is malformed */
export function readEventItem(item: Item): ImageEvent {
  return eventItem.parse(item);
}

/**
 * Hashes the token of a link. The table stores links by hash, so that reading it reveals none; only the user's row, which other programs
 * read, has the address.
 */
export function linkHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** The primary key of a link's target. Each link has its own partition. */
export function linkTargetKey(hash: string): ImageKey {
  return { userId: `link#${hash}`, item: 'link-target' };
}

/** The item that the redirect of a link reads. */
export function writeLinkTarget(token: string, target: LinkTarget): Item {
  return { ...linkTargetKey(linkHash(token)), ...target };
}

/**
 * Replaces the target of an ended link. DynamoDB deletes it by its TTL, so the app needs no permission to delete.
 * @param at Unix time in seconds
 */
export function writeEndedLink(token: string, at: number): Item {
  return { ...linkTargetKey(linkHash(token)), expiresAt: at } satisfies ImageKey & Expiry;
}

const linkTargetItem = z.object({ audience: z.string(), small: z.string(), large: z.string() });

/** Returns null for an ended link. */
export function readLinkTarget(item: Item): LinkTarget | null {
  return linkTargetItem.safeParse(item).data ?? null;
}

/** The primary key of the item with the hash of a user's link. With it, an erasure finds the link if the user's row is gone. */
export function linkHashKey(userId: string): ImageKey {
  return { userId, item: 'link' };
}

/** The item with the hash of a user's link. */
export function writeLinkHash(userId: string, token: string): Item {
  return { ...linkHashKey(userId), linkHash: linkHash(token) };
}

/** Returns null if the item has no hash. */
export function readLinkHash(item: Item): string | null {
  return z.object({ linkHash: z.string() }).safeParse(item).data?.linkHash ?? null;
}
