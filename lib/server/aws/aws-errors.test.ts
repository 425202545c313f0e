import { ServiceRefusalError, UnavailableError } from '@/lib/server/shared/errors';
import { fromAws, httpStatus } from './aws-errors';

const named = (name: string, more: object = {}) =>
  Object.assign(new Error(name), { name, ...more });

test.each([
  named('CredentialsProviderError'),
  named('ExpiredToken', { $metadata: { httpStatusCode: 400 } }),
  named('ExpiredTokenException', { $metadata: { httpStatusCode: 400 } }),
  named('ProvisionedThroughputExceededException'),
  named('RequestLimitExceeded'),
  named('SlowDown'),
  named('ThrottlingException'),
  named('TimeoutError'),
  named('TransactionConflictException'),
  named('TransactionInProgressException'),
  named('Error', { code: 'ECONNABORTED' }),
  named('Error', { code: 'ECONNREFUSED' }),
  named('Error', { code: 'ECONNRESET' }),
  named('Error', { code: 'EHOSTUNREACH' }),
  named('Error', { code: 'HPE_INVALID_HEADER_TOKEN' }),
  named('SyntaxError', { $metadata: { httpStatusCode: 200 } }),
  named('XAmzContentSHA256Mismatch', { $metadata: { httpStatusCode: 400 } }),
  named('Unknown', { $metadata: { httpStatusCode: 500 } }),
  named('Unknown', { $metadata: { httpStatusCode: 503 } }),
])('%s is transient: UnavailableError, with the error as its cause', (error) => {
  const told = fromAws('S3', 'bucket photos', error);
  expect(told).toBeInstanceOf(UnavailableError);
  expect(told).toMatchObject({ message: 'S3 cannot answer now', cause: error, retryAfter: 1 });
});

test.each([
  named('AccessDenied', { $metadata: { httpStatusCode: 403 } }),
  named('ResourceNotFoundException', { $metadata: { httpStatusCode: 400 } }),
  named('ValidationException', { $metadata: { httpStatusCode: 400 } }),
  named('NoSuchBucket', { $metadata: { httpStatusCode: 404 } }),
  named('InvalidAccessKeyId', { $metadata: { httpStatusCode: 403 } }),
  named('Error', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
])('%s needs an operator: 503 without details for the caller; the log has them', (error) => {
  const told = fromAws('S3', 'bucket photos', error);
  expect(told).toBeInstanceOf(ServiceRefusalError);
  expect(told).not.toBeInstanceOf(UnavailableError);
  expect(told).toMatchObject({ code: 'unavailable', retryAfter: 30, cause: error });
  expect((told as Error).message).not.toMatch(/photos|Exception|Denied/);
  expect(String(told)).toMatch(new RegExp(`bucket photos.*${error.name}: .*npm run doctor`));
});

test.each([new TypeError('no function'), 'a text', undefined])(
  '%s is a bug of ours, and is not mapped',
  (error) => {
    expect(fromAws('S3', 'bucket photos', error)).toBe(error);
  },
);

test('an UnavailableError is not mapped again', () => {
  const error = new UnavailableError('DynamoDB is busy', undefined, 7);
  expect(fromAws('DynamoDB', 'table Users', error)).toBe(error);
});

test('the status is that of the response, if there is one', () => {
  expect(httpStatus(named('X', { $metadata: { httpStatusCode: 416 } }))).toBe(416);
  expect(httpStatus(named('X', { $metadata: {} }))).toBeUndefined();
  expect(httpStatus(new Error('x'))).toBeUndefined();
  expect(httpStatus({ $metadata: { httpStatusCode: 416 } })).toBeUndefined();
});
