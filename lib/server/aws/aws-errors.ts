// Maps the SDK's errors to the app's errors. No other folder handles SDK errors.
import { ProfileError, ServiceRefusalError, UnavailableError } from '@/lib/server/shared/errors';

/** Transient errors. The last four mean that a request or response was damaged or truncated. */
const TRANSIENT = new Set([
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
  'BadDigest',
  'IncompleteBody',
  'SyntaxError',
  'XAmzContentSHA256Mismatch',
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
 * Maps an error of an SDK call to the error to throw: `UnavailableError` if it is transient, `ServiceRefusalError` if the service,
 * or the connection to it, refuses the app; else the same error, which is a bug of ours.
 * @param resources the tables or buckets of the call, for the log
 */
export function fromAws(service: string, resources: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ProfileError) return error;
  const code = 'code' in error ? String(error.code) : '';
  const status = httpStatus(error);
  const isTransient =
    TRANSIENT.has(error.name) ||
    NETWORK.has(code) ||
    // Errors of Node's HTTP parser.
    code.startsWith('HPE_') ||
    (status !== undefined && status >= 500);
  if (isTransient) return new UnavailableError(`${service} cannot answer now`, error);
  // A bug of ours has neither a status nor a network or TLS error code.
  return status === undefined && code === ''
    ? error
    : new ServiceRefusalError(service, resources, error);
}

/** Returns the HTTP status of the response in an SDK error. */
export function httpStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata as { httpStatusCode?: number };
  return metadata.httpStatusCode;
}
