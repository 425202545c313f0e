// Failures as HTTP answers: RFC 9457 problem details, each code with the status that the one table gives it.
import { ProfileError } from '@/lib/server/profile/errors';
import { ERRORS, type ErrorCode } from '@/lib/shared/error-codes';
import type { Problem } from '@/lib/shared/profile-schema';

/** No answer of this API may stand in a cache: it is about one person, and its URLs die. */
export const NO_STORE = { 'cache-control': 'private, no-store' };

/**
 * The answer to a failed request. What is not a failure that the caller may know of becomes `internal`, told as nothing.
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

/** RFC 9110 asks that a 401 names how to authenticate; RFC 6750, section 3, says how of a token that was refused. */
const CHALLENGES: Partial<Record<ErrorCode, Record<string, string>>> = {
  unauthenticated: { 'www-authenticate': 'Bearer' },
  invalid_token: { 'www-authenticate': 'Bearer error="invalid_token"' },
};

function hasDetail(failure: ProfileError): boolean {
  return failure.message !== failure.code;
}
