// What the use cases need of the world. Each port is a role; the adapters are in lib/server/aws.
import type { Proof } from '@/lib/server/images/proven-image';
import type { RejectionReason } from '@/lib/shared/error-codes';
import type { VariantSpec } from '@/lib/shared/image-variants';
import type { ImageContentType } from '@/lib/shared/upload-policy';
import type { Change, ImageEvent, ImageRecord, UserRecord } from './model';
import type { InTurn } from './turns';

export interface Page<T> {
  items: T[];
  /** Where the next page begins; null on the last one. */
  next: string | null;
}

export interface ProfileStore {
  /** The user as last committed, or null. */
  readUser(userId: string): Promise<UserRecord | null>;
  /** Makes the user, if there is none of that id; one that is there stays as it is. */
  createUser(user: UserRecord): Promise<void>;
  /** The image as last committed, or null. */
  readImage(userId: string, imageId: string): Promise<ImageRecord | null>;
  /**
   * Applies the change in one transaction.
   * @throws ChangeConflictError if the store no longer holds what the change was based on, or the user is gone
   * @throws UnavailableError if the store cannot take it now; whether it was applied is then not known
   */
  commit(change: Change): Promise<void>;
  /**
   * The user's images that are not due to be forgotten, the newest id first, from where an earlier page ended. A page may
   * be short before the last one is reached.
   * @param now Unix time in seconds
   */
  listImages(
    userId: string,
    limit: number,
    from: string | null,
    now: number,
  ): Promise<Page<ImageRecord>>;
  /**
   * What happened to the user's images since a time (Unix, in seconds) and is not due to be forgotten, oldest first, and no more
   * of it than `limit`.
   */
  listEvents(userId: string, since: number, now: number, limit: number): Promise<ImageEvent[]>;
  /**
   * Images that are due for the sweep, longest first. It may lag behind the truth: read an image again before acting.
   * @param now Unix time in seconds
   */
  listDue(now: number, limit: number, from: string | null): Promise<Page<ImageName>>;
  /** Those of the images that are on record, in no order. */
  readImages(names: ImageName[]): Promise<ImageRecord[]>;
  /** Those of the users that exist, in no order. */
  readUsers(userIds: string[]): Promise<UserRecord[]>;
  /** The images of all users, in no order, page by page. A page may be empty before the last one is reached. */
  listAllImages(from: string | null): Promise<Page<ImageRecord>>;
  /** The ids of all users, in no order. */
  listUsers(limit: number, from: string | null): Promise<Page<string>>;
  /** Deletes the user, so that nothing more can be written about them. */
  deleteUser(userId: string): Promise<void>;
  /** Deletes the records of all images of a user, and of all that happened to them. */
  deleteRecords(userId: string): Promise<void>;
}

/** Which image of which user. */
export type ImageName = Pick<ImageRecord, 'userId' | 'imageId'>;

export interface StoredObject {
  bytes: Uint8Array;
  /** As the uploader sent it; null if it sent none. */
  contentType: string | null;
  /** Unix time in seconds at which it was written. */
  modifiedAt: number;
}

export interface ListedObject {
  key: string;
  /** Unix time in seconds. */
  modifiedAt: number;
  /** As S3 gives it, with its quotes. Other bytes have another. */
  etag: string;
}

export interface ImageStorage {
  /**
   * The object whole, or null if there is none. An object of more than `maxBytes` is read no further than one byte past
   * them, so that its length alone tells that it is too large.
   */
  read(key: string, maxBytes: number): Promise<StoredObject | null>;
  /** Writes the object, whole or not at all, with a private cache life of a year: what stands there never changes. */
  write(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** Deletes objects; those that are not there count as deleted. */
  delete(keys: string[]): Promise<void>;
  /** True if there is an object. */
  has(key: string): Promise<boolean>;
  /** The objects whose keys begin so, in the order of their keys, from behind a key; `next` is the last key of the page. */
  list(prefix: string, after: string | null): Promise<Page<ListedObject>>;
  /**
   * Deletes those of the objects (1,000 at the most) that are as they were listed.
   * @returns the keys that are gone
   */
  deleteUnchanged(objects: ListedObject[]): Promise<string[]>;
}

export interface UploadGrant {
  /** Where to PUT. */
  url: string;
  /** Every header the client must set itself, exactly so. */
  headers: Record<string, string>;
}

export interface UrlSigner {
  /** A URL that takes one PUT of this very type, and of this size (bytes) and SHA-256 (base64) where given. */
  presignPut(upload: {
    key: string;
    contentType: ImageContentType;
    size: number | null;
    sha256: string | null;
  }): Promise<UploadGrant>;
  /** A URL that answers a GET of the object: as of this type, where one is given and the store can. */
  presignGet(key: string, contentType?: string): Promise<string>;
}

/** Validates and re-encodes an image, and makes the sizes asked for; see lib/server/images. */
export type ProveImage = (
  bytes: Uint8Array,
  contentType: ImageContentType,
  variants: readonly VariantSpec[],
) => Promise<Proof>;

/** Limits how many images a process works on at once. Those that have no place yet wait in line. */
export interface ImageGate {
  /**
   * Does the work while there is memory for an upload of this size in bytes.
   * @throws UnavailableError at once, if too many wait already
   */
  hold<T>(bytes: number, work: () => Promise<T>): Promise<T>;
  /** Does the work, which decodes a picture of so many pixels, while there is a process for it. Only within `hold`. */
  decode<T>(pixels: number, work: () => Promise<T>): Promise<T>;
}

export interface Clock {
  now(): Date;
  /** Resolves after this many milliseconds, or once the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Counts what happens, for whoever watches over it all. */
export interface Counts {
  issued(): void;
  proven(): void;
  rejected(reason: RejectionReason): void;
  swept(): void;
}

export interface Ports {
  store: ProfileStore;
  storage: ImageStorage;
  signer: UrlSigner;
  proveImage: ProveImage;
  imageGate: ImageGate;
  clock: Clock;
  inTurn: InTurn;
  /** A new UUIDv7 (RFC 9562): unique, and ordered by time. */
  newId(): string;
  log: Log;
  counts: Counts;
  policy: {
    /** How long a replaced or removed image can be brought back, in seconds. */
    imageRetention: number;
    /** How long the audit trail remembers an event, in seconds. */
    auditRetention: number;
    /** How many uploads one user may have open. */
    openUploads: number;
    /** The square sizes that are made of every photo. */
    imageVariants: readonly VariantSpec[];
  };
}
