// Where objects stand in the bucket. No key is ever made of text that a person typed.
import { createHash } from 'node:crypto';
import { IMAGE_EXTENSIONS, type ImageContentType } from '@/lib/shared/upload-policy';
import type { ImageVariant } from './model';
import type { ImageName } from './ports';

const PLAIN_USER_ID = /^[A-Za-z0-9_-]{1,128}$/;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** Ids of our own are UUIDv7. What other programs put into a bucket that they share bears UUIDv4, if any. */
const OWN_ID = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const PROFILE_KEY = new RegExp(`^profiles/([^/]+)/(${UUID})\\.(?:jpg|png|webp)$`);
const UPLOAD_KEY = new RegExp(`^uploads/([^/]+)/(${OWN_ID})\\.(?:jpg|png|webp)$`);
const PROFILE_FOLDER = /^profiles\/([^/]+)\//;
const VARIANT_KEY =
  /^profiles\/([^/]+)\/((?:key-)?[A-Za-z0-9_-]+)\/(?:thumbnail|medium|large)\.webp$/;
const OWN_KEY = new RegExp(
  `^(?:uploads|profiles)/[^/]+/${OWN_ID}\\.(?:jpg|png|webp)$` +
    `|^profiles/[^/]+/(?:${OWN_ID}|key-[A-Za-z0-9_-]{43})/(?:thumbnail|medium|large)\\.webp$`,
);
const VARIANT_NAMES = ['thumbnail', 'medium', 'large'] as const;

/**
 * The part of a key that names the user: the id itself where it is plain, else `~` and its base64url, since an id comes
 * from an identity provider and may hold slashes or dots.
 */
export function userKeyPart(userId: string): string {
  return PLAIN_USER_ID.test(userId) ? userId : `~${Buffer.from(userId).toString('base64url')}`;
}

/** Where the client puts the bytes. Nothing serves this key. */
export function uploadKey(userId: string, imageId: string, contentType: ImageContentType): string {
  return `uploads/${userKeyPart(userId)}/${imageId}.${IMAGE_EXTENSIONS[contentType]}`;
}

/** Where the proven image stands. */
export function profileKey(userId: string, imageId: string, contentType: ImageContentType): string {
  return `profiles/${userKeyPart(userId)}/${imageId}.${IMAGE_EXTENSIONS[contentType]}`;
}

/** Where a variant of the proven image stands. */
export function variantKey(userId: string, imageId: string, name: ImageVariant['name']): string {
  return `profiles/${userKeyPart(userId)}/${imageId}/${name}.webp`;
}

/**
 * The id of the image that stands at a key: the UUID of a key of this user's own form, else one made from the key's
 * hash, for keys that other writers chose. It serves to look an image up; whether it is that very key, the record says.
 */
export function imageIdOfKey(userId: string, key: string): string {
  const [, owner, uuid] = PROFILE_KEY.exec(key) ?? [];
  return uuid !== undefined && owner === userKeyPart(userId)
    ? uuid
    : `key-${createHash('sha256').update(key).digest('base64url')}`;
}

/** Every key that an image's objects may stand at, uploads excepted. */
export function objectKeys(image: { userId: string; imageId: string; key: string }): string[] {
  const variants = VARIANT_NAMES.map((name) => variantKey(image.userId, image.imageId, name));
  return [image.key, ...variants];
}

/**
 * True for a key in the user's own folder, as this app or an older writer names that folder. A step up the path is none:
 * browsers take it, and so end up elsewhere.
 */
export function isOwnProfileKey(userId: string, key: string): boolean {
  if (key.split('/').some((part) => part === '.' || part === '..')) return false;
  return profileFolders(userId).some((folder) => key.startsWith(folder));
}

/** Every folder that holds objects of the user. */
export function userFolders(userId: string): string[] {
  return [...profileFolders(userId), `uploads/${userKeyPart(userId)}/`];
}

function profileFolders(userId: string): string[] {
  const own = `profiles/${userKeyPart(userId)}/`;
  // Older writers knew no encoding. An id that would so name the folder of another user is not taken at its word.
  const isAmbiguous = userId.includes('/') || userId.startsWith('~');
  return isAmbiguous ? [own] : [...new Set([own, `profiles/${userId}/`])];
}

/** True for a key that only this app makes, whether or not anything is on record of it. */
export function isOwnKey(key: string): boolean {
  return OWN_KEY.test(key) && parseObjectKey(key) !== null;
}

/** Whose upload stands at a key, and of which image; null for any key that is no upload's. */
export function parseUploadKey(key: string): ImageName | null {
  const [, part, imageId] = UPLOAD_KEY.exec(key) ?? [];
  return nameOf(part, imageId);
}

/**
 * Whose object stands at a key of this bucket, and of which image, whatever of it the object is; null for a key that is
 * nobody's.
 */
export function parseObjectKey(key: string): ImageName | null {
  const [, part, imageId] = VARIANT_KEY.exec(key) ?? [];
  if (imageId !== undefined) return nameOf(part, imageId);
  const [, owner] = PROFILE_FOLDER.exec(key) ?? [];
  const userId = userIdOfKeyPart(owner);
  return userId === null ? parseUploadKey(key) : { userId, imageId: imageIdOfKey(userId, key) };
}

function nameOf(part: string | undefined, imageId: string | undefined): ImageName | null {
  const userId = userIdOfKeyPart(part);
  return userId === null || imageId === undefined ? null : { userId, imageId };
}

function userIdOfKeyPart(part: string | undefined): string | null {
  if (part === undefined) return null;
  const userId = part.startsWith('~') ? Buffer.from(part.slice(1), 'base64url').toString() : part;
  return userKeyPart(userId) === part ? userId : null;
}
