// The stored records: a user with their shown image, every image they requested, and the events of each.
// Times are Unix time in seconds unless noted. A newer version of the app may have written attributes and values unknown here:
// derive a changed record by `{ ...record }`, so that they are written back.
import type { Actor } from '@/lib/server/shared/caller';
import type { CropNumbers } from '@/lib/shared/crop-numbers';
import type { RejectionReason } from '@/lib/shared/error-codes';
import type { Person } from '@/lib/shared/person-fields';
import type {
  ImageEventType,
  ImageState,
  LinkAudience,
  LinkEventType,
  Open,
} from '@/lib/shared/profile-schema';
import type { ImageContentType } from '@/lib/shared/upload-policy';

export interface ImageVariant {
  name: string;
  key: string;
  contentType: string;
  /** Side of the square, in pixels. */
  width: number;
}

/** The results of processing an image. */
export interface ProcessedFacts {
  width: number;
  height: number;
  variants: ImageVariant[];
  /** A thumbhash in base64, which a page draws until the image has loaded. */
  placeholder: string;
}

/** The shown image: the map `profileImage` of a `Users` item. */
export interface ShownImage {
  imageId: string;
  key: string;
  contentType: string;
  fileName: string;
  /** Null for an imported legacy image whose row has no time, until it is validated. */
  updatedAt: number | null;
  /** Null for a legacy image until it is validated. */
  processed: ProcessedFacts | null;
  /** True if its source picture is stored: see `Framing`. */
  isFramed?: boolean | undefined;
}

/** The four image attributes of the original API as stored in the `Users` row. Other programs read and write them. */
export interface NewestImage {
  key: string;
  contentType: string;
  fileName: string;
  /** Null if the row has no time, or one that cannot be parsed. */
  updatedAt: number | null;
}

/** The newest request while it is not shown: pending or rejected. */
export interface ImageRequest {
  imageId: string;
  key: string;
  reason: Open<RejectionReason> | null;
  state: Open<'pending' | 'rejected'>;
  /** Until when the four attributes name it; null once they no longer do. */
  namedUntil: number | null;
}

/** The lasting link to the person's photo, while it is on. */
export interface LinkRecord {
  /** 128 random bits in base64url. */
  token: string;
  /** The address, with the origin of the app when the link was made. */
  url: string;
  audience: Open<LinkAudience>;
  /** The letters of the picture that the link shows without a photo: see `drawnInitials`. */
  initials: string;
}

/** What the redirect of a link needs. It is stored under the hash of the token, and changes in the transaction that changes the photo. */
export interface LinkTarget {
  audience: Open<LinkAudience>;
  /** Object keys of the two sizes; the same one if there is only one. */
  small: string;
  large: string;
}

/** The `imageSeq` of an upload request, and its time. */
export interface IssueMark {
  seq: number;
  at: number;
}

export interface UserImages {
  /** Number of requests that change the photo; the newest one wins. */
  imageSeq: number;
  /** The newest upload request, in whatever state its image is; null if no version that records it has issued one. */
  lastIssue: IssueMark | null;
  /** Optimistic lock: the number of writes to this map; each write is conditional on the one it read. */
  rev: number;
  newest: NewestImage | null;
  shown: ShownImage | null;
  request: ImageRequest | null;
  /** Null while the link is off. */
  link: LinkRecord | null;
}

/** The names of a user, and the other fields that the user can edit. */
export type Names = Person;

export interface UserRecord extends Names {
  userId: string;
  email: string;
  /** ISO 8601. */
  createdAt: string;
  /** Unix time in milliseconds: earlier sign-ins are invalid. 0 if all sessions were never ended. */
  sessionsValidFrom: number;
  images: UserImages;
}

/**
 * - `issued`: requested, not processed yet
 * - `shown`: validated, and on the profile
 * - `kept`: was shown, and can be restored until it is due
 * - `rejected`, `superseded`, `expired`: never shown, and never will be
 * - `deleting`, `deleted`: its objects are being deleted, or are deleted
 * - `hidden`: a legacy image that failed validation; its object stays
 */
export type { ImageState };

export interface Lease {
  token: string;
  until: number;
}

/**
 * The source picture of an image, and its crop, so that the user can frame it again. The server never decodes the picture, and
 * gives it to nobody but its user.
 */
export interface Framing {
  key: string;
  /** The key that the client uploads to. */
  uploadKey: string;
  contentType: Open<ImageContentType>;
  /** In bytes. */
  size: number;
  /** Base64. */
  sha256: string;
  /** In pixels, as declared. */
  width: number;
  height: number;
  crop: CropNumbers;
  /** When its upload was last requested. */
  issuedAt: number;
  /** False until the upload has been checked and copied to `key`. */
  isStored: boolean;
}

