// Which of the SDK's errors mean "not now". Above this folder nobody sees an error of the SDK.
import { UnavailableError } from '@/lib/server/profile/errors';

const PASSING = new Set([
  'AbortError',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InternalError',
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TimeoutError',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

const NETWORK = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * The error to throw in place of one of the SDK's: unavailable where waiting may heal it, else the error itself, which
 * is then a fault of ours (a missing right, a wrong name).
 */
export function fromAws(service: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const status = httpStatus(error);
  const passing =
    PASSING.has(error.name) || NETWORK.has(code) || (status !== undefined && status >= 500);
  return passing ? new UnavailableError(`${service} cannot answer now`, error) : error;
}

/** The HTTP status of the response an SDK error is about. */
export function httpStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata as { httpStatusCode?: number };
  return metadata.httpStatusCode;
}
