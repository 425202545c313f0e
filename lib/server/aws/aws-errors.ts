// What the SDK's errors mean to the app. Above this folder nobody sees an error of the SDK.
import { ProfileError, ServiceRefusalError, UnavailableError } from '@/lib/server/profile/errors';

/** Waiting may heal these. The last four are of a request or an answer that was damaged or cut off on its way. */
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
 * The error to throw in place of one that a call of the SDK threw: `UnavailableError` where waiting may heal it,
 * `ServiceRefusalError` where the service, or the way to it, refuses the app; else the error itself, which is a fault of ours.
 * @param resources what the call was about, for the log
 */
export function fromAws(service: string, resources: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ProfileError) return error;
  const code = 'code' in error ? String(error.code) : '';
  const status = httpStatus(error);
  const passing =
    PASSING.has(error.name) ||
    NETWORK.has(code) ||
    // What Node's HTTP parser cannot read.
    code.startsWith('HPE_') ||
    (status !== undefined && status >= 500);
  if (passing) return new UnavailableError(`${service} cannot answer now`, error);
  // A fault of ours has no status, and no code of the network or of TLS.
  return status === undefined && code === ''
    ? error
    : new ServiceRefusalError(service, resources, error);
}

/** The HTTP status of the response an SDK error is about. */
export function httpStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata as { httpStatusCode?: number };
  return metadata.httpStatusCode;
}
