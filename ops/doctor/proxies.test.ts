// PROXY_DEPTH, compared with the proxies in front of a fake app.
import { corsFor } from '@/dev/provision';
import { withBucket } from '@/test/doctor/broken-bucket';
import { examineWith, startProxy, theWrongOne, wrongOnes } from '@/test/doctor/fixtures';
import type { Finding } from './finding';

let stop = async () => {};

afterEach(async () => {
  await stop();
  stop = async () => {};
});

/** A fake app that answers with these headers. */
async function appBehind(headers: Record<string, string>, PROXY_DEPTH = ''): Promise<Finding[]> {
  const proxy = await startProxy('http://127.0.0.1:1', () => ({ status: 200, headers }));
  stop = proxy.stop;
  const bucket = await withBucket(corsFor([proxy.url]).CORSRules);
  return examineWith({ ...bucket, NEXTAUTH_URL: proxy.url, PROXY_DEPTH });
}

const lineOf = (findings: Finding[]) => findings.find(({ check }) => check === 'proxy-depth');
const onTheWeb = (NEXTAUTH_URL: string, PROXY_DEPTH = '') =>
  examineWith({ NEXTAUTH_URL, PROXY_DEPTH, LOCAL_SIGN_IN: 'false' });

test('no proxy, and none configured: right', async () => {
  expect(lineOf(await appBehind({}))?.status).toBe('ok');
});

test.each<Record<string, string>>([
  { via: '1.1 0123456789abcdef.cloudfront.net (CloudFront)' },
  { 'x-amz-cf-id': 'abc' },
  { 'cf-ray': '8f0-MEX' },
  { server: 'nginx/1.27' },
  { server: 'awselb/2.0' },
])('a proxy shows in an answer, and none is said to be: %j', async (headers) => {
  const found = theWrongOne(await appBehind(headers), 'proxy-depth');
  expect(found.detail).toContain('PROXY_DEPTH is not set');
  expect(found.fix).toBe('export PROXY_DEPTH=1');
});

test('a proxy shows, and is counted: right', async () => {
  expect(lineOf(await appBehind({ via: '1.1 proxy' }, '1'))?.status).toBe('ok');
});

test('a proxy is configured, and none shows: unknown', async () => {
  const found = lineOf(await appBehind({}, '1'));
  expect(found).toMatchObject({
    status: 'unknown',
    cause: expect.stringContaining('callers can choose'),
  });
});

test.each(['https://main.d1a2b3c4.amplifyapp.com', 'https://d111111abcdef8.cloudfront.net'])(
  'a host that always has a proxy: %s',
  async (url) => {
    expect(wrongOnes(await onTheWeb(url))).toContain('proxy-depth');
    expect(wrongOnes(await onTheWeb(url, '0'))).toContain('proxy-depth');
    expect(lineOf(await onTheWeb(url, '1'))?.status).toBe('ok');
  },
);

test('Vercel’s proxy is counted by default', async () => {
  const url = 'https://perfil.vercel.app';
  expect(lineOf(await onTheWeb(url))?.status).toBe('ok');
  expect(lineOf(await onTheWeb(url, '0'))?.status).toBe('wrong');
});

test('TLS ends in front of the app: unknown', async () => {
  expect(lineOf(await onTheWeb('https://perfil.example.com'))?.status).toBe('unknown');
  expect(lineOf(await onTheWeb('https://perfil.example.com', '2'))?.status).toBe('ok');
});

test('a depth that is no number is a fault of the variable', async () => {
  const findings = await examineWith({ PROXY_DEPTH: 'two' });
  theWrongOne(findings, 'variables.PROXY_DEPTH');
  expect(lineOf(findings)?.detail).toBe('skipped: fix variables.PROXY_DEPTH first');
});
