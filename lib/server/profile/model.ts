// What the store keeps: a user with their shown image, every image ever asked for, and what happened to each.
// All times are Unix time in seconds. A record may hold more than its type names, and values that are not known here, because a
// newer version of the app has written it. Derive a changed record by `{ ...record }`, so that all of that is written back.
import type { RejectionReason } from '@/lib/shared/error-codes';
import type { Person } from '@/lib/shared/person-fields';
import type { ImageEventType, ImageEventVia, ImageState, Open } from '@/lib/shared/profile-schema';
import type { ImageContentType } from '@/lib/shared/upload-policy';

export interface ImageVariant {
  name: string;
  key: string;
  contentType: string;
  /** Side of the square, in pixels. */
  width: number;
}

/** What proving an image found out, and made. */
export interface ProvenFacts {
  width: number;
  height: number;
  variants: ImageVariant[];
  /** A thumbhash in base64: what a page draws until the image has loaded. */
  placeholder: string;
}

/** The image that is shown: the map `profileImage` of a `Users` item. */
export interface ShownImage {
  imageId: string;
  key: string;
  contentType: string;
  fileName: string;
  /** Null for an imported legacy image whose row tells no time, until it has been validated. */
  updatedAt: number | null;
  /** Null for an image from before proofs, until it has been proven. */
  proven: ProvenFacts | null;
}

/** The four image attributes of the original API, as they stand in the `Users` row. Other programs read and write them. */
export interface NewestImage {
  key: string;
  contentType: string;
  fileName: string;
  /** Null if the row tells no time, or none that can be read. */
  updatedAt: number | null;
}

/** The newest request, while it is not shown: waiting for its proof, or refused by it. */
export interface ImageRequest {
  imageId: string;
  key: string;
  reason: Open<RejectionReason> | null;
  state: Open<'pending' | 'rejected'>;
  /** Until when the four attributes name it; null once they no longer do. */
  namedUntil: number | null;
}

export interface UserImages {
  /** Counts the requests that change the photo; the newest one wins. */
  imageSeq: number;
  /** Counts the writes to all of this; each write requires the one it was based on. */
  rev: number;
  newest: NewestImage | null;
  shown: ShownImage | null;
  request: ImageRequest | null;
}

/** What a person is called, and whatever else they say of themselves. */
export type Names = Person;

export interface UserRecord extends Names {
  userId: string;
  email: string;
  /** ISO 8601. */
  createdAt: string;
  /** Unix time in milliseconds: who signed in before it is signed out. 0 where nobody was ever signed out so. */
  sessionsValidFrom: number;
  images: UserImages;
}

/**
 * - `issued`: asked for, not proven yet
 * - `shown`: proven, and the one on the profile
 * - `kept`: was shown, can be restored until it is due
 * - `rejected`, `superseded`, `expired`: never shown, and never will be
 * - `deleting`, `deleted`: its objects are being deleted, or gone
 * - `hidden`: from before proofs, and failed its own; its object stays
 */
export type { ImageState };

export interface Lease {
  token: string;
  until: number;
}

export interface ImageRecord {
  userId: string;
  imageId: string;
  key: string;
  /** Where the client puts the bytes; null for an image that came before uploads had a place of their own. */
  uploadKey: string | null;
  contentType: Open<ImageContentType>;
  fileName: string;
  /** In bytes, as declared when the upload was asked for. */
  declaredSize: number | null;
  /** Base64. */
  declaredSha256: string | null;
  /** The user's `imageSeq` when this image last became the newest request. */
  seq: number;
  state: Open<ImageState>;
  reason: Open<RejectionReason> | null;
  issuedAt: number;
  proven: ProvenFacts | null;
  lease: Lease | null;
  /** How often a lease was taken and not given back: of a process that died, nothing else remains. */
  attempts: number;
  /** When the sweep looks at it next; null if it need not. */
  dueAt: number | null;
  /** When the record may be forgotten; null while it has objects. */
  expiresAt: number | null;
  /** Counts the writes to this item; each write requires the one it was based on. */
  rev: number;
}

export type EventType = ImageEventType;

/** Who did something, and from where. */
export interface Actor {
  /** Null for the system itself (the sweep, an event) and for another program. */
  userId: string | null;
  via: Open<ImageEventVia>;
  /** Network address, where it is known. */
  address: string | null;
}

/** Who is calling, as one sign-in of theirs proves. */
export interface Caller {
  userId: string;
  /** `session`: a browser's cookie. `bearer`: a token of the identity provider, shown by another client. */
  kind: 'session' | 'bearer';
  /** Unix time in milliseconds at which they signed in, or their token was issued. */
  signedInAt: number;
}

export interface ImageEvent {
  eventId: string;
  userId: string;
  imageId: string;
  type: Open<EventType>;
  reason: Open<RejectionReason> | null;
  at: number;
  by: Actor;
  /** When the audit trail may forget it. */
  expiresAt: number;
}

/**
 * One atomic step. It takes effect whole, or not at all: not at all if the user does not exist, or if any `before` is
 * no longer what the store holds.
 */
export interface Change {
  userId: string;
  user?: {
    names?: Partial<Names>;
    images?: { before: UserImages; after: UserImages };
    sessionsValidFrom?: number;
    /** Unix time in milliseconds: not at all, either, if who signed in then has been signed out by now. */
    ifSignedInAt?: number;
  };
  images: { before: ImageRecord | null; after: ImageRecord }[];
  events: ImageEvent[];
}
