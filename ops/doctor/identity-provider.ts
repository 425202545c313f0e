// The identity provider: its discovery document, its keys, and whether it knows our client.
// OpenID Connect Discovery 1.0, section 4; RFC 6749, section 5.2

import { z } from 'zod';
import { isLoopback } from '@/lib/server/env';
import { OIDC_PROVIDER_ID } from '@/lib/shared/sign-in-providers';
import { setVariable } from './commands';
import type { CheckPorts, Variables } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { sendRequest } from './network';
import { type Environment, isPublic } from './variables';

const CHECKS = ['identity-provider', 'identity-provider.keys', 'identity-provider.client'] as const;
const [PROVIDER, KEYS, CLIENT] = CHECKS;

const discovery = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
  code_challenge_methods_supported: z.array(z.string()).optional(),
});
const keySet = z.looseObject({
  keys: z.array(
    z.looseObject({ kty: z.string(), use: z.string().optional(), alg: z.string().optional() }),
  ),
});

type Discovery = z.infer<typeof discovery>;

/** Checks the provider that the environment names. Without one, checks whether users can sign in at all. */
export async function checkIdentityProvider(
  ports: CheckPorts,
  source: Variables,
  { isFaulty, appUrl }: Environment,
): Promise<Finding[]> {
  const { OIDC_ISSUER: issuer, LOCAL_SIGN_IN: local } = source;
  const fault = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'].find(isFaulty);
  if (fault !== undefined) return blocked(CHECKS, `variables.${fault}`);
  if (!issuer) return [withoutProvider(local === 'true', isPublic(appUrl))];
  const found = await discover(ports, issuer, appUrl);
  if ('finding' in found) return [found.finding, ...blocked([KEYS, CLIENT], PROVIDER)];
  return [
    ok(PROVIDER, `${issuer}; register this callback there: ${callbackOf(appUrl)}`),
    await checkKeys(ports, found.document),
    await checkClient(ports, found.document, source, appUrl),
  ];
}

function callbackOf(appUrl: string | undefined): string {
  return appUrl === undefined
    ? `NEXTAUTH_URL/api/auth/callback/${OIDC_PROVIDER_ID}`
    : `${new URL(appUrl).origin}/api/auth/callback/${OIDC_PROVIDER_ID}`;
}

function withoutProvider(isLocal: boolean, isOnTheWeb: boolean): Finding {
  if (isLocal) return ok(PROVIDER, 'none: demo agents sign in by password on this machine');
  if (!isOnTheWeb) return unknown(PROVIDER, 'none: no user can sign in');
  return wrong(
    PROVIDER,
    'none: no user can sign in',
    'On the web, users sign in by an OpenID Connect provider.',
    'export OIDC_ISSUER=https://cognito-idp.REGION.amazonaws.com/POOL_ID OIDC_CLIENT_ID=ID OIDC_CLIENT_SECRET=SECRET',
  );
}

