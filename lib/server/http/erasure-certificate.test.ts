// Certificates are verified by node:crypto, which did not sign them.
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  verify,
} from 'node:crypto';
import { certificateKeys, erasureCertificate } from './erasure-certificate';

const appUrl = 'https://perfil.example.com';
const userId = 'ana-7';
const erasure = {
  erasedAt: 1_700_000_000,
  images: 2,
  objects: 12,
  userKept: false,
  uploadsClosedAt: 1_700_000_100,
  complete: true,
};

function newKey(): string {
  return generateKeyPairSync('ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());

test('the published key verifies the certificate, which names the user only by a hash', async () => {
  const settings = { erasureKey: newKey(), appUrl };
  const certificate = (await erasureCertificate(userId, erasure, settings)) ?? '';
  const [header, payload, signature = ''] = certificate.split('.');
  const [key] = (await certificateKeys(settings))?.keys ?? [];
  if (!key) throw new Error('no key is published');
  expect(key).not.toHaveProperty('d');
  expect(decode(header)).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: key.kid });

  const signed = Buffer.from(`${header}.${payload}`);
  const publicKey = createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
  const isValid = (bytes: Buffer) =>
    verify(null, bytes, publicKey, Buffer.from(signature, 'base64url'));
  expect(isValid(signed)).toBe(true);
  expect(isValid(Buffer.from(`${header}.${payload}A`))).toBe(false);

  const { erasedAt, ...facts } = erasure;
  expect(decode(payload)).toEqual({
    iss: appUrl,
    iat: erasedAt,
    sub: `sha256:${createHash('sha256').update(userId).digest('hex')}`,
    erasure: facts,
  });
  expect(Buffer.from(certificate.replaceAll('.', ''), 'base64url').toString()).not.toContain(
    userId,
  );
});

test('the key of another app does not verify it, and has another id', async () => {
  const [one, other] = [newKey(), newKey()].map((erasureKey) => ({ erasureKey, appUrl }));
  const ids = await Promise.all(
    [one, other].map(async (given) => (await certificateKeys(given))?.keys[0]?.kid),
  );
  expect(new Set(ids).size).toBe(2);
});

test('without a key there is no certificate and no key set', async () => {
  expect(await erasureCertificate(userId, erasure, { erasureKey: undefined, appUrl })).toBeNull();
  expect(await certificateKeys({ erasureKey: undefined })).toBeNull();
});
