// The errors of the API client.
import {
  ERRORS,
  type ErrorCode,
  REJECTION_REASONS,
  type RejectionReason,
} from '@/lib/shared/error-codes';
import type { Problem } from '@/lib/shared/profile-schema';

/** `network`: no response arrived. `unexpected`: the response is not one of our API, but for example of a proxy in between. */
type ApiErrorCode = ErrorCode | 'network' | 'unexpected';

/** A failed call of the API. */
export class ApiError extends Error {
  override name = 'ApiError';

  constructor(
    readonly code: ApiErrorCode,
    /** The HTTP status; 0 if no response arrived. */
    readonly status: number,
    readonly details: {
      /** With `image_rejected`: why. */
      reason?: RejectionReason | null;
      /** Seconds to wait before another try, from `Retry-After`. */
      retryAfter?: number | null;
      /** With `invalid_request`: which fields are wrong, and how. */
      errors?: Problem['errors'];
    } = {},
    options?: ErrorOptions,
  ) {
    super(`${code} (${status})`, options);
  }
}

/** Parses an error response. A body that is not our API's becomes `unexpected`. Never rejects. */
export async function toApiError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const problem = isRecord(body) ? body : {};
  const code = typeof problem.code === 'string' ? problem.code : '';
  return new ApiError(isErrorCode(code) ? code : 'unexpected', response.status, {
    reason: REJECTION_REASONS.find((reason) => reason === problem.reason) ?? null,
    retryAfter: toSeconds(response.headers.get('Retry-After')),
    errors: Array.isArray(problem.errors) ? (problem.errors as Problem['errors']) : undefined,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** `Retry-After` in whole seconds; the API never sends the date form of RFC 9110. */
function toSeconds(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null;
}
