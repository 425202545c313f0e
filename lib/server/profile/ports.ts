// The ports of the use cases. compose.ts connects the adapters, most of which are in lib/server/aws.

import type { ImageGate } from '@/lib/server/images/image-gate';
import type { ValidateImage } from '@/lib/server/images/validated-image';
import type { Caller } from '@/lib/server/shared/caller';
import type { Clock } from '@/lib/server/shared/clock';
import type { Log } from '@/lib/server/shared/log';
import type { WorkTimes } from '@/lib/server/shared/work-times';
import type { RejectionReason } from '@/lib/shared/error-codes';
import type { VariantSpec } from '@/lib/shared/image-variants';
import type { PhoneState } from '@/lib/shared/phone-schema';
import type { ImageContentType } from '@/lib/shared/upload-policy';
import type {
  Change,
  ImageEvent,
  ImageName,
  ImageRecord,
  LinkTarget,
  PhotoChanged,
  UserRecord,
  WaitingEvent,
} from './domain/model';

export interface Page<T> {
  items: T[];
  /** The start of the next page; null on the last page. */
  next: string | null;
}

/** What the use cases of a caller need of the store. */
export interface UserStore {
  /** Reads the user (strongly consistent), or null. */
  readUser(userId: string): Promise<UserRecord | null>;
  /** Reads the image (strongly consistent), or null. */
  readImage(userId: string, imageId: string): Promise<ImageRecord | null>;
  /**
   * Applies the change in one transaction.
   * @throws ChangeConflictError if what the change is based on was changed since, or the user is gone
   * @throws UnavailableError if the store is unavailable; the change may or may not have been applied
   */
  commit(change: Change): Promise<void>;
  /**
   * Lists the user's unexpired image records, newest id first, from a cursor. A page may be short without being
   * the last one.
   * @param now Unix time in seconds
   */
  listImages(
    userId: string,
    limit: number,
    from: string | null,
    now: number,
  ): Promise<Page<ImageRecord>>;
  /**
   * Lists all unexpired events of the user's images, oldest first.
   * @param now Unix time in seconds
   */
  listEvents(userId: string, now: number): Promise<ImageEvent[]>;
  /**
   * Lists the unexpired events of images, oldest first.
   * @param images images of one user that follow one another in `listImages`
   * @param limit the maximum number of events to read: those of the newest images are read first
   */
  listEventsOf(images: ImageRecord[], now: number, limit: number): Promise<ImageEvent[]>;
}

export interface ProfileStore extends UserStore {
  /** Creates the user; does nothing if the id exists. */
  createUser(user: UserRecord): Promise<void>;
  /**
   * Lists images due for the sweep, the longest due first. Eventually consistent: read an image again before acting.
   * @param now Unix time in seconds
   */
  listDue(now: number, limit: number, from: string | null): Promise<Page<ImageName>>;
  /** Reads the images that exist, in no particular order. */
  readImages(names: ImageName[]): Promise<ImageRecord[]>;
  /** Reads the users that exist, in no particular order. */
  readUsers(userIds: string[]): Promise<UserRecord[]>;
  /** Lists the images of all users, in no particular order. A page may be empty without being the last one. */
  listAllImages(from: string | null): Promise<Page<ImageRecord>>;
  /** Lists the ids of all users, in no particular order. */
  listUsers(limit: number, from: string | null): Promise<Page<string>>;
  /** Reads where a link leads (strongly consistent); null for an ended link and for any other text. */
  readLink(token: string): Promise<LinkTarget | null>;
  /**
   * Deletes the link of a user, even if another program has deleted the user.
   * @returns the hash of its token; null if they never had a link
   */
  deleteLink(userId: string): Promise<string | null>;
  /** True while an item is stored under the hash of a token. */
  hasLink(hash: string): Promise<boolean>;
  /**
   * Deletes the user, or what this app added to a user of another program. A concurrent change that is based on an earlier read fails.
   * @param erased the event to add. It replaces the user's waiting events, and is left out if nothing was stored about their photos.
   */
  deleteUser(userId: string, erased?: PhotoChanged): Promise<void>;
  /** Deletes all image records and events of a user. */
  deleteRecords(userId: string): Promise<void>;
}

