// The errors of the use cases. Each has a code of the table in lib/shared/error-codes.
import type { ErrorCode, RejectionReason } from '@/lib/shared/error-codes';
import type { Open } from '@/lib/shared/profile-schema';

interface FieldError {
  field: string;
  message: string;
}

/** An error that the caller sees, by its code. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  readonly reason: Open<RejectionReason> | undefined;
  readonly errors: FieldError[] | undefined;
  /** `Retry-After`, in seconds. */
  readonly retryAfter: number | undefined;
  /** Additional response headers. */
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

/** Optimistic-lock conflict: the stored data changed since it was read. Read again and decide again. */
export class ChangeConflictError extends Error {
  override readonly name = 'ChangeConflictError';
}

/**
 * A service refuses the app's request: a permission, table, bucket or key is missing or wrong. An operator has to act, so it is
 * distinct from `UnavailableError`; the caller still gets a 503.
 */
export class ServiceRefusalError extends ProfileError {
  /** @param resources the requested resources, only for the log */
  constructor(
    readonly service: string,
    readonly resources: string,
    override readonly cause: Error,
  ) {
    super('unavailable', `${service} refuses the app`, { retryAfter: 30, cause });
  }

  /** For the log: the details that an operator needs. The message, which callers see, has none of them. */
  override toString(): string {
    const { name, message } = this.cause;
    return `${this.message} (${this.resources}): ${name}: ${message}. npm run doctor says what to mend`;
  }
}

/** A service that the app depends on is unavailable. The caller should retry later. */
export class UnavailableError extends ProfileError {
  constructor(detail: string, cause?: unknown, retryAfter = 1) {
    super('unavailable', detail, { retryAfter, cause });
  }
}

/** The decoder process died, or had to be ended, for an unknown reason: the image may be the cause. */
export class DecoderDiedError extends UnavailableError {}
