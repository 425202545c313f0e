// An OpenID provider for the tests, on 127.0.0.1, whose keys and next ID token a test can change. It prints one line of JSON and ends
// when standard input closes. It signs in any user that a test names.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import { HOST } from './ports';

const CLIENTS = [
  { client_id: 'profile', client_secret: 'the secret of the profile app' },
  { client_id: 'crm', client_secret: 'the secret of another client' },
  { client_id: 'stranger', client_secret: 'the secret of a stranger' },
];

/** The resource indicator (RFC 8707) for which access tokens are JWTs. */
const API = 'https://api.polizalab.test';

const cookieKey = randomBytes(32).toString('hex');
const redirectUris = (process.env.OIDC_REDIRECT_URIS ?? 'http://127.0.0.1/callback').split(',');

let issuer = '';
let keys: JWK[] = [];
let provider: Provider;
/** Claims that replace those of the next ID token. */
let nextIdToken: Record<string, unknown> | undefined;

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = randomBytes(8).toString('hex');
  return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' };
}

function configuration(): Configuration {
  return {
    clients: CLIENTS.map((client) => ({
      ...client,
      redirect_uris: redirectUris,
      grant_types: ['authorization_code'],
      response_types: ['code'],
    })),
    jwks: { keys: keys as NonNullable<Configuration['jwks']>['keys'] },
    cookies: { keys: [cookieKey] },
    claims: { openid: ['sub'], email: ['email'], profile: ['given_name', 'family_name', 'name'] },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'profile',
          audience: API,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        email: 'nueva@polizalab.test',
        given_name: 'Eva',
        family_name: 'Luna',
      }),
    }),
    async loadExistingGrant(context) {
      const { client, session, params } = context.oidc;
      const grant = new context.oidc.provider.Grant({
        clientId: client?.clientId,
        accountId: session?.accountId,
      });
      grant.addOIDCScope(String(params?.scope ?? 'openid'));
      grant.addResourceScope(API, 'profile');
      await grant.save();
      return grant;
    },
  };
}

function start(): Provider {
  const started = new Provider(issuer, configuration());
  started.use(async (context, next) => {
    await next();
    const body = context.body as { id_token?: string } | undefined;
    if (context.path !== '/token' || !body?.id_token || !nextIdToken) return;
    const [, payload = ''] = body.id_token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const [key] = keys;
    if (!key) throw new Error('no key');
    body.id_token = await new SignJWT({ ...claims, ...nextIdToken })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid })
      .sign(await importJWK(key, 'RS256'));
    nextIdToken = undefined;
  });
  return started;
}

/** Endpoints for the tests, in addition to the protocol. */
const HOOKS: Record<string, (body: unknown) => Promise<unknown>> = {
  /** Returns the private signing key. */
  'GET /test/key': async () => keys[0],
  /** Signs with a new key from now on, and no longer publishes the old one. */
  'POST /test/rotate': async () => {
    keys = [await newKey()];
    provider = start();
    return keys[0];
  },
  'POST /test/next-id-token': async (claims) => {
    nextIdToken = claims as Record<string, unknown>;
    return {};
  },
};

const FORM = `<!doctype html><title>Identidad</title><link rel="icon" href="data:,"><form method="post">
<label>Cuenta <input name="account" required></label><button>Entrar</button></form>`;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hook = HOOKS[`${request.method} ${request.url}`];
  if (hook) {
    const body = await read(request);
    const answered = await hook(body === '' ? undefined : JSON.parse(body));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answered));
  } else if (!request.url?.startsWith('/interaction/')) {
    await provider.callback()(request, response);
  } else if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(FORM);
  } else {
    const accountId = new URLSearchParams(await read(request)).get('account') ?? '';
    await provider.interactionFinished(request, response, { login: { accountId } });
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
});
server.listen(0, HOST, async () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  issuer = `http://${HOST}:${address.port}`;
  keys = [await newKey()];
  provider = start();
  process.stdout.write(`${JSON.stringify({ issuer, api: API, clients: CLIENTS })}\n`);
});
process.stdin.once('end', () => process.exit(0));
process.stdin.resume();