export interface StoredObject {
  bytes: Uint8Array;
  /** As sent by the uploader; null if not sent. */
  contentType: string | null;
  /** Unix time in seconds of the write. */
  modifiedAt: number;
}

/** An object without its bytes. */
export interface ObjectFacts {
  /** In bytes. */
  size: number;
  /** As sent by the uploader; null if not sent. */
  contentType: string | null;
  /** Base64; null unless the uploader sent it and S3 checked it. */
  sha256: string | null;
  /** As S3 returns it, with quotes. */
  etag: string;
}

export interface ListedObject {
  key: string;
  /** Unix time in seconds. */
  modifiedAt: number;
  /** As S3 returns it, with quotes. It changes with the bytes. */
  etag: string;
}

export interface ImageStorage {
  /**
   * Reads the whole object, or null if there is none. Of an object larger than `maxBytes`, it reads one byte more than that, so
   * that the length shows that it is too large.
   */
  read(key: string, maxBytes: number): Promise<StoredObject | null>;
  /** Writes the object atomically, privately cacheable for a year: an object never changes. */
  write(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** Reads what S3 knows about an object, or null if there is none. */
  describe(key: string): Promise<ObjectFacts | null>;
  /**
   * Copies the object within the bucket as `write` would write it, if it is unchanged since `etag` was read.
   * @returns false if it has changed, or is gone
   */
  copy(from: string, etag: string, to: string, contentType: string): Promise<boolean>;
  /** Deletes objects; missing ones count as deleted. */
  delete(keys: string[]): Promise<void>;
  /** True if there is an object. */
  has(key: string): Promise<boolean>;
  /** Lists objects by prefix in the order of their keys, after a key; `next` is the last key of the page. */
  list(prefix: string, after: string | null): Promise<Page<ListedObject>>;
  /**
   * Deletes those objects (at most 1,000) that are unchanged since they were listed.
   * @returns the deleted keys
   */
  deleteUnchanged(objects: ListedObject[]): Promise<string[]>;
}

interface UploadGrant {
  /** The presigned URL of the PUT. */
  url: string;
  /** The headers that the client must send exactly as given. */
  headers: Record<string, string>;
}

export interface SharedUrl {
  url: string;
  /** Seconds until the window ends, at least 1. */
  endsIn: number;
}

export interface UrlSigner {
  /** Presigns a PUT for exactly this type, and this size (bytes) and SHA-256 (base64) if given. */
  presignPut(upload: {
    key: string;
    contentType: ImageContentType;
    size: number | null;
    sha256: string | null;
  }): Promise<UploadGrant>;
  /** Presigns a GET; responds with `contentType`, if given and the store supports it. */
  presignGet(key: string, contentType?: string): Promise<string>;
  /**
   * Presigns a GET that is the same for everyone until the window ends (`LINK_WINDOW_SECONDS`), and stays valid for another window.
   * Shared caches may keep the response.
   */
  presignShared(key: string): Promise<SharedUrl>;
  /** Presigns a GET that browsers save as a file of this name. It always leads to the bucket. */
  presignDownload(key: string, fileName: string): Promise<string>;
}

/**
 * A code with which a user's phone can send one photo, and then its source picture. It belongs to the sign-in of its
 * creator, and ends with it.
 */
export interface PhoneCode extends Caller {
  /** The SHA-256 of the code in base64url, so that reading the table does not reveal the code. */
  codeHash: string;
  /** The SHA-256 of the key of the phone that opened the code; null before. */
  keyHash: string | null;
  state: PhoneState;
  /** The image that the phone sends; null before. */
  imageKey: string | null;
  /** Number of uploads requested with the code. */
  issues: number;
  /** True once the phone has requested the upload of the source picture of the photo: it can do so once. */
  isFramingIssued: boolean;
  /** Unix time in seconds. */
  codeExpiresAt: number;
  /** Optimistic lock. */
  rev: number;
}

/** The codes of phones. At most one per user. */
export interface PhoneCodes {
  /** Replaces the user's code, if there is one. */
  create(code: PhoneCode): Promise<void>;
  /** Reads the code (strongly consistent), even if it has expired; null if there is none. */
  find(codeHash: string): Promise<PhoneCode | null>;
  /** Reads the code of a user, even if it has expired; null if there is none. */
  readOf(userId: string): Promise<PhoneCode | null>;
  /**
   * Writes the code, if it is unchanged since it was read.
   * @throws ChangeConflictError
   */
  update(code: PhoneCode): Promise<void>;
  /** Ends the code, so that it is not found any more, unless a newer one has replaced it. */
  end(code: PhoneCode): Promise<void>;
}

/** The events that wait for delivery. Commits add them; an erasure replaces those of a user. */
export interface Outbox {
  /**
   * Lists the users with due events, the longest due first; a user with several events may appear several times. Eventually consistent.
   * @param now Unix time in seconds
   */
  listDue(now: number, limit: number, from: string | null): Promise<Page<string>>;
  /** Reads the first event of a user (strongly consistent), or null. */
  readNext(userId: string): Promise<WaitingEvent | null>;
  /**
   * Writes an event, with the next `rev`.
   * @returns what was written; null if the event was changed or removed since it was read
   */
  update(waiting: WaitingEvent): Promise<WaitingEvent | null>;
  /** Removes an event, unless it has changed since it was read. */
  remove(waiting: WaitingEvent): Promise<void>;
  /** Postpones the user's later events to the due time of this one. */
  holdBack(waiting: WaitingEvent): Promise<void>;
}

/** - `failed`: retry later; `why` is for the log. `gone`: the receiver answered that it will not accept the event */
export type Delivery = { is: 'accepted' } | { is: 'gone' } | { is: 'failed'; why: string };

/** Sends an event to the receiver. It does not throw. */
export type SendEvent = (event: PhotoChanged) => Promise<Delivery>;

/** Where events for other programs wait, and where they go. */
export interface EventPorts {
  outbox: Outbox;
  send: SendEvent;
}

/** Counters for monitoring. */
export interface Counts {
  issued(): void;
  proven(): void;
  rejected(reason: RejectionReason): void;
  swept(): void;
}

/** Runs the work while no other work of this process changes the same user. */
export type WithUserLock = <T>(userId: string, work: () => Promise<T>) => Promise<T>;

export interface Ports {
  store: ProfileStore;
  phoneCodes: PhoneCodes;
  storage: ImageStorage;
  signer: UrlSigner;
  validateImage: ValidateImage;
  imageGate: ImageGate;
  clock: Clock;
  withUserLock: WithUserLock;
  /** Creates a UUIDv7 (RFC 9562): unique and ordered by time. */
  newId(): string;
  /** Creates the token of a link or the code of a phone: 128 random bits in base64url. */
  newToken(): string;
  /** Draws the picture of initials, as a PNG. Takes none or some of the letters A to Z. */
  drawInitials(letters: string): Uint8Array;
  log: Log;
  counts: Counts;
  /** Undefined if no receiver of events is configured. */
  events?: EventPorts | undefined;
  policy: {
    /** How long a replaced or removed image can be restored, in seconds. */
    imageRetention: number;
    /** How long the audit trail keeps an event, in seconds. */
    auditRetention: number;
    /** Maximum number of open uploads per user. */
    openUploads: number;
    /** False if another program owns the users: an erasure keeps them, without what this app added. */
    ownsUsers: boolean;
    /** The square sizes created of every image. */
    imageVariants: readonly VariantSpec[];
    times: WorkTimes;
  };
}

/** The ports of the use cases of one user. */
export interface UserPorts extends Omit<Ports, 'store'> {
  store: UserStore;
}
