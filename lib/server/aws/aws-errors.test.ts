import { UnavailableError } from '@/lib/server/profile/errors';
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
  named('Unknown', { $metadata: { httpStatusCode: 500 } }),
  named('Unknown', { $metadata: { httpStatusCode: 503 } }),
])('%s may pass: "not now", with the error as its cause', (error) => {
  const told = fromAws('S3', error);
  expect(told).toBeInstanceOf(UnavailableError);
  expect(told).toMatchObject({ message: 'S3 cannot answer now', cause: error, retryAfter: 1 });
});

test.each([
  named('AccessDenied', { $metadata: { httpStatusCode: 403 } }),
  named('ResourceNotFoundException', { $metadata: { httpStatusCode: 400 } }),
  named('NoSuchBucket', { $metadata: { httpStatusCode: 404 } }),
  new TypeError('no function'),
  'a text',
  undefined,
])('%s will not pass, and is told as it is', (error) => {
  expect(fromAws('S3', error)).toBe(error);
});

test('what is "not now" already stays what it is', () => {
  const error = new UnavailableError('DynamoDB is busy', undefined, 7);
  expect(fromAws('DynamoDB', error)).toBe(error);
});

test('the status is that of the response, where there was one', () => {
  expect(httpStatus(named('X', { $metadata: { httpStatusCode: 416 } }))).toBe(416);
  expect(httpStatus(named('X', { $metadata: {} }))).toBeUndefined();
  expect(httpStatus(new Error('x'))).toBeUndefined();
  expect(httpStatus({ $metadata: { httpStatusCode: 416 } })).toBeUndefined();
});
