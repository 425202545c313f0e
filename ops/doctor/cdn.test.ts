// CloudFront: its key, and a fake distribution.
import { generateKeyPairSync } from 'node:crypto';
import { examineWith, TEST_PORTS, theWrongOne, wrongOnes } from '@/test/doctor/fixtures';

const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const VARIABLES = {
  CLOUDFRONT_DOMAIN: 'cdn.invalid',
  CLOUDFRONT_KEY_PAIR_ID: 'K123',
  CLOUDFRONT_PRIVATE_KEY: PRIVATE_KEY.replaceAll('\n', '\\n'),
};
const BYTES = 'a few bytes of the doctor';

/** A network with a distribution. */
function withCdn(answer: (asked: { url: URL; isSigned: boolean }) => Response) {
  const fetchWithCdn: typeof fetch = (input, init) => {
    const url = new URL(String(input));
    if (url.hostname !== VARIABLES.CLOUDFRONT_DOMAIN) return fetch(input, init);
    return Promise.resolve(answer({ url, isSigned: url.searchParams.has('Signature') }));
  };
  return { ports: { ...TEST_PORTS, fetch: fetchWithCdn } };
}

const denied = (code: string, message: string) =>
  new Response(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`, { status: 403 });
const guarded = ({ isSigned }: { isSigned: boolean }) =>
  isSigned ? new Response(BYTES) : denied('MissingKey', 'Missing Key-Pair-Id');

test('a healthy distribution', async () => {
  const findings = await examineWith(VARIABLES, withCdn(guarded));
  expect(wrongOnes(findings)).toEqual([]);
  expect(
    findings.filter(({ check, status }) => check.startsWith('cdn') && status === 'ok'),
  ).toHaveLength(3);
  expect(JSON.stringify(findings)).not.toContain('Signature=');
});

test('an invalid key, which never appears in the report', async () => {
  const cut = VARIABLES.CLOUDFRONT_PRIVATE_KEY.slice(0, 200);
  const findings = await examineWith(
    { ...VARIABLES, CLOUDFRONT_PRIVATE_KEY: cut },
    withCdn(guarded),
  );
  const found = theWrongOne(findings, 'variables.CLOUDFRONT_PRIVATE_KEY');
  expect(found.fix).toContain('openssl genrsa');
  expect(JSON.stringify(findings)).not.toContain(cut.slice(60, 100));
});

test('a URL instead of a host', async () => {
  const changed = { ...VARIABLES, CLOUDFRONT_DOMAIN: 'https://cdn.invalid/' };
  const found = theWrongOne(
    await examineWith(changed, withCdn(guarded)),
    'variables.CLOUDFRONT_DOMAIN',
  );
  expect(found.fix).toBe('export CLOUDFRONT_DOMAIN=cdn.invalid');
});

test('a key that is not in the key group', async () => {
  const cdn = withCdn(() => denied('InvalidKey', 'Unknown Key'));
  expect(theWrongOne(await examineWith(VARIABLES, cdn), 'cdn.signed').cause).toContain('key group');
});

test('a distribution that may not read the bucket', async () => {
  const cdn = withCdn(({ isSigned }) =>
    isSigned ? denied('AccessDenied', 'Access Denied') : guarded({ isSigned }),
  );
  expect(theWrongOne(await examineWith(VARIABLES, cdn), 'cdn.signed').fix).toContain(
    'get-bucket-policy',
  );
});

test('a distribution that serves unsigned requests', async () => {
  theWrongOne(
    await examineWith(
      VARIABLES,
      withCdn(() => new Response(BYTES)),
    ),
    'cdn.unsigned',
  );
});

test('an unknown host', async () => {
  const findings = await examineWith({ ...VARIABLES, CLOUDFRONT_DOMAIN: 'cdn.other.invalid' });
  expect(theWrongOne(findings, 'cdn.signed').detail).toMatch(/ENOTFOUND|EAI_AGAIN/);
});
