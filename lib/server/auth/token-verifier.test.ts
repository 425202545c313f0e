// Tokens of a real identity provider, and forged ones of many kinds.
import { createHmac, createPublicKey, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { type OidcProcess, startOidcProcess } from '@/dev/oidc-process';
import { type TokenVerifier, tokenVerifier } from './token-verifier';

let provider: OidcProcess;
let key: JWK;
let verify: TokenVerifier;

beforeAll(async () => {
  provider = await startOidcProcess(process.cwd());
  key = await provider.key();
  verify = tokenVerifier(trusted());
});

afterAll(() => provider.stop());

/** Longer than any test, in milliseconds. */
const NEVER = 600_000;

function trusted() {
  const audiences = ['profile', 'crm', provider.api];
  return { issuer: provider.issuer, audiences, timeout: NEVER };
}

const trusting = ({ issuer }: CountingIssuer) => ({
  issuer,
  audiences: ['profile'],
  timeout: NEVER,
});

const now = () => Math.floor(Date.now() / 1000);

function goodClaims() {
  return { iss: provider.issuer, sub: 'agente', aud: 'profile', iat: now(), exp: now() + 300 };
}

/** Signs a token with the provider's key. An undefined claim is left out. */
async function signed(claims: object = {}, header: object = {}): Promise<string> {
  const payload = JSON.parse(JSON.stringify({ ...goodClaims(), ...claims }));
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header })
    .sign(await importJWK(key, 'RS256'));
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function publicPart({ kty, n, e, kid }: JWK): JWK {
  return { kty, n, e, kid };
}

describe('accepted', () => {
  it('an ID token of this app, from the code flow', async () => {
    const before = now();
    const { id_token } = await provider.tokens('profile', 'agente');
    const caller = await verify(id_token);
    expect(caller).toMatchObject({ userId: 'agente', kind: 'bearer' });
    expect(caller.signedInAt).toBeGreaterThanOrEqual(before * 1000);
    expect(caller.signedInAt).toBeLessThanOrEqual(Date.now());
  });

  it('an ID token and a JWT access token of another configured client', async () => {
    const { id_token, access_token } = await provider.tokens('crm', 'a/b/../c', provider.api);
    expect((await verify(id_token)).userId).toBe('a/b/../c');
    expect((await verify(access_token)).userId).toBe('a/b/../c');
  });

  it.each<[string, () => object]>([
    [
      'an access token as Cognito makes them',
      () => ({ aud: undefined, client_id: 'crm', token_use: 'access' }),
    ],
    ['an ID token as Cognito makes them', () => ({ token_use: 'id' })],
    ['one of several audiences', () => ({ aud: ['someone', 'profile'] })],
    [
      'one of several audiences, and the party',
      () => ({ aud: ['someone', 'profile'], azp: 'crm' }),
    ],
    ['just over, by a clock that is behind', () => ({ exp: now() - 5 })],
    ['issued at a fraction of a second', () => ({ iat: now() - 5.5 })],
    ['a subject that is full of slashes', () => ({ sub: '/../a//b/%2e%2e/' })],
  ])('%s', async (_, claims) => {
    await expect(signed(claims()).then(verify)).resolves.toMatchObject({ kind: 'bearer' });
  });
});

it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])(
  'a token signed with %s is accepted, and one by another key of that type is not',
  async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const asked = await countingIssuer({ ...(await exportJWK(publicKey)), kid: 'one', alg });
    const verifyTheirs = tokenVerifier(trusting(asked));
    const signedBy = (by: typeof privateKey) =>
      new SignJWT({ ...goodClaims(), iss: asked.issuer })
        .setProtectedHeader({ alg, kid: 'one' })
        .sign(by);
    await expect(signedBy(privateKey).then(verifyTheirs)).resolves.toMatchObject({
      userId: 'agente',
    });
    const stranger = await generateKeyPair(alg);
    await expect(signedBy(stranger.privateKey).then(verifyTheirs)).rejects.toMatchObject({
      code: 'invalid_token',
    });
    asked.server.close();
  },
);