async function discover(
  ports: CheckPorts,
  issuer: string,
  appUrl: string | undefined,
): Promise<{ document: Discovery } | { finding: Finding }> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const look = `curl -sS ${url}`;
  const refuse = (detail: string, cause: string, fix = look) => ({
    finding: wrong(PROVIDER, detail, cause, fix),
  });
  const reached = await sendRequest(ports, url, { headers: { accept: 'application/json' } });
  if ('why' in reached) {
    return refuse(
      `${issuer} does not answer: ${reached.why}`,
      'No user can sign in, and bearer tokens cannot be verified.',
      `curl -v ${url}`,
    );
  }
  const { status } = reached.response;
  if (status !== 200) {
    return refuse(
      `${url} answers ${status}`,
      'OIDC_ISSUER is misspelt: it must equal `iss` of the tokens, and its metadata are below it.',
    );
  }
  const json: unknown = await reached.response.json().catch(() => undefined);
  const parsed = discovery.safeParse(json);
  const told = z.looseObject({ issuer: z.string() }).safeParse(json).data?.issuer;
  if (told !== undefined && told !== issuer) {
    return refuse(
      `the issuer is ${told}, not ${issuer}`,
      'Its tokens are refused: the two must be equal to the last slash.',
      setVariable('OIDC_ISSUER', told),
    );
  }
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    return refuse(
      `${url} is no discovery document: ${first?.path.join('.') || 'it is not JSON'}`,
      'The server there is not an OpenID Connect provider.',
    );
  }
  const { data } = parsed;
  const open = [data.authorization_endpoint, data.token_endpoint, data.jwks_uri].filter(
    (one) => !one.startsWith('https:') && !isLoopback(one),
  );
  if (open.length > 0) {
    return refuse(`${open.join(', ')} is not https`, 'Codes and keys could be changed in transit.');
  }
  if (!data.id_token_signing_alg_values_supported.includes('RS256')) {
    return refuse(
      `its ID tokens are signed by ${data.id_token_signing_alg_values_supported.join(', ')}, and not by RS256`,
      'The app takes ID tokens by RS256, which every provider must have.',
    );
  }
  const pkce = data.code_challenge_methods_supported;
  if (pkce && !pkce.includes('S256')) {
    return refuse(
      `it knows PKCE by ${pkce.join(', ')}, and not by S256`,
      `Signing in at ${callbackOf(appUrl)} uses S256.`,
    );
  }
  return { document: data };
}

async function checkKeys(ports: CheckPorts, { jwks_uri: url }: Discovery): Promise<Finding> {
  const fix = `curl -sS ${url}`;
  const reached = await sendRequest(ports, url, { headers: { accept: 'application/json' } });
  if ('why' in reached)
    return wrong(KEYS, `${url} does not answer: ${reached.why}`, 'No token can be verified.', fix);
  const json: unknown = await reached.response.json().catch(() => undefined);
  const keys = keySet.safeParse(json).data?.keys ?? [];
  const usable = keys.filter(
    ({ kty, use = 'sig', alg = 'RS256' }) => kty === 'RSA' && use === 'sig' && alg === 'RS256',
  );
  if (usable.length > 0) return ok(KEYS, `${usable.length} to verify RS256 by`);
  return wrong(
    KEYS,
    `${url} answers ${reached.response.status}, with ${keys.length} keys and none for RS256`,
    'No ID token can be verified.',
    fix,
  );
}

/** Sends an invalid code: the provider authenticates the client first, so its error shows whether it knows the client. */
async function checkClient(
  ports: CheckPorts,
  { token_endpoint: url }: Discovery,
  { OIDC_CLIENT_ID: id = '', OIDC_CLIENT_SECRET: secret = '' }: Variables,
  appUrl: string | undefined,
): Promise<Finding> {
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`);
  const reached = await sendRequest(ports, url, {
    method: 'POST',
    headers: {
      authorization: `Basic ${basic.toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: 'doctor',
      redirect_uri: callbackOf(appUrl),
      code_verifier: 'a-verifier-of-the-doctor-of-forty-three-chars',
    }).toString(),
  });
  if ('why' in reached)
    return wrong(
      CLIENT,
      `${url} does not answer: ${reached.why}`,
      'No user can sign in.',
      `curl -v ${url}`,
    );
  const json: unknown = await reached.response.json().catch(() => undefined);
  const error = z.looseObject({ error: z.string() }).safeParse(json).data?.error;
  if (error === 'invalid_grant') return ok(CLIENT, `the provider accepts ${id} with its secret`);
  if (
    error === 'invalid_client' ||
    error === 'unauthorized_client' ||
    reached.response.status === 401
  ) {
    return wrong(
      CLIENT,
      `the provider refuses ${id} with its secret: ${error ?? reached.response.status}`,
      'The secret was changed, or belongs to another client: users return from the provider and are not signed in.',
      'export OIDC_CLIENT_SECRET=SECRET   # as the provider shows it',
    );
  }
  return unknown(
    CLIENT,
    `the provider answers ${error ?? reached.response.status} to an invalid code`,
  );
}
