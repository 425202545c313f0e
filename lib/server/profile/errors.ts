// The failures that use cases name. Each carries a code of the table in lib/shared/error-codes.
import type { ErrorCode, RejectionReason } from '@/lib/shared/error-codes';
import type { Open } from '@/lib/shared/profile-schema';

export interface FieldError {
  field: string;
  message: string;
}

/** A failure that the caller is told about, by its code. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  readonly reason: Open<RejectionReason> | undefined;
  readonly errors: FieldError[] | undefined;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;
  /** Headers that the answer carries besides. */
  readonly headers: Record<string, string> | undefined;

  constructor(
    readonly code: ErrorCode,
    detail?: string,
    more: {
      reason?: Open<RejectionReason>;
      errors?: FieldError[];
      retryAfter?: number;
      headers?: Record<string, string>;
      cause?: unknown;
    } = {},
  ) {
    super(detail ?? code, { cause: more.cause });
    this.reason = more.reason;
    this.errors = more.errors;
    this.retryAfter = more.retryAfter;
    this.headers = more.headers;
  }
}

/** The store no longer holds what a change was based on: read again, decide again. */
export class ChangeConflictError extends Error {
  override readonly name = 'ChangeConflictError';
}

/**
 * A service refuses what the app asks of it: a right, a table, a bucket or a key is missing or wrong. An operator has to act, so it is
 * kept apart from `UnavailableError`; the caller is told 503 all the same.
 */
export class ServiceRefusalError extends ProfileError {
  /** @param resources what was asked for, for the log alone */
  constructor(
    readonly service: string,
    readonly resources: string,
    override readonly cause: Error,
  ) {
    super('unavailable', `${service} refuses the app`, { retryAfter: 30, cause });
  }

  /** For the log: what an operator needs. The message, which callers are told, has none of it. */
  override toString(): string {
    const { name, message } = this.cause;
    return `${this.message} (${this.resources}): ${name}: ${message}. npm run doctor says what to mend`;
  }
}

/** A service that we depend on cannot answer now. Trying again later is right. */
export class UnavailableError extends ProfileError {
  constructor(detail: string, cause?: unknown, retryAfter = 1) {
    super('unavailable', detail, { retryAfter, cause });
  }
}

/** The process that decoded an image died with it, for no reason that we know: the image may be the reason. */
export class DecoderDiedError extends UnavailableError {}
