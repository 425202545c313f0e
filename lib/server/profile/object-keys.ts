// Where objects stand in the bucket. No key is ever made of text that a person typed.
import { createHash } from 'node:crypto';
import type { VariantSpec } from '@/lib/shared/image-variants';
import { IMAGE_EXTENSIONS, type ImageContentType } from '@/lib/shared/upload-policy';
import type { ImageRecord } from './model';
import type { ImageName } from './ports';

const PLAIN_USER_ID = /^[A-Za-z0-9_-]{1,128}$/;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** Ids of our own are UUIDv7. What other programs put into a bucket that they share bears UUIDv4, if any. */
const OWN_ID = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const PROFILE_KEY = new RegExp(`^profiles/([^/]+)/(${UUID})\\.(?:jpg|png|webp)$`);
const UPLOAD_KEY = new RegExp(`^uploads/([^/]+)/(${OWN_ID})\\.(?:jpg|png|webp)$`);
const PROFILE_FOLDER = /^profiles\/([^/]+)\//;
const HASH_ID = 'key-[A-Za-z0-9_-]{43}';
const VARIANT_KEY = new RegExp(`^profiles/([^/]+)/(${UUID}|${HASH_ID})/[^/]+$`);
const OWN_MASTER_KEY = new RegExp(`^(?:uploads|profiles)/[^/]+/${OWN_ID}\\.(?:jpg|png|webp)$`);
const OWN_VARIANT_KEY = new RegExp(`^profiles/[^/]+/(?:${OWN_ID}|${HASH_ID})/([^/]+)$`);

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
export function variantKey(userId: string, imageId: string, variant: VariantName): string {
  return `${variantFolder({ userId, imageId })}${variantFile(variant)}`;
}

/** The folder that holds all variants of an image, and nothing else. */
export function variantFolder({ userId, imageId }: ImageName): string {
  return `profiles/${userKeyPart(userId)}/${imageId}/`;
}

type VariantName = Pick<VariantSpec, 'name' | 'contentType'>;

function variantFile({ name, contentType }: VariantName): string {
  return `${name}.${IMAGE_EXTENSIONS[contentType]}`;
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

/** What the keys of an image's objects begin with, but for the key of a photo that another writer named. */
export function imagePrefix({ userId, imageId }: ImageName): string {
  return `profiles/${userKeyPart(userId)}/${imageId}`;
}

/** Every key that an image's record names, its upload excepted. */
export function recordedKeys({ key, proven }: Pick<ImageRecord, 'key' | 'proven'>): string[] {
  return [key, ...(proven?.variants ?? []).map((variant) => variant.key)];
}

/**
 * Every key that an image's objects may stand at, its upload excepted: those that its record names, which another version of the
 * app may have made, and those of the sizes made now, which a process that died may have left unrecorded.
 */
export function objectKeys(
  image: Pick<ImageRecord, 'userId' | 'imageId' | 'key' | 'proven'>,
  variants: readonly VariantName[],
): string[] {
  const made = variants.map((variant) => variantKey(image.userId, image.imageId, variant));
  return [...new Set([...recordedKeys(image), ...made])];
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
export function isOwnKey(key: string, variants: readonly VariantName[]): boolean {
  const [, file] = OWN_VARIANT_KEY.exec(key) ?? [];
  const isOwn =
    OWN_MASTER_KEY.test(key) || variants.some((variant) => variantFile(variant) === file);
  return isOwn && imagesOfKey(key).length > 0;
}

/** Whose upload stands at a key, and of which image; null for any key that is no upload's. */
export function parseUploadKey(key: string): ImageName | null {
  const [, part, imageId] = UPLOAD_KEY.exec(key) ?? [];
  return nameOf(part, imageId);
}

/**
 * The images whose object may stand at a key, going by the key alone: as one of their variants, as their master or as their upload.
 * Empty for a key that is nobody's.
 */
export function imagesOfKey(key: string): ImageName[] {
  const upload = parseUploadKey(key);
  if (upload) return [upload];
  const [, owner] = PROFILE_FOLDER.exec(key) ?? [];
  const userId = userIdOfKeyPart(owner);
  if (userId === null) return [];
  const [, , imageId] = VARIANT_KEY.exec(key) ?? [];
  const ids = [...(imageId === undefined ? [] : [imageId]), imageIdOfKey(userId, key)];
  return ids.map((id) => ({ userId, imageId: id }));
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
