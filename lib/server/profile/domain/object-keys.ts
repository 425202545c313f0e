// The keys of objects in the bucket. No key contains text that a user typed.
import { createHash } from 'node:crypto';
import type { VariantSpec } from '@/lib/shared/image-variants';
import { IMAGE_EXTENSIONS, type ImageContentType } from '@/lib/shared/upload-policy';
import type { ImageName, ImageRecord } from './model';

const PLAIN_USER_ID = /^[A-Za-z0-9_-]{1,128}$/;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** Our ids are UUIDv7. Other programs that share the bucket use UUIDv4, if any. */
const OWN_ID = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const PROFILE_KEY = new RegExp(`^profiles/([^/]+)/(${UUID})\\.(?:jpg|png|webp)$`);
const UPLOAD_KEY = new RegExp(`^uploads/([^/]+)/(${OWN_ID})\\.(?:jpg|png|webp)$`);
const FRAMING_UPLOAD_KEY = new RegExp(`^uploads/([^/]+)/(${OWN_ID})/framing$`);
const PROFILE_FOLDER = /^profiles\/([^/]+)\//;
const HASH_ID = 'key-[A-Za-z0-9_-]{43}';
const VARIANT_KEY = new RegExp(`^profiles/([^/]+)/(${UUID}|${HASH_ID})/[^/]+$`);
const OWN_MASTER_KEY = new RegExp(`^(?:uploads|profiles)/[^/]+/${OWN_ID}\\.(?:jpg|png|webp)$`);
const OWN_FRAMING_KEY = new RegExp(`^profiles/[^/]+/${OWN_ID}/framing$`);
const OWN_VARIANT_KEY = new RegExp(`^profiles/[^/]+/(?:${OWN_ID}|${HASH_ID})/([^/]+)$`);

/**
 * Encodes a user id for use in a key: the id itself if it is plain, else `~` and its base64url, since ids come from an
 * identity provider and may contain slashes or dots.
 */
export function userKeyPart(userId: string): string {
  return PLAIN_USER_ID.test(userId) ? userId : `~${Buffer.from(userId).toString('base64url')}`;
}

/**
 * The folder of the pictures of initials. It is not the folder of any user: `~initials~` encodes no id, see `userKeyPart`. People with
 * the same initials share a picture, so none is ever deleted.
 */
const INITIALS_FOLDER = 'profiles/~initials~/';
/** Change it with the drawing: an object never changes. */
const DRAWING = 1;

/** The key of the picture of initials. */
export function initialsKey(letters: string): string {
  const name = createHash('sha256').update(`${DRAWING} ${letters}`).digest('hex').slice(0, 32);
  return `${INITIALS_FOLDER}${name}.png`;
}

/** True for the key of a picture of initials. */
export function isInitialsKey(key: string): boolean {
  return key.startsWith(INITIALS_FOLDER);
}

/** The key that the client uploads to. This key is never served. */
export function uploadKey(userId: string, imageId: string, contentType: ImageContentType): string {
  return `uploads/${userKeyPart(userId)}/${imageId}.${IMAGE_EXTENSIONS[contentType]}`;
}

