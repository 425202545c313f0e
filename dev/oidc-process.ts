// Starts `oidc-provider.ts` for a test, signs users in, and changes its keys and tokens.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { JWK } from 'jose';
import { startTied } from './tied-process';

interface Client {
  client_id: string;
  client_secret: string;
}

export interface OidcProcess {
  issuer: string;
  /** The name of an API for which access tokens are JWTs. */
  api: string;
  /** `profile`: this app. `crm`: another client of the same API. `stranger`: an unrelated client. */
  client(id: string): Client;
  /** Returns the private key that it signs with, to forge tokens. */
  key(): Promise<JWK>;
  /** Signs with a new key from now on, and no longer publishes the old one. */
  rotate(): Promise<JWK>;
  /** Sets claims of the next ID token. */
  nextIdToken(claims: object): Promise<void>;
  /** Runs the authorization code flow as a client does. */
  tokens(
    clientId: string,
    account: string,
    resource?: string,
  ): Promise<{ access_token: string; id_token: string }>;
  stop(): Promise<void>;
}

const REDIRECT_URI = 'http://127.0.0.1/callback';

/**
 * @param root the project's directory
 * @param redirectUris redirect URIs of the clients, besides the one of `tokens`
 */
export async function startOidcProcess(
  root: string,
  redirectUris: string[] = [],
): Promise<OidcProcess> {
  const { child, exited, stop } = startTied(
    process.execPath,
    ['--import', 'tsx', 'dev/oidc-provider.ts'],
    {
      cwd: root,
      env: { ...process.env, OIDC_REDIRECT_URIS: [REDIRECT_URI, ...redirectUris].join(',') },
      output: 'pipe',
      endsItself: true,
    },
  );
  if (!child.stdout || !child.stderr) throw new Error('The provider has no output');
  child.stderr.resume();
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), exited.then(() => undefined)]);
  if (!first) throw new Error('The identity provider did not start');
  const { issuer, api, clients }: { issuer: string; api: string; clients: Client[] } = JSON.parse(
    String(first[0]),
  );

  async function hook(method: string, path: string, body?: object) {
    const response = await fetch(`${issuer}/test/${path}`, { method, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`The provider answered ${await response.text()}`);
    return response.json();
  }

  function client(id: string): Client {
    const found = clients.find(({ client_id }) => client_id === id);
    if (!found) throw new Error(`There is no client ${id}`);
    return found;
  }

  return {
    issuer,
    api,
    client,
    key: () => hook('GET', 'key'),
    rotate: () => hook('POST', 'rotate'),
    nextIdToken: (claims) => hook('POST', 'next-id-token', claims),
    tokens: (clientId, account, resource) => codeFlow(issuer, client(clientId), account, resource),
    stop: () => stop(),
  };
}

async function codeFlow(issuer: string, client: Client, account: string, resource?: string) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid email profile',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(resource && { resource }),
  });
  const jar = new Map<string, string>();
  let next = `${issuer}/auth?${parameters}`;
  while (!next.startsWith(REDIRECT_URI)) {
    const isForm = new URL(next).pathname.startsWith('/interaction/');
    const response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ') },
      ...(isForm && { method: 'POST', body: new URLSearchParams({ account }) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1)[0]?.split('=') ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (!location) throw new Error(`${response.status}: ${await response.text()}`);
    next = new URL(location, next).href;
  }
  const code = new URL(next).searchParams.get('code');
  if (!code) throw new Error(`Refused: ${next}`);
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(
        `${client.client_id}:${encodeURIComponent(client.client_secret)}`,
      ).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: verifier,
      ...(resource && { resource }),
    }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}
