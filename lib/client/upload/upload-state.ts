// The types of an upload: what it works on, its states and its events.

import type { ApiError } from '@/lib/client/api-error';
import type { PhotoFraming } from '@/lib/client/framing/photo-framing';
import type { PutOutcome } from '@/lib/client/put-object';
import type { RejectionReason } from '@/lib/shared/error-codes';
import type { IssueUploadResponse } from '@/lib/shared/profile-schema';
import type { ImageContentType } from '@/lib/shared/upload-policy';

export interface Photo {
  blob: Blob;
  contentType: ImageContentType;
  fileName: string;
  /** Unix time in milliseconds. */
  chosenAt: number;
  /**
   * `profileImageUpdatedAt` of the photo that was shown when this one was chosen or last resumed; null if there was none. Infinity once
   * the user prefers this photo to any other.
   */
  baseUpdatedAt: number | null;
  /** Its framing; absent if the page does not know it, or does not send it. */
  framing?: Promise<PhotoFraming> | undefined;
  /** A `blob:` or `data:` URL that shows the photo until the server's has loaded. */
  previewUrl: string;
}

/** The three calls of an upload, in order: presign, PUT to S3, confirm. */
export type Step = 'issuing' | 'sending' | 'confirming';

export type Ticket = IssueUploadResponse;

/** One photo being uploaded. Each try of a step has a new object. */
export interface Job {
  photo: Photo;
  /** The presigned upload; null until issued, or if it must be issued again. */
  ticket: Ticket | null;
  /** Network failures, 429 and 5xx responses, and conflicts of S3 since the last manual retry. */
  failures: number;
  /** Refusals since the last manual retry. */
  refusals: number;
}

/** One photo being encoded, compared by identity. */
export interface Encoding {
  /** A `data:` URL. */
  previewUrl: string;
}

export type Failure =
  | { kind: 'rejected'; reason: RejectionReason | null }
  | { kind: 'rate_limited'; retryAfter: number | null }
  /** `broken`: an unexpected error in this page. */
  | { kind: 'superseded' | 'refused' | 'unreadable' | 'network' | 'unavailable' | 'broken' };

/** The states that the page shows. */
export type UploadState =
  | { name: 'idle' }
  /** Being encoded. */
  | { name: 'preparing'; encoding: Encoding }
  /** Paused while a newer photo was shown: the user decides. */
  | { name: 'asking'; job: Job }
  | { name: 'issuing'; job: Job }
  /** `sent` is the progress from 0 to 1. */
  | { name: 'sending'; job: Job & { ticket: Ticket }; sent: number }
  | { name: 'confirming'; job: Job & { ticket: Ticket } }
  /** A temporary failure; the runner retries after a wait. `retryAfter` is the server's, in seconds. */
  | { name: 'waiting'; job: Job; next: Step; failure: Failure; retryAfter: number | null }
  | { name: 'offline'; job: Job; next: Step }
  | { name: 'signed-out'; job: Job; next: Step }
  /** Without a job there is nothing to retry. */
  | { name: 'failed'; job: Job | null; next: Step; failure: Failure; canRetry: boolean }
  | { name: 'done'; photo: Photo };

/**
 * Leaving a pause: the user or the shown photo may have changed, so the runner reads the profile before the upload continues. The
 * page still shows the pause.
 */
export interface Checking {
  name: 'checking';
  job: Job;
  next: Step;
  paused: UploadState;
}

export type RunnerState = UploadState | Checking;

/**
 * What to do with a paused photo, by the current profile: `drop` it, since it is another user's or too old; `done`, it is shown
 * already; `ask`, a newer photo is shown; else `resume`.
 */
export type Verdict = 'drop' | 'done' | 'ask' | 'resume';

export type UploadEvent =
  | { type: 'chosen'; encoding: Encoding }
  /** The photo has been encoded; null if that failed. */
  | { type: 'encoded'; encoding: Encoding; photo: Photo | null }
  /** A photo kept by an earlier visit was found. */
  | { type: 'found'; photo: Photo; ticket: Ticket | null }
  /** `shownAt` is the `profileImageUpdatedAt` that the decision was based on. */
  | { type: 'checked'; verdict: Verdict; shownAt: number | null }
  | { type: 'issued'; ticket: Ticket }
  | { type: 'progressed'; sent: number }
  | { type: 'put-ended'; outcome: PutOutcome; online: boolean }
  | { type: 'confirmed' }
  | { type: 'call-failed'; error: ApiError; online: boolean }
  | { type: 'unreadable' }
  /** An unexpected error. */
  | { type: 'broke' }
  | { type: 'time-up' }
  /** The connection or the user is back: a good time to retry. */
  | { type: 'back' }
  | { type: 'retry' }
  | { type: 'cancel' }
  /** The user signed out, or another one signed in. */
  | { type: 'left' };
