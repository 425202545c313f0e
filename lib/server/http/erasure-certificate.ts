// The certificate of an erasure: a signed JWT that names the user by a hash only, and that anybody can verify offline with the
// published key. https://www.rfc-editor.org/rfc/rfc7519 https://www.rfc-editor.org/rfc/rfc8037
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK, SignJWT } from 'jose';
import { env } from '@/lib/server/env';

const ALGORITHM = 'EdDSA';

interface Erasure {
  /** Unix time in seconds. */
  erasedAt: number;
  images: number;
  objects: number;
  userKept: boolean;
  uploadsClosedAt: number | null;
  complete: boolean;
}

type Settings = Pick<ReturnType<typeof env>, 'erasureKey' | 'appUrl'>;

/** Signs a certificate; returns null if the app has no key to sign with. */
export async function erasureCertificate(
  userId: string,
  { erasedAt, ...erasure }: Erasure,
  { erasureKey, appUrl }: Settings = env(),
): Promise<string | null> {
  if (erasureKey === undefined) return null;
  const { kid = '' } = await publicKey(erasureKey);
  const hash = createHash('sha256').update(userId).digest('hex');
  return new SignJWT({ erasure })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
    .setIssuer(appUrl)
    .setSubject(`sha256:${hash}`)
    .setIssuedAt(erasedAt)
    .sign(createPrivateKey(erasureKey));
}

/** Returns the key set that verifies certificates (RFC 7517); null if the app has no key. */
export async function certificateKeys(
  { erasureKey }: Pick<Settings, 'erasureKey'> = env(),
): Promise<{ keys: JWK[] } | null> {
  return erasureKey === undefined ? null : { keys: [await publicKey(erasureKey)] };
}

async function publicKey(pem: string): Promise<JWK> {
  const jwk = await exportJWK(createPublicKey(pem));
  return { ...jwk, alg: ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}
