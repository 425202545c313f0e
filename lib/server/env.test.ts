// Which environments a server starts in, as far as signing in goes.
import { EnvError, parseEnv } from './env';

const BASE = {
  APP_REGION: 'us-east-1',
  NEXTAUTH_URL: 'https://perfil.example.com',
  NEXTAUTH_SECRET: 'a secret for tests alone, of 32 characters or more',
};
const OIDC = {
  OIDC_ISSUER: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf',
  OIDC_CLIENT_ID: 'client',
  OIDC_CLIENT_SECRET: 'a client’s secret',
};

function faultsOf(variables: Record<string, string>): string {
  try {
    parseEnv({ ...BASE, ...variables });
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return '';
}

test('an identity provider is whole, with the audiences whose tokens are taken', () => {
  const { oidc } = parseEnv({
    ...BASE,
    ...OIDC,
    OIDC_AUDIENCES: ' crm ,https://api.example.com,,',
  });
  expect(oidc).toEqual({
    issuer: OIDC.OIDC_ISSUER,
    clientId: 'client',
    clientSecret: 'a client’s secret',
    audiences: ['client', 'crm', 'https://api.example.com'],
  });
  expect(parseEnv({ ...BASE, ...OIDC }).oidc?.audiences).toEqual(['client']);
});

test('every fault is named at once, those of one variable and those of several', () => {
  let message = '';
  try {
    parseEnv({
      S3_BUCKET: 'Not a Bucket',
      CLOUDFRONT_DOMAIN: 'cdn.example.com',
      OIDC_ISSUER: 'not a URL',
      LOCAL_SIGN_IN: 'yes',
      IMAGE_RETENTION_HOURS: 'a day',
      NEXTAUTH_SECRET: 'short',
      NODE_ENV: 'production',
    });
  } catch (error) {
    message = String(error);
  }
  for (const variable of [
    'APP_REGION',
    'S3_BUCKET',
    'CLOUDFRONT_KEY_PAIR_ID',
    'CLOUDFRONT_PRIVATE_KEY',
    'IMAGE_RETENTION_HOURS',
    'NEXTAUTH_URL',
    'NEXTAUTH_SECRET',
    'OIDC_ISSUER',
    'OIDC_CLIENT_ID',
    'OIDC_CLIENT_SECRET',
    'LOCAL_SIGN_IN',
  ]) {
    expect(message).toContain(`${variable} must`);
  }
  expect(message).not.toContain('short');
});

test('half a provider is refused, and what is missing is named', () => {
  const faults = faultsOf({ OIDC_ISSUER: OIDC.OIDC_ISSUER });
  expect(faults).toContain('OIDC_CLIENT_ID must be set');
  expect(faults).toContain('OIDC_CLIENT_SECRET must be set');
});

test('in production there has to be a way to sign in', () => {
  expect(faultsOf({ NODE_ENV: 'production' })).toContain('OIDC_ISSUER must be set');
  expect(faultsOf({ NODE_ENV: 'production', ...OIDC })).toBe('');
  expect(faultsOf({ NODE_ENV: 'development' })).toBe('');
  const local = { LOCAL_SIGN_IN: 'true', NEXTAUTH_URL: 'http://localhost:3000' };
  expect(faultsOf({ NODE_ENV: 'production', ...local, HOSTNAME: '127.0.0.1' })).toBe('');
});

test.each([
  'http://issuer.example',
  'http://localhost.issuer.example',
  'ftp://issuer.example',
  'issuer.example',
  'https://issuer.example?tenant=1',
  'https://issuer.example#a',
])('%s is no issuer', (issuer) => {
  expect(faultsOf({ ...OIDC, OIDC_ISSUER: issuer })).toContain('OIDC_ISSUER must');
});

test('no message tells a secret', () => {
  expect(faultsOf({ OIDC_CLIENT_SECRET: OIDC.OIDC_CLIENT_SECRET })).not.toContain('a client’s');
});

test('in production the address is an https one, or of this machine', () => {
  const production = { NODE_ENV: 'production', ...OIDC };
  const open = { ...production, NEXTAUTH_URL: 'http://perfil.example.com' };
  expect(faultsOf(open)).toContain('NEXTAUTH_URL must be an https URL');
  expect(faultsOf({ ...production, NEXTAUTH_URL: 'http://localhost:3000' })).toBe('');
  expect(faultsOf({ ...open, NODE_ENV: 'development' })).toBe('');
});

test.each([
  [{}, 0],
  [{ VERCEL: '1' }, 1],
  [{ PROXY_DEPTH: '2' }, 2],
  [{ VERCEL: '1', PROXY_DEPTH: '2' }, 2],
])('with %p as many proxies are believed: %i', (variables, depth) => {
  expect(parseEnv({ ...BASE, ...variables }).proxyDepth).toBe(depth);
});