describe('rejected', () => {
  const claims: [string, () => object][] = [
    ['expired', () => ({ exp: now() - 60 })],
    ['without an end', () => ({ exp: undefined })],
    ['not valid yet', () => ({ nbf: now() + 600 })],
    ['issued in the future, to outlive being signed out', () => ({ iat: now() + 600 })],
    ['without the time it was issued at', () => ({ iat: undefined })],
    ['issued at a time that no table can hold', () => ({ iat: 1e-200 })],
    ['issued before there was this app', () => ({ iat: -1e300 })],
    ['for another audience', () => ({ aud: 'stranger' })],
    [
      'for another audience, by a client of ours',
      () => ({ aud: 'stranger', client_id: 'profile' }),
    ],
    ['for another party among several', () => ({ aud: ['profile', 'evil'], azp: 'evil' })],
    ['for a list of parties', () => ({ aud: ['profile', 'evil'], azp: ['profile'] })],
    ['for nobody', () => ({ aud: undefined })],
    ['for an empty list', () => ({ aud: [] })],
    ['of another client', () => ({ aud: undefined, client_id: 'stranger' })],
    ['of a list of clients', () => ({ aud: undefined, client_id: ['profile'] })],
    ['of another issuer', () => ({ iss: 'https://issuer.example' })],
    ['of our issuer, with a slash more', () => ({ iss: `${provider.issuer}/` })],
    ['of a list of issuers', () => ({ iss: [provider.issuer] })],
    ['without an issuer', () => ({ iss: undefined })],
    ['for another use', () => ({ token_use: 'refresh' })],
    ['for a list of uses', () => ({ token_use: ['access'] })],
    [
      'a logout token',
      () => ({ events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }),
    ],
    ['without a subject', () => ({ sub: undefined })],
    ['with an empty subject', () => ({ sub: '' })],
    ['with a list of subjects', () => ({ sub: ['agente'] })],
    ['with a number of a subject', () => ({ sub: 7 })],
    ['with a subject of 2 KB', () => ({ sub: 'a'.repeat(2048) })],
    ['with a control character in the subject', () => ({ sub: 'a\nb' })],
    ['with a subject that is not ASCII', () => ({ sub: 'аgente' })],
  ];

  it.each(claims)('%s', async (_, change) => {
    await expectRefused(await signed(change()));
  });

  it('a logout token with its type, and an unknown critical extension', async () => {
    const payload = part(goodClaims());
    for (const more of [{ typ: 'logout+jwt' }, { crit: ['unknown'], unknown: true }]) {
      const content = `${part({ alg: 'RS256', kid: key.kid, ...more })}.${payload}`;
      const signature = sign('sha256', Buffer.from(content), { key: key as never, format: 'jwk' });
      await expectRefused(`${content}.${signature.toString('base64url')}`);
    }
  });

  it('signed by a key in the token, or at a URL in it; nothing is fetched from there', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const own = { ...(await exportJWK(publicKey)), kid: 'own', alg: 'RS256' };
    const elsewhere = await countingIssuer(own);
    for (const header of [
      { kid: 'own', jwk: own },
      { kid: key.kid, jwk: own },
      { kid: 'own', jku: `${elsewhere.issuer}/jwks` },
      { kid: key.kid, jku: `${elsewhere.issuer}/jwks` },
      { kid: key.kid, x5u: `${elsewhere.issuer}/cert` },
      { kid: `${elsewhere.issuer}/jwks` },
      { kid: '../../../../dev/null' },
      { kid: "' UNION SELECT 'a" },
      { kid: '__proto__' },
    ]) {
      const forged = new SignJWT(goodClaims()).setProtectedHeader({ alg: 'RS256', ...header });
      await expectRefused(await forged.sign(privateKey));
    }
    expect(elsewhere.paths).toEqual([]);
    elsewhere.server.close();
  });

  it('unsigned', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      await expectRefused(`${part({ alg, kid: key.kid })}.${part(goodClaims())}.`);
    }
  });

  it('with an algorithm that is not allowed, although the key matches', async () => {
    // `publicPart` has no `alg`.
    const asked = await countingIssuer(publicPart(key));
    const lax = tokenVerifier(trusting(asked));
    const by = async (alg: string) =>
      new SignJWT({ ...goodClaims(), iss: asked.issuer })
        .setProtectedHeader({ alg, kid: key.kid })
        .sign(await importJWK({ ...key, alg }, alg));
    await expect(by('PS256').then(lax)).resolves.toMatchObject({ userId: 'agente' });
    for (const alg of ['RS384', 'RS512', 'PS512']) {
      await expect(by(alg).then(lax)).rejects.toMatchObject({ code: 'invalid_token' });
    }
    asked.server.close();
  });

  it('HS256 with the public key as the secret', async () => {
    const spki = createPublicKey({ key: publicPart(key) as never, format: 'jwk' });
    const secrets = [
      spki.export({ format: 'pem', type: 'spki' }),
      spki.export({ format: 'der', type: 'spki' }),
      JSON.stringify(publicPart(key)),
      Buffer.from(String(key.n), 'base64url'),
    ];
    for (const secret of secrets) {
      const content = `${part({ alg: 'HS256', kid: key.kid })}.${part(goodClaims())}`;
      const signature = createHmac('sha256', secret).update(content).digest('base64url');
      await expectRefused(`${content}.${signature}`);
    }
  });

  it('tampered with', async () => {
    const token = await signed();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const other = part({ ...goodClaims(), sub: 'colega' });
    const broken = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    for (const forged of [
      `${header}.${other}.${signature}`,
      `${header}.${payload}.${broken}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.${signature}`,
      `${part({ alg: 'PS256', kid: key.kid })}.${payload}.${signature}`,
      `${header}.${part([])}.${signature}`,
      'a.b.c',
      '',
    ]) {
      await expectRefused(forged);
    }
  });
});