export interface ImageRecord {
  userId: string;
  imageId: string;
  key: string;
  /** The key that the client uploads to; null for an imported image. */
  uploadKey: string | null;
  contentType: Open<ImageContentType>;
  fileName: string;
  /** In bytes, as declared in the upload request. */
  declaredSize: number | null;
  /** Base64. */
  declaredSha256: string | null;
  /** The user's `imageSeq` when this image last became the newest request. */
  seq: number;
  state: Open<ImageState>;
  reason: Open<RejectionReason> | null;
  issuedAt: number;
  processed: ProcessedFacts | null;
  framing?: Framing | undefined;
  lease: Lease | null;
  /** Number of leases that were taken and not released: a process that dies leaves no other trace. */
  attempts: number;
  /** When the sweep processes it next; null if never. */
  dueAt: number | null;
  /** TTL of the record; null while the image has objects. */
  expiresAt: number | null;
  /** Optimistic lock: the number of writes to this item; each write is conditional on the one it read. */
  rev: number;
}

/** Identifies an image: the user and the image id. */
export type ImageName = Pick<ImageRecord, 'userId' | 'imageId'>;

export type EventType = ImageEventType;

/** The `imageId` of events about the person rather than an image. No image has this id. */
export const PERSON = 'person';

export interface ImageEvent {
  eventId: string;
  userId: string;
  /** `PERSON` for an event of the person rather than of an image. */
  imageId: string;
  type: Open<EventType | LinkEventType>;
  reason: Open<RejectionReason> | null;
  at: number;
  by: Actor;
  /** In an `issued` event: the address of the privacy notice that the page showed, as the client reports it. */
  privacyNotice?: string | undefined;
  /** TTL of the event. */
  expiresAt: number;
}

/** Object keys in the bucket: of the photo, and of each size by its name. A photo that is not validated has no sizes yet. */
export interface PhotoKeys {
  master: string;
  variants: Record<string, string>;
}

/**
 * - `shown`, `restored`: the user chose a photo, or an earlier one
 * - `imported`: another program wrote the key of a photo into the row; `validated`: its sizes exist now; `hidden`: it failed validation
 * - `removed`: no photo is shown any more
 * - `sizes_added`: the same photo, in more sizes
 * - `link_on`, `link_renewed`, `link_off`: the address of the lasting link is new, another one, or gone
 * - `erased`: everything about the user was deleted
 */
export type PhotoChangeReason =
  | 'shown'
  | 'restored'
  | 'imported'
  | 'validated'
  | 'hidden'
  | 'removed'
  | 'sizes_added'
  | 'link_on'
  | 'link_renewed'
  | 'link_off'
  | 'erased';

/** An event for other programs. It contains no personal names. */
export interface PhotoChanged {
  eventId: string;
  userId: string;
  /** The position among the user's events: the revision of `UserImages` that the change wrote. 0 for an erasure. */
  order: number;
  /** ISO 8601. */
  at: string;
  reason: Open<PhotoChangeReason>;
  /** The address of the lasting link; null while it is off. */
  link: string | null;
  /** Null if no photo is shown. */
  keys: PhotoKeys | null;
}

/** An event that has not been delivered. Its user's later ones wait for it. */
export interface WaitingEvent {
  event: PhotoChanged;
  /** Number of failed attempts. */
  attempts: number;
  /** Unix time in seconds of the next attempt; of a claimed event, when the claim ends. */
  dueAt: number;
  /** True while a process delivers it. */
  isClaimed: boolean;
  /** Unix time in seconds after which it is dropped. */
  expiresAt: number;
  /** Optimistic lock. */
  rev: number;
}

/**
 * One atomic change. It is applied completely or not at all: not at all if the user does not exist, or if any `before` differs
 * from what is stored.
 */
export interface Change {
  userId: string;
  user?: {
    names?: Partial<Names>;
    images?: { before: UserImages; after: UserImages };
    sessionsValidFrom?: number;
    /** Unix time in milliseconds: the change also fails if this sign-in has been invalidated. */
    ifSignedInAt?: number;
  };
  images: { before: ImageRecord | null; after: ImageRecord }[];
  events: ImageEvent[];
  /** A link that the change ends, and when. */
  endedLink?: { token: string; at: number };
  /** The event for other programs to add to the outbox. */
  photoChanged?: PhotoChanged;
}
