// Bucket policies on AWS: principals, actions, conditions, and the command that fixes them.

import {
  CREDENTIALS,
  healthyVariables,
  startProxy,
  TEST_PORTS,
  type TestProxy,
} from '@/test/doctor/fixtures';
import { settings } from '@/test/doctor/settings';
import { checkBucketPolicy } from './bucket-policy';
import { closeContext, newContext } from './context';
import { explainDenied } from './denials';
import type { Statement } from './policy-document';
import { checkVariables } from './variables';

const WEB = 'arn:aws:iam::123456789012:role/polizalab-profile-web';
const AS_WEB = 'arn:aws:sts::123456789012:assumed-role/polizalab-profile-web/session';
const AS_ADMIN =
  'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/ana';
const BUCKET = 'arn:aws:s3:::shared';

const TLS: Statement = {
  Sid: 'Tls',
  Effect: 'Deny',
  Principal: { AWS: [WEB] },
  Action: 's3:*',
  Resource: [BUCKET, `${BUCKET}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const TLS12: Statement = {
  ...TLS,
  Sid: 'Tls12',
  Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
};
const AGE: Statement = {
  ...TLS,
  Sid: 'Age',
  Condition: { NumericGreaterThan: { 's3:signatureAge': '600000' } },
};
const older = (age: number) => ({ NumericGreaterThan: { 's3:signatureAge': String(age) } });

let proxy: TestProxy;
let policy: Statement[] = [];
let isPublic = false;

beforeAll(async () => {
  proxy = await startProxy('http://127.0.0.1:1', (asked) =>
    settings({
      policy: JSON.stringify({ Version: '2012-10-17', Statement: policy }),
      policyStatus: `<PolicyStatus><IsPublic>${isPublic}</IsPublic></PolicyStatus>`,
    })(asked),
  );
  process.env.AWS_ENDPOINT_URL_S3 = proxy.url;
});

afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_S3;
  await proxy.stop();
});

async function withContext<Result>(
  arn: string | undefined,
  roleArn: string | undefined,
  work: (context: ReturnType<typeof newContext>) => Promise<Result>,
): Promise<Result> {
  const source = { ...healthyVariables(), S3_ENDPOINT: '', S3_BUCKET: 'shared' };
  const { engine: env } = checkVariables(source);
  if (!env) throw new Error('the variables of the run are not whole');
  const variables = { ...source, AWS_ROLE_ARN: roleArn };
  const parts = { source: variables, env, appOrigin: undefined };
  const context = newContext(parts, TEST_PORTS, CREDENTIALS);
  context.arn = arn;
  try {
    return await work(context);
  } finally {
    closeContext(context);
  }
}

/** The three checks, by the last part of their names. */
async function judge(
  statements: Statement[],
  { arn = AS_WEB, roleArn }: { arn?: string | undefined; roleArn?: string } = {},
) {
  policy = statements;
  const found = await withContext(arn, roleArn, (context) => checkBucketPolicy(context, undefined));
  const line = (name: string) => found.find(({ check }) => check === `bucket.policy-${name}`);
  return { open: line('public'), tls: line('tls'), age: line('signature-age') };
}

const statuses = ({ tls, age }: Awaited<ReturnType<typeof judge>>) => [tls?.status, age?.status];

test.each<[string, Partial<Statement>]>([
  ['our role', {}],
  ['everybody', { Principal: '*' }],
  ['everybody, as AWS', { Principal: { AWS: ['*'] } }],
  ['our account', { Principal: { AWS: 'arn:aws:iam::123456789012:root' } }],
  ['our account, by its number', { Principal: { AWS: ['123456789012'] } }],
  ['our role among others', { Principal: { AWS: ['arn:aws:iam::123456789012:role/a', WEB] } }],
  ['the two actions of URLs', { Action: ['s3:getobject', 's3:Put*'] }],
  ['all but some other action', { Action: undefined, NotAction: 's3:ListBucket' }],
  ['the two prefixes', { Resource: [`${BUCKET}/uploads/*`, `${BUCKET}/profiles/*`] }],
])('a denial for %s counts', async (_, changed) => {
  const found = await judge([TLS, TLS12, AGE].map((one) => ({ ...one, ...changed })));
  expect(statuses(found)).toEqual(['ok', 'ok']);
});

test.each<[string, Partial<Statement>]>([
  ['another role', { Principal: { AWS: 'arn:aws:iam::123456789012:role/other-app' } }],
  ['a role of that name elsewhere', { Principal: { AWS: WEB.replace('123', '999') } }],
  ['a service', { Principal: { Service: 'cloudfront.amazonaws.com' } }],
  ['another prefix', { Resource: [`${BUCKET}/contracts/*`] }],
  ['one of the prefixes', { Resource: [`${BUCKET}/uploads/*`] }],
  ['all but one of the prefixes', { Resource: undefined, NotResource: `${BUCKET}/profiles/*` }],
  ['another bucket', { Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] }],
  ['reading alone', { Action: 's3:GetObject' }],
  ['all but putting', { Action: undefined, NotAction: 's3:PutObject' }],
  ['nobody: it allows', { Effect: 'Allow' }],
])('a denial for %s does not', async (_, changed) => {
  const found = await judge([TLS, TLS12, AGE].map((one) => ({ ...one, ...changed })));
  expect(statuses(found)).toEqual(['wrong', 'wrong']);
});

test('several statements together may deny it', async () => {
  const halves = [`${BUCKET}/uploads/*`, `${BUCKET}/profiles/*`].flatMap((Resource) =>
    [TLS, TLS12, AGE].map((one) => ({ ...one, Sid: `${one.Sid}${Resource}`, Resource })),
  );
  expect(statuses(await judge(halves))).toEqual(['ok', 'ok']);
});

test.each<[string, Partial<Statement>, string | undefined]>([
  ['a role, and we are not the app', {}, AS_ADMIN],
  ['a role, and nobody says who we are', {}, ''],
  ['all but somebody', { Principal: undefined, NotPrincipal: { AWS: AS_ADMIN } }, AS_WEB],
])('a denial for %s: unknown', async (_, changed, arn) => {
  const found = await judge(
    [TLS, TLS12, AGE].map((one) => ({ ...one, ...changed })),
    { arn },
  );
  expect(statuses(found)).toEqual(['unknown', 'unknown']);
  expect(found.tls?.cause).toContain('AWS_ROLE_ARN');
});

test('a denial with further conditions: unknown', async () => {
  const found = await judge(
    [TLS, TLS12, AGE].map((one) => ({
      ...one,
      Condition: { ...one.Condition, IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
    })),
  );
  expect(statuses(found)).toEqual(['unknown', 'unknown']);
});

test('an administrator names the role of the app', async () => {
  const as = { arn: AS_ADMIN, roleArn: WEB };
  expect(statuses(await judge([TLS, TLS12, AGE], as))).toEqual(['ok', 'ok']);
  const theirs = { AWS: 'arn:aws:iam::123456789012:role/other-app' };
  const others = [TLS, TLS12, AGE].map((one) => ({ ...one, Principal: theirs }));
  expect(statuses(await judge(others, as))).toEqual(['wrong', 'wrong']);
});

test('TLS 1.2 is one of the statements to merge', async () => {
  const { tls } = await judge([TLS, AGE]);
  expect(tls).toMatchObject({ status: 'wrong', detail: 'no statement denies TLS before 1.2' });
  expect(tls?.fix).toContain('"s3:TlsVersion":"1.2"');
});

describe('the age of signatures', () => {
  test('600,000 ms is right', async () => {
    const { age: line } = await judge([TLS, TLS12, { ...AGE, Condition: older(600_000) }]);
    expect(line?.status).toBe('ok');
  });

  test.each([1000, 300_000, 599_999])('%i ms: URLs expire too early', async (age) => {
    const early = { ...AGE, Sid: 'Early', Condition: older(age) };
    const { age: line } = await judge([TLS, TLS12, AGE, early]);
    expect(line).toMatchObject({
      status: 'wrong',
      detail: `URLs expire after ${age / 1000} s: Early`,
    });
    expect(line?.fix).not.toContain('Early');
    expect(line?.fix).toContain('"s3:signatureAge":"600000"');
  });

  test('too late: no limit', async () => {
    const { age: line } = await judge([TLS, TLS12, { ...AGE, Condition: older(3_600_000) }]);
    expect(line?.status).toBe('wrong');
  });

  test('limits for others, or for signatures in headers, do not matter', async () => {
    const theirs = {
      ...AGE,
      Sid: 'Theirs',
      Principal: { AWS: 'arn:aws:iam::123456789012:role/other-app' },
      Condition: older(1000),
    };
    const inHeader = {
      ...AGE,
      Sid: 'Header',
      Condition: { ...older(1000), StringEquals: { 's3:authType': 'REST-HEADER' } },
    };
    const { age: line } = await judge([TLS, TLS12, AGE, theirs, inHeader]);
    expect(line?.status).toBe('ok');
  });

  test('only a denial of fresh requests explains a PUT that was denied', async () => {
    policy = [TLS, TLS12, AGE];
    const explain = () =>
      withContext(AS_WEB, undefined, (context) =>
        explainDenied(context, 's3:PutObject', 'uploads/*'),
      );
    expect((await explain()).cause).toMatch(/lacks s3:PutObject/);
    policy = [TLS, TLS12, { ...AGE, Sid: 'Early', Condition: older(0) }];
    expect((await explain()).cause).toMatch(/denies s3:PutObject: Early\./);
  });
});

test('a denial for others does not explain our refusal, and is kept', async () => {
  const Principal = { AWS: 'arn:aws:iam::123456789012:role/other-app' };
  policy = [{ Sid: 'Theirs', Effect: 'Deny', Principal, Action: 's3:*', Resource: '*' }];
  const found = await withContext(AS_WEB, undefined, (context) =>
    explainDenied(context, 's3:PutObject', 'uploads/*'),
  );
  expect(found.cause).toMatch(/lacks s3:PutObject/);
  expect(found.fix).not.toContain('bucket-policy');
});

describe('the command', () => {
  const assets: Statement = {
    Sid: 'Assets',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `${BUCKET}/assets/*`,
  };

  test('names the role of the app, if it is known', async () => {
    const { tls, age } = await judge([]);
    expect(tls?.fix).toContain(`"Principal":{"AWS":"${WEB}"}`);
    expect(age?.fix).toContain(`"Principal":{"AWS":"${WEB}"}`);
  });

  test.each(['', AS_ADMIN, 'arn:aws:iam::123456789012:user/ana'])(
    'else has a place for it, and names neither everybody nor who asks: %j',
    async (arn) => {
      for (const line of Object.values(await judge([], { arn })).slice(1)) {
        expect(line?.status).toBe('wrong');
        expect(line?.fix).toContain('"Principal":{"AWS":"ROLE_ARN"}');
        expect(line?.cause).toContain('ROLE_ARN');
        expect(line?.fix).not.toMatch(/"Principal":"\*"|ana|SSO/);
      }
    },
  );

  test('for a denial keeps what others have allowed', async () => {
    const { open, tls, age } = await judge([assets]);
    expect(open).toMatchObject({ status: 'ok', detail: 'makes nothing of this app public' });
    expect(tls?.fix).toContain('"Sid":"Assets"');
    expect(age?.fix).toContain('"Sid":"Assets"');
  });

  test.each([
    `${BUCKET}/*`,
    `${BUCKET}/profiles/*`,
    `${BUCKET}/pro*`,
    `${BUCKET}/uploads/agente/1.png`,
    '*',
    BUCKET,
  ])('that is about what is open takes out that alone: %s', async (Resource) => {
    isPublic = true;
    const photos = { ...assets, Sid: 'Photos', Resource };
    const { open, tls } = await judge([assets, photos]);
    isPublic = false;
    expect(open).toMatchObject({
      status: 'wrong',
      detail: 'makes the bucket public: Photos',
      cause: expect.stringContaining('ask them first'),
    });
    expect(open?.fix).toContain('"Sid":"Assets"');
    expect(open?.fix).not.toContain('"Sid":"Photos"');
    expect(tls?.fix).toContain('"Sid":"Photos"');
  });

  test('replaces our statement if it is wrong', async () => {
    const mine = { ...TLS, Sid: 'ProfileImagesTlsOnly', Resource: `${BUCKET}/contracts/*` };
    const { tls } = await judge([mine, TLS12, AGE]);
    expect(tls?.fix?.match(/ProfileImagesTlsOnly/g)).toHaveLength(1);
    expect(tls?.fix).not.toContain('contracts');
  });
});
