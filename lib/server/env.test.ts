// Validation of the environment.
import { generateKeyPairSync } from 'node:crypto';
import { EnvError, parseEnv } from './env';
import { trimInPlace } from './variables';

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

const ROLE = 'arn:aws:iam::123456789012:role/polizalab-profile-web';

function pem(bits: number): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
const KEY = pem(2048);
const CLOUDFRONT = {
  CLOUDFRONT_DOMAIN: 'd111111abcdef8.cloudfront.net',
  CLOUDFRONT_KEY_PAIR_ID: 'K2JCJMDEHXQW5F',
  CLOUDFRONT_PRIVATE_KEY: KEY,
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

test('a complete identity provider is accepted, with the audiences of its tokens', () => {
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

test('every fault is reported at once, of single variables and of several together', () => {
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

test('an incomplete provider is rejected, naming what is missing', () => {
  const faults = faultsOf({ OIDC_ISSUER: OIDC.OIDC_ISSUER });
  expect(faults).toContain('OIDC_CLIENT_ID must be set');
  expect(faults).toContain('OIDC_CLIENT_SECRET must be set');
});

test('in production a sign-in method is required', () => {
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
])('%s is not a valid issuer', (issuer) => {
  expect(faultsOf({ ...OIDC, OIDC_ISSUER: issuer })).toContain('OIDC_ISSUER must');
});

test('no message contains a secret', () => {
  expect(faultsOf({ OIDC_CLIENT_SECRET: OIDC.OIDC_CLIENT_SECRET })).not.toContain('a client’s');
});

test('in production the address must be https or loopback', () => {
  const production = { NODE_ENV: 'production', ...OIDC };
  const open = { ...production, NEXTAUTH_URL: 'http://perfil.example.com' };
  expect(faultsOf(open)).toContain('NEXTAUTH_URL must be an https URL');
  expect(faultsOf({ ...production, NEXTAUTH_URL: 'http://localhost:3000' })).toBe('');
  expect(faultsOf({ ...open, NODE_ENV: 'development' })).toBe('');
});

test.each([
  [{}, 0],
  [{ VERCEL: '1', AWS_ROLE_ARN: ROLE }, 1],
  [{ PROXY_DEPTH: '2' }, 2],
  [{ VERCEL: '1', AWS_ROLE_ARN: ROLE, PROXY_DEPTH: '2' }, 2],
])('with %p the number of trusted proxies is %i', (variables, depth) => {
  expect(parseEnv({ ...BASE, ...variables }).proxyDepth).toBe(depth);
});

test.each([
  ['APP_REGION', 'us east 1'],
  ['APP_REGION', 'US-EAST-1'],
  ['AWS_REGION', 'us-east-1/'],
  ['AWS_ROLE_ARN', 'polizalab-profile-web'],
  ['S3_BUCKET', 'a..b'],
  ['S3_BUCKET', '127.0.0.1'],
  ['S3_ENDPOINT', 'http://127.0.0.1:9000?bucket=other'],
  ['S3_PUBLIC_ENDPOINT', 'https://user:word@s3.example.com'],
  ['DYNAMODB_ENDPOINT', 'http://127.0.0.1:8000#a'],
  ['NEXTAUTH_URL', 'https://perfil.example.com?a=b'],
  ['NEXTAUTH_URL', 'https://perfil.example.com/?'],
  ['NEXTAUTH_URL', 'https://perfil.example.com#a'],
  ['NEXTAUTH_URL', 'https://perfil.example.com/perfil'],
  ['NEXTAUTH_URL', 'https://perfil.example.com/api/auth/'],
  ['AWS_SECRET_ACCESS_KEY', 'one two'],
])('%s must not be %s', (variable, value) => {
  const faults = faultsOf({ [variable]: value });
  expect(faults).toMatch(new RegExp(`\\n  ${variable} must .+$`));
  expect(faults).not.toContain(value);
});

const SECRETS = {
  ...OIDC,
  ...CLOUDFRONT,
  CRON_SECRET: 'a secret of the scheduler',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'FwoGZXIvYXdzE//+token==',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  WEBHOOK_URL: 'https://crm.example.com/photos',
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 5).toString('base64')}`,
};
const WHOLE: Record<string, string> = {
  ...BASE,
  ...SECRETS,
  AWS_ROLE_ARN: ROLE,
  S3_ENDPOINT: 'https://s3.example.com',
  USERS_TABLE: 'Users',
  UPLOADS_PER_DAY: '77',
  LOCAL_SIGN_IN: 'false',
  HOSTNAME: '127.0.0.1',
  PORT: '3000',
};

test.each(['\r', '\n', ' ', '\t', '\r\n', '\u00a0'])(
  'white space around every value changes nothing: %j',
  (space) => {
    const dirty = Object.entries(WHOLE).map(([name, value]) => [name, `${space}${value}${space}`]);
    const expected = parseEnv(WHOLE);
    // A PEM ends with a line break.
    expect(parseEnv(Object.fromEntries(dirty))).toEqual(expected);
  },
);

test.each(Object.keys(WHOLE))(
  '%s in quotes is rejected with one message, without its value',
  (name) => {
    for (const quote of ['"', "'", '`']) {
      const value = `${quote}${WHOLE[name]}${quote}`;
      const faults = faultsOf({ ...WHOLE, [name]: ` ${value}\r\n` });
      expect(faults.split('\n').slice(1)).toEqual([
        expect.stringMatching(new RegExp(`^ {2}${name} must be without the quotes around it`)),
      ]);
      expect(faults).not.toContain(WHOLE[name]);
    }
  },
);

test.each(Object.keys(WHOLE).filter((name) => name !== 'CLOUDFRONT_PRIVATE_KEY'))(
  '%s with a line break inside is rejected',
  (name) => {
    const [first = '', ...rest] = WHOLE[name] ?? '';
    expect(faultsOf({ ...WHOLE, [name]: `${first}\n${rest.join('')}` })).toContain(
      `\n  ${name} must be on one line`,
    );
  },
);

test('process.env itself is trimmed for the packages that read it', () => {
  const variables: Record<string, string | undefined> = { A: ' a b\r', B: 'b', C: undefined };
  trimInPlace(variables);
  expect(variables).toEqual({ A: 'a b', B: 'b', C: undefined });
});

test('regions, endpoints and roles are validated', () => {
  const S3_ENDPOINT = 'https://account.r2.cloudflarestorage.com/';
  expect(faultsOf({ APP_REGION: 'auto', S3_ENDPOINT })).toBe('');
  expect(faultsOf({ APP_REGION: 'us-gov-west-1', AWS_ROLE_ARN: ROLE })).toBe('');
});

test('two tables must not have the same name', () => {
  const faults = faultsOf({ USERS_TABLE: 'ProfileImages', RATE_LIMITS_TABLE: 'ProfileImages' });
  expect(faults).toContain('IMAGES_TABLE must be another than USERS_TABLE');
  expect(faults).toContain('RATE_LIMITS_TABLE must be another than USERS_TABLE');
});

test('on Vercel a role, or an access key of another store, is required', () => {
  expect(faultsOf({ VERCEL: '1' })).toContain('AWS_ROLE_ARN must be set on Vercel');
  expect(faultsOf({ VERCEL: '1', AWS_ACCESS_KEY_ID: 'key' })).toBe('');
});

describe('the receiver of events', () => {
  const key = Buffer.alloc(32, 251);
  const WEBHOOK_SECRET = `whsec_${key.toString('base64')}`;
  const WEBHOOK_URL = 'https://crm.example.com/photos?key=private';

  test('a webhook with its key, or a bus; none unless set', () => {
    const { webhook, eventBusName } = parseEnv({ ...BASE, WEBHOOK_URL, WEBHOOK_SECRET });
    expect(webhook).toEqual({ url: WEBHOOK_URL, key });
    expect(eventBusName).toBeUndefined();
    expect(parseEnv({ ...BASE, EVENT_BUS_NAME: 'crm-events' }).eventBusName).toBe('crm-events');
    expect(parseEnv(BASE).webhook).toBeUndefined();
    const local = { WEBHOOK_URL: 'http://127.0.0.1:9999/photos', WEBHOOK_SECRET };
    expect(faultsOf({ ...local, NODE_ENV: 'production', ...OIDC })).toBe('');
  });

  test('both of its variables are needed', () => {
    expect(faultsOf({ WEBHOOK_URL })).toContain('WEBHOOK_SECRET must be set');
    expect(faultsOf({ WEBHOOK_SECRET })).toContain('WEBHOOK_URL must be set');
  });

  test.each([
    ['WEBHOOK_URL', 'http://crm.example.com/photos'],
    ['WEBHOOK_URL', 'http://127.0.0.1.example.com/photos'],
    ['WEBHOOK_URL', 'ftp://127.0.0.1/photos'],
    ['WEBHOOK_URL', 'https://user:word@crm.example.com/'],
    ['WEBHOOK_URL', 'https://crm.example.com/#photos'],
    ['WEBHOOK_URL', 'crm.example.com'],
    ['WEBHOOK_SECRET', key.toString('base64')],
    ['WEBHOOK_SECRET', 'whsec_'],
    ['WEBHOOK_SECRET', 'whsec_not base64'],
    ['WEBHOOK_SECRET', `whsec_${Buffer.alloc(23, 1).toString('base64')}`],
    ['WEBHOOK_SECRET', `whsec_${Buffer.alloc(65, 1).toString('base64')}`],
    ['EVENT_BUS_NAME', 'arn:aws:events:us-east-1:123456789012:event-bus/crm'],
    ['EVENT_BUS_NAME', 'crm events'],
  ])('%s must not be %s', (variable, value) => {
    const faults = faultsOf({ WEBHOOK_URL, WEBHOOK_SECRET, [variable]: value });
    expect(faults.split('\n')).toHaveLength(2);
    expect(faults).toMatch(new RegExp(`\\n  ${variable} must .+$`));
    expect(faults).not.toContain(value.replace(/^whsec_$/, 'no value'));
  });
});

describe('CloudFront', () => {
  test('complete; line breaks of the key may be written as \\n', () => {
    const oneLine = { CLOUDFRONT_PRIVATE_KEY: KEY.replaceAll('\n', '\\n') };
    for (const variables of [CLOUDFRONT, { ...CLOUDFRONT, ...oneLine }]) {
      expect(parseEnv({ ...BASE, ...variables }).cloudFront).toEqual({
        domain: 'd111111abcdef8.cloudfront.net',
        keyPairId: 'K2JCJMDEHXQW5F',
        privateKey: KEY.trim(),
      });
    }
  });

  test.each([
    ['DOMAIN', 'https://d111111abcdef8.cloudfront.net'],
    ['DOMAIN', 'd111111abcdef8.cloudfront.net/photos'],
    ['KEY_PAIR_ID', 'arn:aws:cloudfront::1:key/K2'],
    ['PRIVATE_KEY', 'MIIB-secret-text'],
    ['PRIVATE_KEY', KEY.slice(0, 400)],
    ['PRIVATE_KEY', pem(1024)],
    [
      'PRIVATE_KEY',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ],
  ])('an invalid %s is rejected, without its value in the message', (name, value) => {
    const faults = faultsOf({ ...CLOUDFRONT, [`CLOUDFRONT_${name}`]: value });
    expect(faults).toMatch(new RegExp(`\\n  CLOUDFRONT_${name} must .+$`));
    expect(faults).not.toContain(value.slice(0, 40));
  });
});