async function expectRefused(token: string): Promise<void> {
  await expect(verify(token)).rejects.toMatchObject({ code: 'invalid_token' });
}

describe('keys', () => {
  it('a new one is accepted, and the old one no longer', async () => {
    const eager = tokenVerifier(trusted(), { cooldown: 0 });
    const old = await signed();
    await eager(old);
    key = await provider.rotate();
    await eager(await signed());
    await expect(eager(old)).rejects.toMatchObject({ code: 'invalid_token' });
    verify = tokenVerifier(trusted());
  });

  it('tokens with unknown keys do not cause repeated requests', async () => {
    const asked = await countingIssuer();
    const patient = tokenVerifier(trusting(asked), { cooldown: NEVER });
    for (let count = 0; count < 5; count++) {
      const token = await signed({ iss: asked.issuer }, { kid: `unknown-${count}` });
      await expect(patient(token)).rejects.toMatchObject({ code: 'invalid_token' });
    }
    expect(asked.paths).toEqual(['/.well-known/openid-configuration', '/jwks']);
    asked.server.close();
  });

  it('that are unavailable cause a 503, not `invalid_token`; once they are available, the token is accepted', async () => {
    const asked = await countingIssuer(publicPart(key));
    const patient = tokenVerifier(trusting(asked), { failureLifetime: 0 });
    const token = await signed({ iss: asked.issuer });
    for (const trouble of [404, 500, 'not JSON', { issuer: 'https://issuer.example' }]) {
      asked.trouble = trouble;
      await expect(patient(token)).rejects.toMatchObject({ code: 'unavailable' });
    }
    asked.trouble = undefined;
    await expect(patient(token)).resolves.toMatchObject({ userId: 'agente' });
    asked.server.close();
  });

  it('many concurrent tokens cause one request, and a failing provider is not asked for a while', async () => {
    const asked = await countingIssuer(publicPart(key));
    const sparing = tokenVerifier(trusting(asked), { failureLifetime: NEVER });
    const token = await signed({ iss: asked.issuer });
    const metadata = '/.well-known/openid-configuration';
    asked.trouble = 500;
    for (let count = 0; count < 50; count++) {
      await expect(sparing(token)).rejects.toMatchObject({ code: 'unavailable' });
    }
    expect(asked.paths).toEqual([metadata]);

    asked.trouble = undefined;
    const cold = tokenVerifier(trusting(asked));
    await Promise.all(Array.from({ length: 100 }, () => cold(token)));
    expect(asked.paths).toEqual([metadata, metadata, '/jwks']);
    asked.server.close();
  });

  it('that are cached stay valid while requests for others fail', async () => {
    const asked = await countingIssuer(publicPart(key));
    const eager = tokenVerifier(trusting(asked), { cooldown: 0 });
    const known = await signed({ iss: asked.issuer });
    await eager(known);
    await new Promise((resolve) => asked.server.close(resolve));
    const unknown = await signed({ iss: asked.issuer }, { kid: 'unknown' });
    await expect(eager(unknown)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(eager(known)).resolves.toMatchObject({ userId: 'agente' });
  });

  it('are unavailable if nothing answers; checks without keys still reject', async () => {
    const asked = await countingIssuer();
    await new Promise((resolve) => asked.server.close(resolve));
    const lonely = tokenVerifier(trusting(asked));
    const token = await signed({ iss: asked.issuer });
    await expect(lonely(token)).rejects.toMatchObject({ code: 'unavailable' });
    const unsigned = `${part({ alg: 'none' })}.${part(goodClaims())}.`;
    await expect(lonely(unsigned)).rejects.toMatchObject({ code: 'invalid_token' });
  });
});

interface CountingIssuer {
  server: Server;
  issuer: string;
  paths: string[];
  /** A status or a body instead of the metadata. */
  trouble: unknown;
}

/** An issuer that records its requests. */
async function countingIssuer(...keys: JWK[]): Promise<CountingIssuer> {
  const asked: CountingIssuer = {
    server: createServer(),
    issuer: '',
    paths: [],
    trouble: undefined,
  };
  asked.server.on('request', ({ url = '' }, response) => {
    asked.paths.push(url);
    const metadata = { issuer: asked.issuer, jwks_uri: `${asked.issuer}/jwks` };
    const { trouble } = asked;
    response.statusCode = typeof trouble === 'number' ? trouble : 200;
    const body = url === '/jwks' ? { keys } : (trouble ?? metadata);
    response.setHeader('connection', 'close');
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => asked.server.listen(0, '127.0.0.1', resolve));
  asked.issuer = `http://127.0.0.1:${(asked.server.address() as AddressInfo).port}`;
  return asked;
}