/** The key that the client uploads to, of an image that this app issued under `key`. */
export function uploadKeyOf(key: string): string {
  return key.replace(/^profiles\//, 'uploads/');
}

/** The key of the master of an image. */
export function profileKey(userId: string, imageId: string, contentType: ImageContentType): string {
  return `profiles/${userKeyPart(userId)}/${imageId}.${IMAGE_EXTENSIONS[contentType]}`;
}

/** The key of a variant of an image. */
export function variantKey(userId: string, imageId: string, variant: VariantName): string {
  return `${variantFolder({ userId, imageId })}${variantFile(variant)}`;
}

/** The folder that contains all variants of an image, its source picture, and nothing else. */
export function variantFolder({ userId, imageId }: ImageName): string {
  return `profiles/${userKeyPart(userId)}/${imageId}/`;
}

/** The key of the source picture of an image. */
export function framingKey(image: ImageName): string {
  return `${variantFolder(image)}framing`;
}

/** The key that the client uploads that picture to. This key is never served. */
export function framingUploadKey({ userId, imageId }: ImageName): string {
  return `uploads/${userKeyPart(userId)}/${imageId}/framing`;
}

type VariantName = Pick<VariantSpec, 'name' | 'contentType'>;

function variantFile({ name, contentType }: VariantName): string {
  return `${name}.${IMAGE_EXTENSIONS[contentType]}`;
}

/**
 * Returns the image id of a key: the UUID in a key of our own format, else one derived from the key's hash, for keys that other
 * programs chose. Use it to look an image up; then compare the record's key, since ids alone can collide.
 */
export function imageIdOfKey(userId: string, key: string): string {
  const [, owner, uuid] = PROFILE_KEY.exec(key) ?? [];
  return uuid !== undefined && owner === userKeyPart(userId)
    ? uuid
    : `key-${createHash('sha256').update(key).digest('base64url')}`;
}

/** The time at which this app made an id (UUIDv7, RFC 9562), as Unix time in seconds; NaN for any other id. */
export function timeOfId(imageId: string): number {
  const isOwn = new RegExp(`^${OWN_ID}$`).test(imageId);
  return isOwn ? Number.parseInt(imageId.replace('-', '').slice(0, 12), 16) / 1000 : Number.NaN;
}

/** The common prefix of the keys of an image's objects, except a master whose key another program chose. */
export function imagePrefix({ userId, imageId }: ImageName): string {
  return `profiles/${userKeyPart(userId)}/${imageId}`;
}

/** Every key in an image's record that has an object, except uploads, once: a variant may be stored as the master. */
export function recordedKeys({
  key,
  processed,
  framing,
}: Pick<ImageRecord, 'key' | 'processed' | 'framing'>): string[] {
  const variants = (processed?.variants ?? []).map((variant) => variant.key);
  return [...new Set([key, ...variants, ...(framing?.isStored ? [framing.key] : [])])];
}

/**
 * Every key where an image may have an object, except uploads: the recorded keys, which another version of the app may have
 * written, and the keys that a process that died may have written without recording it.
 */
export function objectKeys(
  image: Pick<ImageRecord, 'userId' | 'imageId' | 'key' | 'processed' | 'framing'>,
  variants: readonly VariantName[],
): string[] {
  const made = variants.map((variant) => variantKey(image.userId, image.imageId, variant));
  const { framing } = image;
  return [...new Set([...recordedKeys(image), ...made, ...(framing ? [framing.key] : [])])];
}

/** The keys that the client may upload to for an image. */
export function uploadKeys({
  uploadKey,
  framing,
}: Pick<ImageRecord, 'uploadKey' | 'framing'>): string[] {
  return [uploadKey, framing?.uploadKey].filter((key) => typeof key === 'string');
}

/**
 * True for a key in the user's own folder, in the naming of this app or of older programs. A key with `..` is not:
 * browsers resolve it to a different path.
 */
export function isOwnProfileKey(userId: string, key: string): boolean {
  if (key.split('/').some((part) => part === '.' || part === '..')) return false;
  return profileFolders(userId).some((folder) => key.startsWith(folder));
}

/** Every folder that may contain objects of the user. */
export function userFolders(userId: string): string[] {
  return [...profileFolders(userId), `uploads/${userKeyPart(userId)}/`];
}

function profileFolders(userId: string): string[] {
  const own = `profiles/${userKeyPart(userId)}/`;
  // Older programs did not encode ids. An unencoded id that could be another user's folder is not used.
  const isAmbiguous = userId.includes('/') || userId.startsWith('~');
  return isAmbiguous ? [own] : [...new Set([own, `profiles/${userId}/`])];
}

/** True for a key that only this app creates, with or without a record. */
export function isOwnKey(key: string, variants: readonly VariantName[]): boolean {
  const [, file] = OWN_VARIANT_KEY.exec(key) ?? [];
  const isOwn =
    OWN_MASTER_KEY.test(key) ||
    OWN_FRAMING_KEY.test(key) ||
    FRAMING_UPLOAD_KEY.test(key) ||
    variants.some((variant) => variantFile(variant) === file);
  return isOwn && imagesOfKey(key).length > 0;
}

/** Parses an upload key into user and image; null for any other key. */
export function parseUploadKey(key: string): ImageName | null {
  const [, part, imageId] = UPLOAD_KEY.exec(key) ?? [];
  return nameOf(part, imageId);
}

/** Parses the upload key of the source picture of an image into user and image; null for any other key. */
export function parseFramingUploadKey(key: string): ImageName | null {
  const [, part, imageId] = FRAMING_UPLOAD_KEY.exec(key) ?? [];
  return nameOf(part, imageId);
}

/**
 * Returns the images that a key may belong to, judged by the key alone: as a variant, a master, an upload, or the picture it was framed
 * from. Empty for any other key.
 */
export function imagesOfKey(key: string): ImageName[] {
  const upload = parseUploadKey(key) ?? parseFramingUploadKey(key);
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
