// Route handlers do not load libraries that they do not use: loading them costs CPU time at each cold start. The libraries are not replaced;
// Jest reports when each is loaded.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const mockLoaded: string[] = [];
jest.mock('sharp', () => {
  mockLoaded.push('sharp');
  return jest.requireActual('sharp');
});
jest.mock('pdfkit', () => {
  mockLoaded.push('pdfkit');
  return jest.requireActual('pdfkit');
});
jest.mock('fontkit', () => {
  mockLoaded.push('fontkit');
  return jest.requireActual('fontkit');
});
jest.mock('@hyzyla/pdfium', () => {
  mockLoaded.push('@hyzyla/pdfium');
  return jest.requireActual('@hyzyla/pdfium');
});
jest.mock('@vercel/oidc-aws-credentials-provider', () => {
  mockLoaded.push('@vercel/oidc-aws-credentials-provider');
  return jest.requireActual('@vercel/oidc-aws-credentials-provider');
});
jest.mock('@aws-sdk/cloudfront-signer', () => {
  mockLoaded.push('@aws-sdk/cloudfront-signer');
  return jest.requireActual('@aws-sdk/cloudfront-signer');
});

jest.mock('@aws-sdk/client-eventbridge', () => {
  mockLoaded.push('@aws-sdk/client-eventbridge');
  return jest.requireActual('@aws-sdk/client-eventbridge');
});

// Nearly every route loads these two.
const mockUsual: string[] = [];
jest.mock('pino', () => {
  mockUsual.push('pino');
  return jest.requireActual('pino');
});
jest.mock('@/lib/server/compose', () => {
  mockUsual.push('the use cases');
  return jest.requireActual('@/lib/server/compose');
});

const ROUTES = readdirSync('app', { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('route.ts'),
);

test('there are route handlers', () => {
  expect(ROUTES.length).toBeGreaterThan(5);
});

test.each(ROUTES)('%s loads none of them', async (path) => {
  await import(join(process.cwd(), 'app', path));
  expect(mockLoaded).toEqual([]);
});

test('a request to the health endpoint loads none of them', async () => {
  const { health } = await import('@/lib/server/compose-engines');
  expect((await health()).enginesAnswer).toBe(true);
  expect(mockLoaded).toEqual([]);
});

test('the health check loads only the clients', async () => {
  jest.resetModules();
  mockUsual.length = 0;
  await import('@/app/api/health/route');
  expect(mockUsual).toEqual([]);
  await import('@/app/api/profile/route');
  expect(mockUsual.toSorted()).toEqual(['pino', 'the use cases']);
});

test('CloudFront is loaded with the first URL that it serves', async () => {
  const { cloudFrontUrlSigner } = await import('@/lib/server/aws/cloudfront-url-signer');
  expect(mockLoaded).toEqual([]);
  const key = { domain: 'd1.cloudfront.net', keyPairId: 'K2JCJMDEHXQW5F', privateKey: 'none' };
  const signer = cloudFrontUrlSigner(key, { now: () => new Date() });
  await expect(signer.presignGet('profiles/a/1')).rejects.toThrow();
  expect(mockLoaded).toEqual(['@aws-sdk/cloudfront-signer']);
});
