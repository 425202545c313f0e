// Converts errors into HTTP responses: RFC 9457 problem details, with the status of each code from the shared table.
import { ProfileError } from '@/lib/server/shared/errors';
import { ERRORS, type ErrorCode } from '@/lib/shared/error-codes';
import type { Problem } from '@/lib/shared/profile-schema';

/** Responses must not be cached: they are personal, and their URLs expire. */
export const NO_STORE = { 'cache-control': 'private, no-store' };

/**
 * Creates the response to a failed request. An error that the caller must not see becomes `internal`, without details.
 */
export function problemResponse(error: unknown): Response {
  const failure = error instanceof ProfileError ? error : new ProfileError('internal');
  const { status, title } = ERRORS[failure.code];
  const body: Problem = {
    type: 'about:blank',
    title,
    status,
    code: failure.code,
    ...(hasDetail(failure) && { detail: failure.message }),
    ...(failure.errors && { errors: failure.errors }),
    ...(failure.reason && { reason: failure.reason }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...NO_STORE,
      'content-type': 'application/problem+json',
      ...failure.headers,
      ...(failure.retryAfter !== undefined && { 'retry-after': String(failure.retryAfter) }),
      ...CHALLENGES[failure.code],
    },
  });
}

/** RFC 9110 requires `WWW-Authenticate` in a 401; RFC 6750, section 3, defines it for invalid tokens. */
const CHALLENGES: Partial<Record<ErrorCode, Record<string, string>>> = {
  unauthenticated: { 'www-authenticate': 'Bearer' },
  invalid_token: { 'www-authenticate': 'Bearer error="invalid_token"' },
};

function hasDetail(failure: ProfileError): boolean {
  return failure.message !== failure.code;
}
