// The identity provider, each fault alone, with a fake server.

import {
  examineWith,
  healthyVariables,
  type ProxiedRequest,
  startProxy,
  TEST_PORTS,
  type TestProxy,
  theWrongOne,
  wrongOnes,
} from '@/test/doctor/fixtures';
import { checkIdentityProvider } from './identity-provider';
import { checkVariables } from './variables';

type Answers = Record<string, object | number>;

let proxy: TestProxy | undefined;

afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
});

/** A provider with changed responses: by path, a document or a status. */
async function provider(change: (answers: Answers, issuer: string) => void = () => {}) {
  const answers: Answers = {};
  proxy = await startProxy('http://127.0.0.1:1', ({ url }: ProxiedRequest) => {
    const answer = answers[url.pathname] ?? 404;
    return typeof answer === 'number'
      ? { status: answer }
      : { status: url.pathname === '/token' ? 400 : 200, body: JSON.stringify(answer) };
  });
  const issuer = proxy.url;
  Object.assign(answers, {
    '/.well-known/openid-configuration': {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    },
    '/keys': { keys: [{ kty: 'RSA', use: 'sig', alg: 'RS256' }] },
    '/token': { error: 'invalid_grant' },
  });
  change(answers, issuer);
  return {
    ...healthyVariables(),
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: 'profile',
    OIDC_CLIENT_SECRET: 'the secret of the client',
  };
}

function check(variables: Record<string, string | undefined>) {
  return checkIdentityProvider(TEST_PORTS, variables, checkVariables(variables));
}

function changeDocument(changed: object) {
  return (answers: Answers) =>
    Object.assign(answers['/.well-known/openid-configuration'] ?? {}, changed);
}

test('a healthy provider: the redirect address is reported', async () => {
  const findings = await check(await provider());
  expect(findings.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  expect(findings[0]?.detail).toContain('http://localhost:3000/api/auth/callback/oidc');
});

test('its issuer differs', async () => {
  const variables = await provider((answers, issuer) =>
    changeDocument({ issuer: `${issuer}/` })(answers),
  );
  const findings = await examineWith(variables);
  const found = theWrongOne(findings, 'identity-provider');
  expect(found.fix).toBe(`export OIDC_ISSUER=${variables.OIDC_ISSUER}/`);
  expect(JSON.stringify(findings)).not.toContain('the secret of the client');
});

test.each<[string, string, (answers: Answers) => unknown]>([
  [
    'identity-provider',
    'no document',
    (answers) => Object.assign(answers, { '/.well-known/openid-configuration': 404 }),
  ],
  ['identity-provider', 'a document without keys', changeDocument({ jwks_uri: undefined })],
  [
    'identity-provider',
    'an endpoint without TLS',
    changeDocument({ token_endpoint: 'http://id.example.com/token' }),
  ],
  [
    'identity-provider',
    'no RS256',
    changeDocument({ id_token_signing_alg_values_supported: ['HS256'] }),
  ],
  ['identity-provider', 'no S256', changeDocument({ code_challenge_methods_supported: ['plain'] })],
  [
    'identity-provider.keys',
    'no keys',
    (answers) => Object.assign(answers, { '/keys': { keys: [] } }),
  ],
  [
    'identity-provider.keys',
    'keys of another kind',
    (answers) => Object.assign(answers, { '/keys': { keys: [{ kty: 'EC' }] } }),
  ],
  [
    'identity-provider.keys',
    'keys that are not there',
    (answers) => Object.assign(answers, { '/keys': 404 }),
  ],
  [
    'identity-provider.client',
    'another secret',
    (answers) => Object.assign(answers, { '/token': { error: 'invalid_client' } }),
  ],
])('%s: %s', async (line, _, change) => {
  theWrongOne(await check(await provider((answers) => void change(answers))), line);
});

test('it does not answer', async () => {
  const variables = await provider();
  await proxy?.stop();
  expect(theWrongOne(await check(variables), 'identity-provider').detail).toContain('ECONNREFUSED');
});

test('none is configured, on the web', async () => {
  const variables = {
    ...healthyVariables(),
    NEXTAUTH_URL: 'https://perfil.example.com',
    LOCAL_SIGN_IN: 'false',
  };
  theWrongOne(await check(variables), 'identity-provider');
});

test('none is configured, on this machine', async () => {
  expect(wrongOnes(await check({ ...healthyVariables(), LOCAL_SIGN_IN: 'false' }))).toEqual([]);
});
