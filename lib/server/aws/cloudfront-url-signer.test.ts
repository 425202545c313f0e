// Both signers against the same tests: independent code parses their URLs and recomputes the signatures.
import {
  createHash,
  createHmac,
  createPublicKey,
  createVerify,
  generateKeyPairSync,
} from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import type { UrlSigner } from '@/lib/server/profile/ports';
import { cloudFrontUrlSigner } from './cloudfront-url-signer';
import { s3UrlSigner } from './s3-url-signer';

let now = new Date();
beforeEach(() => {
  now = new Date('2026-11-24T12:00:00.700Z');
});
const clock = { now: () => now };
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-example' };
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const cdn = { domain: 'd111111abcdef8.cloudfront.net', keyPairId: 'K2JCJMDEHXQW5F' };

const s3 = s3UrlSigner(
  new S3Client({
    region: 'us-east-1',
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  }),
  'polizalab-documents-dev',
  clock,
);
const cloudFront = { ...s3, ...cloudFrontUrlSigner({ ...cdn, privateKey: pem }, clock) };

/** Verifies a URL like the server: returns its expiry (ms), or null if the signature is invalid. */
type Reader = (
  url: string,
  method: 'GET' | 'PUT',
  headers?: Record<string, string>,
) => number | null;

/** CloudFront's: rebuilds the canned policy from the URL, as the page above describes. */
const readCloudFront: Reader = (address) => {
  const url = new URL(address);
  const parameters = [...url.searchParams.keys()].sort();
  const expected = ['Expires', 'Hash-Algorithm', 'Key-Pair-Id', 'Signature'];
  if (JSON.stringify(parameters) !== JSON.stringify(expected)) return null;
  if (url.searchParams.get('Key-Pair-Id') !== cdn.keyPairId) return null;
  if (url.searchParams.get('Hash-Algorithm') !== 'SHA256') return null;
  const expires = Number(url.searchParams.get('Expires'));
  const resource = address.slice(0, address.indexOf('?'));
  const policy = `{"Statement":[{"Resource":"${resource}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
  const base64 = (url.searchParams.get('Signature') ?? '')
    .replaceAll('-', '+')
    .replaceAll('_', '=')
    .replaceAll('~', '/');
  const good = createVerify('sha256')
    .update(policy)
    .verify(createPublicKey(pair.privateKey), base64, 'base64');
  return good ? expires * 1000 : null;
};

/** S3's: Signature Version 4 in the query. */
const readS3: Reader = (address, method, headers = {}) => {
  const url = new URL(address);
  const query = [...url.searchParams].filter(([name]) => name !== 'X-Amz-Signature');
  const given = { ...headers, host: url.host };
  const signed = (url.searchParams.get('X-Amz-SignedHeaders') ?? '').split(';');
  const canonical = [
    method,
    url.pathname,
    query
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .sort()
      .join('&'),
    ...signed.map((name) => `${name}:${Object.entries(given).find(([n]) => n === name)?.[1]}`),
    '',
    signed.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const time = url.searchParams.get('X-Amz-Date') ?? '';
  const [, ...scope] = (url.searchParams.get('X-Amz-Credential') ?? '').split('/');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), hash].join('\n');
  const key = scope.reduce<string | Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = createHmac('sha256', key).update(text).digest('hex');
  if (signature !== url.searchParams.get('X-Amz-Signature')) return null;
  const iso = time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return Date.parse(iso) + Number(url.searchParams.get('X-Amz-Expires')) * 1000;
};

const signers: [string, UrlSigner, Reader, string][] = [
  ['S3', s3, readS3, 'polizalab-documents-dev.s3.us-east-1.amazonaws.com'],
  ['CloudFront', cloudFront, readCloudFront, cdn.domain],
];

describe.each(signers)('the URL signer for %s', (_name, signer, read, host) => {
  const keys = [
    'profiles/agente/0199.png',
    'profiles/~YS9i/0199/large.webp',
    'profiles/a/á b+c.png',
  ];

  test.each(keys)('signs a GET of %s, for 300 seconds', async (key) => {
    const address = await signer.presignGet(key);
    const url = new URL(address);
    expect(url.protocol).toBe('https:');
    expect(url.host).toBe(host);
    expect(decodeURIComponent(url.pathname)).toBe(`/${key}`);
    expect(read(address, 'GET')).toBe(Date.parse('2026-11-24T12:05:00Z'));
  });

  test.each([
    ['2026-11-24T12:00:00.000Z', '2026-11-24T12:10:00Z', 300],
    ['2026-11-24T12:04:59.999Z', '2026-11-24T12:10:00Z', 1],
    ['2026-11-24T12:05:00.000Z', '2026-11-24T12:15:00Z', 300],
  ])('signs a shared GET at %s, until %s', async (time, dies, endsIn) => {
    now = new Date(time);
    const shared = await signer.presignShared('profiles/agente/0199/document.jpg');
    expect(new URL(shared.url).host).toBe(host);
    expect(read(shared.url, 'GET')).toBe(Date.parse(dies));
    expect(shared.endsIn).toBe(endsIn);
    now = new Date(Date.parse(time) - (Date.parse(time) % 300_000));
    expect((await signer.presignShared('profiles/agente/0199/document.jpg')).url).toBe(shared.url);
  });

  test('a changed GET is invalid', async () => {
    const address = await signer.presignGet('profiles/agente/0199.png');
    expect(read(address.replace('/agente/', '/colega/'), 'GET')).toBeNull();
    expect(read(address.replace('/0199.png', '/0200.png'), 'GET')).toBeNull();
    expect(read(`${address}&response-content-type=text%2Fhtml`, 'GET')).toBeNull();
    for (const [name, value] of new URL(address).searchParams) {
      const changed = new URL(address);
      changed.searchParams.set(name, (value.startsWith('1') ? '2' : '1') + value.slice(1));
      expect([name, read(changed.href, 'GET')]).toEqual([name, null]);
    }
  });

  test('signs a PUT for S3, with its type, for 300 seconds', async () => {
    const grant = await signer.presignPut({
      key: 'uploads/agente/0199.png',
      contentType: 'image/png',
      size: null,
      sha256: null,
    });
    expect(new URL(grant.url).host).toMatch(/^polizalab-documents-dev\.s3\./);
    expect(readS3(grant.url, 'PUT', grant.headers)).toBe(Date.parse('2026-11-24T12:05:00Z'));
    expect(readS3(grant.url, 'PUT', { 'content-type': 'text/html' })).toBeNull();
    expect(readS3(grant.url, 'GET', grant.headers)).toBeNull();
  });
});
