// The words in which an upload is told: what it works on, the states it can be in, and the events that move it.

import type { ApiError } from '@/lib/client/api-error';
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
   * `profileImageUpdatedAt` of the photo that was shown when it was chosen, or last found to be no reason to stop; null if there
   * was none. Infinity once the person wants it in place of whatever is shown.
   */
  madeAgainst: number | null;
  /** A `blob:` or `data:` URL: the photo stands on the page by it until the server's has loaded. */
  previewUrl: string;
}

/** The three calls an upload is made of, in order: presign, PUT to S3, confirm. */
export type Step = 'issuing' | 'sending' | 'confirming';

export type Ticket = IssueUploadResponse;

/** One photo on its way. A new object for each new attempt at a step. */
export interface Job {
  photo: Photo;
  /** Where to send it; null until it was issued, or when it has to be issued anew. */
  ticket: Ticket | null;
  /** How often no answer came, or none but to come back later, since the person last set it going. */
  failures: number;
  /** How often it was turned away since then. */
  refusals: number;
}

/** One photo in the making, told from another by its identity. */
export interface Making {
  previewUrl: string | null;
}

export type Failure =
  | { kind: 'rejected'; reason: RejectionReason | null }
  | { kind: 'rate_limited'; retryAfter: number | null }
  /** `broken`: a fault in this page, not known to any other kind. */
  | { kind: 'superseded' | 'refused' | 'unreadable' | 'network' | 'unavailable' | 'broken' };

/** The states that the page knows. */
export type UploadState =
  | { name: 'idle' }
  /** Chosen, and being made small enough. `previewUrl` is null where the browser cannot show it as it is. */
  | { name: 'preparing'; making: Making }
  /** A photo that has rested, but a newer one is shown meanwhile: the person decides. */
  | { name: 'asking'; job: Job }
  | { name: 'issuing'; job: Job }
  /** `sent` is the fraction done, from 0 to 1. */
  | { name: 'sending'; job: Job & { ticket: Ticket }; sent: number }
  | { name: 'confirming'; job: Job & { ticket: Ticket } }
  /** It failed in a way that can heal; the runner tries again after a while. `retryAfter` is what the server asked for, in seconds. */
  | { name: 'waiting'; job: Job; next: Step; failure: Failure; retryAfter: number | null }
  | { name: 'offline'; job: Job; next: Step }
  | { name: 'signed-out'; job: Job; next: Step }
  /** Without a job there is nothing to try again with. */
  | { name: 'failed'; job: Job | null; next: Step; failure: Failure; canRetry: boolean }
  | { name: 'done'; photo: Photo };

/**
 * On its way out of a rest, however short: whoever is signed in, and what is shown, may have changed meanwhile, so the profile is
 * read before the upload goes on. The page goes on showing the rest.
 */
export interface Checking {
  name: 'checking';
  job: Job;
  next: Step;
  rest: UploadState;
}

export type RunnerState = UploadState | Checking;

/**
 * What a look at the profile says about a photo: `drop` it, it is another person's or too old; `done`, it is shown already; `ask`, a
 * newer photo is shown; else `resume`.
 */
export type Verdict = 'drop' | 'done' | 'ask' | 'resume';

export type UploadEvent =
  | { type: 'chosen'; making: Making }
  /** A photo that was being made has been made, or could not be: null. */
  | { type: 'made'; making: Making; photo: Photo | null }
  /** A photo was found that an earlier visit has kept. */
  | { type: 'found'; photo: Photo; ticket: Ticket | null }
  /** `shownAt` is the `profileImageUpdatedAt` that the verdict was given against. */
  | { type: 'checked'; verdict: Verdict; shownAt: number | null }
  | { type: 'issued'; ticket: Ticket }
  | { type: 'progressed'; sent: number }
  | { type: 'put-ended'; outcome: PutOutcome; online: boolean }
  | { type: 'confirmed' }
  | { type: 'call-failed'; error: ApiError; online: boolean }
  | { type: 'unreadable' }
  /** Something failed that nobody foresaw. */
  | { type: 'broke' }
  | { type: 'time-up' }
  /** The connection is back, or the person is: a good moment to try again. */
  | { type: 'back' }
  | { type: 'retry' }
  | { type: 'cancel' }
  /** The person has signed out, or another one has signed in. */
  | { type: 'left' };
