// The variables of the local commands and their defaults.
import { resolve } from 'node:path';
import { LOCAL_CREDENTIALS, readSettings } from './settings';

test('the defaults', () => {
  expect(readSettings({ PORT: '' })).toEqual({
    dataDir: resolve('.local'),
    port: 3000,
    s3Port: 9000,
    dynamoDbPort: 8000,
    s3Endpoint: undefined,
    dynamoDbEndpoint: undefined,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret-key' },
    bucket: 'polizalab-documents-dev',
    usersTable: 'Users',
    imagesTable: 'ProfileImages',
    rateLimitsTable: 'ProfileRateLimits',
  });
});

test.each(['65536', '-1', 'abc', '80.5', '1e3'])('%s is not a port', (PORT) => {
  expect(() => readSettings({ PORT })).toThrow(`PORT is "${PORT}"`);
});

describe("AWS keys in the developer's shell", () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' };

  test('are never used for the embedded engines', () => {
    expect(readSettings(keys).credentials).toEqual(LOCAL_CREDENTIALS);
  });

  test('are used for a server of the developer’s own', () => {
    const settings = readSettings({ ...keys, S3_ENDPOINT: 'http://127.0.0.1:7480' });
    expect(settings.credentials).toEqual({ accessKeyId: 'AKIA', secretAccessKey: 'secret' });
  });
});
