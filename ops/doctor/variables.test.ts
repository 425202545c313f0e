// The variables: each fault is a finding of its own, and the checks that depend on it are skipped.
import { examineWith, theWrongOne, wrongOnes } from '@/test/doctor/fixtures';

const ON_THE_WEB = { NEXTAUTH_URL: 'https://perfil.example.com', LOCAL_SIGN_IN: 'false' };

test.each([
  ['variables.APP_REGION', { APP_REGION: '' }, 'export APP_REGION=us-east-1'],
  ['variables.APP_REGION', { APP_REGION: 'us east 1' }, 'export APP_REGION=us-east-1'],
  ['variables.AWS_ROLE_ARN', { VERCEL: '1' }, 'export AWS_ROLE_ARN=arn:aws:iam::'],
  [
    'variables.RATE_LIMITS_TABLE',
    { RATE_LIMITS_TABLE: 'Users' },
    'export RATE_LIMITS_TABLE=ProfileRateLimits',
  ],
  [
    'variables.S3_BUCKET',
    { S3_BUCKET: 'Not A Bucket' },
    'export S3_BUCKET=polizalab-documents-dev',
  ],
  ['variables.NEXTAUTH_SECRET', { NEXTAUTH_SECRET: 'short' }, 'openssl rand -base64 32'],
  ['variables.NEXTAUTH_URL', { NEXTAUTH_URL: '', LOCAL_SIGN_IN: 'false' }, 'export NEXTAUTH_URL='],
  ['variables.DYNAMODB_ENDPOINT', { DYNAMODB_ENDPOINT: 'db:8000' }, 'unset DYNAMODB_ENDPOINT'],
  ['variables.UPLOADS_PER_DAY', { UPLOADS_PER_DAY: 'many' }, 'unset UPLOADS_PER_DAY'],
  [
    'variables.CLOUDFRONT_PRIVATE_KEY',
    { CLOUDFRONT_DOMAIN: 'x.cloudfront.net', CLOUDFRONT_KEY_PAIR_ID: 'K1' },
    'export CLOUDFRONT_PRIVATE_KEY=',
  ],
  [
    'variables.NEXTAUTH_SECRET',
    { NEXTAUTH_SECRET: `"${'s'.repeat(40)}"` },
    `export NEXTAUTH_SECRET="\${NEXTAUTH_SECRET:1:-1}"`,
  ],
  [
    'variables.AWS_SECRET_ACCESS_KEY',
    { AWS_SECRET_ACCESS_KEY: "'local-secret-key'\r" },
    `export AWS_SECRET_ACCESS_KEY="\${AWS_SECRET_ACCESS_KEY:1:-1}"`,
  ],
  [
    'variables.NEXTAUTH_URL',
    { NEXTAUTH_URL: 'http://localhost:3000/api/auth' },
    'export NEXTAUTH_URL=',
  ],
  ['local-sign-in', { LOCAL_SIGN_IN: 'true', HOSTNAME: '0.0.0.0' }, 'export LOCAL_SIGN_IN=false'],
  ['cron-secret', { CRON_SECRET: 'aaaaaaaaaaaaaaaaaaaaaaaa' }, 'openssl rand'],
])('%s', async (check, changed, fix) => {
  const found = theWrongOne(await examineWith(changed), check);
  expect(found.fix).toContain(fix);
});

test('white space around a value is no fault, as in the app', async () => {
  const { S3_BUCKET = '', NEXTAUTH_SECRET = '' } = process.env;
  const changed = { S3_BUCKET: ` ${S3_BUCKET}\r\n`, NEXTAUTH_SECRET: `${NEXTAUTH_SECRET}\n` };
  expect(wrongOnes(await examineWith(changed))).toEqual(wrongOnes(await examineWith({})));
});

test('two faults are two findings', async () => {
  const findings = await examineWith({ NEXTAUTH_SECRET: 'short', LOG_LEVEL: 'loud' });
  expect(wrongOnes(findings)).toEqual(['variables.LOG_LEVEL', 'variables.NEXTAUTH_SECRET']);
});

test('a fault in the variables of the engines skips them', async () => {
  const findings = await examineWith({ S3_BUCKET: 'Not A Bucket' });
  expect(findings.find(({ check }) => check === 'bucket')).toMatchObject({
    status: 'unknown',
    detail: 'skipped: fix variables.S3_BUCKET first',
  });
});

test('on the web: an address without TLS, and a weak secret', async () => {
  const changed = {
    ...ON_THE_WEB,
    NEXTAUTH_URL: 'http://perfil.example.com',
    NEXTAUTH_SECRET: 'change-me-change-me-change-me-now',
  };
  const wrong = wrongOnes(await examineWith({ ...changed, NEXTAUTH_SECRET: 'changeme'.repeat(5) }));
  expect(wrong).toEqual(expect.arrayContaining(['app-url', 'session-secret']));
});

test('an https page cannot upload to an http store', async () => {
  const changed = { ...ON_THE_WEB, S3_PUBLIC_ENDPOINT: 'http://s3.invalid' };
  const findings = await examineWith(changed);
  expect(findings.find(({ check }) => check === 'mixed-content')).toMatchObject({
    status: 'wrong',
    fix: 'export S3_PUBLIC_ENDPOINT=https://s3.invalid',
  });
});
