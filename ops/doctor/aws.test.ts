// Against AWS: no endpoint is named, so what is of AWS alone is looked at too. The SDK is sent to servers of the test.
import {
  CREDENTIALS,
  examineWith,
  type Front,
  newBucket,
  startFront,
  type TestBucket,
  theWrongOne,
  wrongOnes,
} from './fakes/bench';
import { accessBlock, error, settings } from './fakes/settings';

const ROLE = 'arn:aws:sts::123456789012:assumed-role/polizalab-profile-web/session';
const ADDRESSES = ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_STS'] as const;

let bucket: TestBucket;
const fronts: Front[] = [];

beforeEach(async () => {
  bucket = await newBucket();
});

afterEach(async () => {
  for (const front of fronts.splice(0)) await front.stop();
  for (const name of ADDRESSES) delete process.env[name];
  await bucket.remove();
});

const identity = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${ROLE}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
};

/** S3 and STS in place of AWS's, and what is asked of the settings. */
async function onAws(
  changed: Record<string, string> = {},
  sts: { status: number; body: string } = identity,
) {
  const s3 = await startFront(process.env.S3_ENDPOINT ?? '', settings(changed));
  const tokens = await startFront('http://127.0.0.1:1', () => sts);
  fronts.push(s3, tokens);
  process.env.AWS_ENDPOINT_URL_S3 = s3.url;
  process.env.AWS_ENDPOINT_URL_STS = tokens.url;
  return { S3_ENDPOINT: '', S3_BUCKET: bucket.name };
}

test('all is well, and who we are is told', async () => {
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

test.each([
  ['bucket.policy-tls', 'Age', 'aws:SecureTransport'],
  ['bucket.policy-signature-age', 'Tls', 's3:signatureAge'],
])('%s: the denial is missing', async (check, kept, condition) => {
  const other =
    kept === 'Tls'
      ? { Bool: { 'aws:SecureTransport': 'false' } }
      : { NumericGreaterThan: { 's3:signatureAge': '600000' } };
  const statement = {
    Sid: kept,
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: '*',
    Condition: other,
  };
  const variables = await onAws({ policy: JSON.stringify({ Statement: [statement] }) });
  const found = theWrongOne(await examineWith(variables), check);
  expect(found.fix).toContain(condition);
  // Others may use the bucket: the denial names our role alone, and theirs stay.
  expect(found.fix).toContain('arn:aws:iam::123456789012:role/polizalab-profile-web');
  expect(found.fix).toContain(`"Sid":"${kept}"`);
});

test('all four blocks are wanted', async () => {
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
  ];
  const changed = Object.fromEntries(names.map((name) => [name, error('AccessDenied')]));
  expect(wrongOnes(await examineWith(await onAws(changed)))).toEqual([]);
});
