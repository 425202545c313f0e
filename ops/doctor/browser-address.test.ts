// Another server at S3_PUBLIC_ENDPOINT: one check names it, and the checks that depend on it are skipped.

import { S3_ENDPOINT } from '@/test/doctor/broken-bucket';
import {
  CREDENTIALS,
  examineWith,
  newBucket,
  type ProxiedRequest,
  type ProxyAnswer,
  startProxy,
  type TestBucket,
  type TestProxy,
  theWrongOne,
  wrongOnes,
} from '@/test/doctor/fixtures';
import type { Finding } from './finding';

let bucket: TestBucket;
const proxies: TestProxy[] = [];

beforeEach(async () => {
  bucket = await newBucket();
});

afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.stop();
  expect(await bucket.keys()).toEqual([]);
  await bucket.remove();
});

async function browsersMeet(
  instead: (asked: ProxiedRequest) => ProxyAnswer | undefined,
  alter?: Parameters<typeof startProxy>[2],
): Promise<Finding[]> {
  const proxy = await startProxy(S3_ENDPOINT, instead, alter);
  proxies.push(proxy);
  return examineWith({ S3_BUCKET: bucket.name, S3_PUBLIC_ENDPOINT: proxy.url });
}

const html = (status: number, headers: Record<string, string> = {}): ProxyAnswer => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body: '<html><body>Bienvenido</body></html>',
});
const s3Error = (status: number, code: string): ProxyAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<Error><Code>${code}</Code><Message>as the test says</Message></Error>`,
});
const DEPENDENT = [
  'cors',
  'cors.get',
  'upload',
  'upload.twice',
  'object.process',
  'object.delete',
  'object.proven',
  'object.get',
];

function expectNotTried(findings: Finding[]): void {
  const details = findings.filter(({ check }) => DEPENDENT.includes(check));
  expect(details.map(({ check, detail }) => [check, detail])).toEqual(
    DEPENDENT.map((check) => [check, 'skipped: fix s3-browser first']),
  );
}

test('another address of the same store is no fault', async () => {
  const findings = await browsersMeet(() => undefined);
  expect(wrongOnes(findings)).toEqual([]);
  expect(findings).toContainEqual(
    expect.objectContaining({
      check: 's3-browser',
      status: 'ok',
      detail: expect.stringContaining('the same store'),
    }),
  );
});

test.each<[string, (asked: ProxiedRequest) => ProxyAnswer | undefined]>([
  ['a captive portal that says 200 to everything', () => html(200)],
  ['200 and nothing, to everything', () => ({ status: 200 })],
  ['204 to everything', () => ({ status: 204 })],
  ['a page to sign in at', () => html(302, { location: 'http://127.0.0.1:1/login' })],
  ['a proxy that refuses', () => html(403)],
  ['a proxy whose store is gone', () => html(502)],
  ['a web server without that page', () => html(404)],
  ['another store, without the bucket', () => s3Error(404, 'NoSuchBucket')],
  ['another store, with a bucket of that name', () => s3Error(404, 'NoSuchKey')],
  ['another store, with other keys', () => s3Error(403, 'InvalidAccessKeyId')],
  ['a proxy that changes what is signed', () => s3Error(403, 'SignatureDoesNotMatch')],
  [
    'a proxy that reads from the store, and discards PUTs',
    ({ method }) => (method === 'PUT' ? { status: 200 } : undefined),
  ],
  [
    'a proxy that reads from the store, and answers PUTs with a page',
    ({ method }) => (method === 'PUT' ? html(405) : undefined),
  ],
])('%s', async (_, instead) => {
  const findings = await browsersMeet(instead);
  const found = theWrongOne(findings, 's3-browser');
  expect(found.detail).toContain('is not the store of S3_ENDPOINT');
  expect(found.fix).toMatch(/^curl -si http:/);
  expectNotTried(findings);
});

test('a proxy that changes the content type of pictures', async () => {
  const findings = await browsersMeet(
    () => undefined,
    (headers) => {
      headers['content-type'] = 'text/html';
    },
  );
  theWrongOne(findings, 's3-browser');
  expectNotTried(findings);
});

test('a refusal at both addresses is not a fault of one', async () => {
  const denied = ({ method, url }: ProxiedRequest) =>
    method === 'PUT' && url.pathname.includes('/uploads/')
      ? s3Error(403, 'AccessDenied')
      : undefined;
  const [own, forBrowsers] = [
    await startProxy(S3_ENDPOINT, denied),
    await startProxy(S3_ENDPOINT, denied),
  ];
  proxies.push(own, forBrowsers);
  const findings = await examineWith({
    S3_BUCKET: bucket.name,
    S3_ENDPOINT: own.url,
    S3_PUBLIC_ENDPOINT: forBrowsers.url,
  });
  theWrongOne(findings, 'upload');
});

test('wrong credentials fail one check only', async () => {
  const proxy = await startProxy(S3_ENDPOINT, () => html(200));
  proxies.push(proxy);
  const findings = await examineWith(
    { S3_BUCKET: bucket.name, S3_PUBLIC_ENDPOINT: proxy.url },
    { credentials: { ...CREDENTIALS, secretAccessKey: 'another-secret' } },
  );
  theWrongOne(findings, 'credentials');
});
