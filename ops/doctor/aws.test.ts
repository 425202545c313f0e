// On AWS: without an endpoint, the checks that only apply to AWS run too. The SDK talks to fake servers.
import {
  CREDENTIALS,
  examineWith,
  newBucket,
  startProxy,
  type TestBucket,
  type TestProxy,
  theWrongOne,
  wrongOnes,
} from '@/test/doctor/fixtures';
import { accessBlock, error, lifecycle, settings, uploadsRule } from '@/test/doctor/settings';

const ROLE = 'arn:aws:sts::123456789012:assumed-role/polizalab-profile-web/session';
const ADDRESSES = ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_STS'] as const;

let bucket: TestBucket;
const proxies: TestProxy[] = [];

beforeEach(async () => {
  bucket = await newBucket();
});

afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.stop();
  for (const name of ADDRESSES) delete process.env[name];
  await bucket.remove();
});

const identity = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${ROLE}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
};

/** Fakes of S3 and STS, and the requests for settings. */
async function onAws(
  changed: Record<string, string> = {},
  sts: { status: number; body: string } = identity,
) {
  const s3 = await startProxy(process.env.S3_ENDPOINT ?? '', settings(changed));
  const tokens = await startProxy('http://127.0.0.1:1', () => sts);
  proxies.push(s3, tokens);
  process.env.AWS_ENDPOINT_URL_S3 = s3.url;
  process.env.AWS_ENDPOINT_URL_STS = tokens.url;
  return { S3_ENDPOINT: '', S3_BUCKET: bucket.name };
}

test('a healthy environment: no fault, and the identity is reported', async () => {
  const findings = await examineWith(await onAws());
  expect(wrongOnes(findings)).toEqual([]);
  expect(findings).toContainEqual({ check: 'credentials', status: 'ok', detail: ROLE });
  expect(
    findings.filter(({ check, status }) => check.startsWith('bucket.') && status !== 'ok'),
  ).toEqual([]);
});

test('AWS does not know the key', async () => {
  const refused = `<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The security token is invalid</Message></Error></ErrorResponse>`;
  const variables = await onAws({}, { status: 403, body: refused });
  const found = theWrongOne(await examineWith(variables), 'credentials');
  expect(found.detail).toContain(CREDENTIALS.accessKeyId);
});

test('without the two denials, their checks fail and name our role only', async () => {
  const variables = await onAws({ policy: JSON.stringify({ Statement: [] }) });
  const findings = await examineWith(variables);
  expect(wrongOnes(findings)).toEqual(['bucket.policy-tls', 'bucket.policy-signature-age']);
  for (const { fix } of findings.filter(({ status }) => status === 'wrong')) {
    expect(fix).toContain('"AWS":"arn:aws:iam::123456789012:role/polizalab-profile-web"');
  }
});

test('EventBridge gets no events: the command adds it to the existing notifications', async () => {
  const queue =
    '<QueueConfiguration><Id>theirs</Id><Queue>arn:aws:sqs:us-east-1:123456789012:theirs</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>';
  const notification = `<NotificationConfiguration>${queue}</NotificationConfiguration>`;
  const found = theWrongOne(await examineWith(await onAws({ notification })), 'bucket.events');
  expect(found.fix).toMatch(/put-bucket-notification-configuration .*"Id":"theirs"/);
  expect(found.fix).toContain('"EventBridgeConfiguration":{}');
  expect(found.fix).not.toContain('metadata');
});

test('the lifecycle command keeps the minimum size for transitions', async () => {
  const variables = await onAws({ lifecycle: lifecycle(uploadsRule(7)) });
  const found = theWrongOne(await examineWith(variables), 'bucket.lifecycle');
  expect(found.fix).toContain('--transition-default-minimum-object-size varies_by_storage_class');
});

test('all four public access blocks are required', async () => {
  const variables = await onAws({ publicAccessBlock: accessBlock('false', 'true') });
  expect(theWrongOne(await examineWith(variables), 'bucket.public-access-block').detail).toBe(
    'off: BlockPublicAcls',
  );
});

test('a role that may not read the settings is no fault', async () => {
  const names = [
    'ownershipControls',
    'publicAccessBlock',
    'acl',
    'encryption',
    'lifecycle',
    'versioning',
    'object-lock',
    'policy',
    'policyStatus',
    'notification',
  ];
  const changed = Object.fromEntries(names.map((name) => [name, error('AccessDenied')]));
  expect(wrongOnes(await examineWith(await onAws(changed)))).toEqual([]);
});
