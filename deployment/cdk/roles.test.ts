// The roles: evaluates their policies for the calls that the app makes, and for all others; and the role for GitHub workflows.
import listed from '../calls/aws-calls.json' with { type: 'json' };
import { type Call, isAllowed } from './testing/evaluate-policy';
import { statementsOf } from './testing/role-statements';
import { synthesize } from './testing/synthesize';

type Places = Record<string, string[]>;

const vercel = synthesize();
const hosting = { on: 'amplify', appId: 'd1abc', branches: ['main'] };
const amplify = synthesize({ hosting });

const bucket = 'arn:aws:s3:::polizalab-profile-images-123456789012';
const table = (name: string) => `arn:aws:dynamodb:us-east-1:123456789012:table/${name}`;

/**
 * Resources by their names in `aws-calls.json`, with the partition key of the request. No role may use a resource for which
 * `aws-calls.json` lists no call.
 */
const RESOURCES: [place: string, resource: string, partition?: string][] = [
  ['bucket', bucket],
  ['uploads/', `${bucket}/uploads/agente/0199.png`],
  ['uploads/~doctor/', `${bucket}/uploads/~doctor/0199.png`],
  ['profiles/', `${bucket}/profiles/agente/0199/large.webp`],
  ['other documents', `${bucket}/contracts/2026/policy.pdf`],
  ['keys that only look like ours', `${bucket}/old-uploads/profiles/1.png`],
  ['another bucket', 'arn:aws:s3:::acme-payroll'],
  ['objects of another bucket', 'arn:aws:s3:::acme-payroll/uploads/1.png'],
  ['users', table('Users')],
  ['images', table('ProfileImages'), 'agente'],
  ['images/outbox#', table('ProfileImages'), 'outbox#agente'],
  ['images/index/due', `${table('ProfileImages')}/index/due`],
  ['rateLimits', table('ProfileRateLimits')],
  ['another table', table('UsersArchive')],
  ['the same table elsewhere', table('Users').replace('us-east-1', 'eu-west-1')],
];

const ACTIONS = [
  ...['AbortMultipartUpload', 'BypassGovernanceRetention', 'DeleteBucket', 'DeleteBucketPolicy'],
  ...[
    'DeleteObject',
    'DeleteObjectTagging',
    'DeleteObjectVersion',
    'GetBucketAcl',
    'GetBucketCORS',
  ],
  ...['GetBucketLogging', 'GetBucketWebsite', 'GetReplicationConfiguration'],
  ...['GetBucketPolicy', 'GetObject', 'GetObjectAcl', 'GetObjectTagging', 'GetObjectVersion'],
  ...['ListBucket', 'ListBucketMultipartUploads', 'ListBucketVersions', 'PutBucketAcl'],
  ...['PutBucketCORS', 'PutBucketNotification', 'PutBucketPolicy', 'PutBucketPublicAccessBlock'],
  ...[
    'PutBucketVersioning',
    'PutEncryptionConfiguration',
    'PutLifecycleConfiguration',
    'PutObject',
  ],
  ...['PutObjectAcl', 'PutObjectLegalHold', 'PutObjectRetention', 'PutObjectTagging'],
  ...['RestoreObject'],
]
  .map((name) => `s3:${name}`)
  .concat(
    [
      ...['BatchGetItem', 'BatchWriteItem', 'ConditionCheckItem', 'CreateBackup', 'CreateTable'],
      ...['DeleteItem', 'DeleteTable', 'DescribeTable', 'ExportTableToPointInTime', 'GetItem'],
      ...['GetRecords', 'PartiQLDelete', 'PartiQLInsert', 'PartiQLSelect', 'PartiQLUpdate'],
      ...['PutItem', 'PutResourcePolicy', 'Query', 'RestoreTableToPointInTime', 'Scan'],
      ...['UpdateContinuousBackups', 'UpdateItem', 'UpdateTable', 'UpdateTimeToLive'],
    ].map((name) => `dynamodb:${name}`),
  );

function merged(...lists: Places[]): Places {
  const sum: Places = {};
  for (const [action, places] of lists.flatMap((list) => Object.entries(list))) {
    sum[action] = [...(sum[action] ?? []), ...places];
  }
  return sum;
}

const ROLES = [
  {
    name: 'polizalab-profile-web',
    of: vercel,
    where: 'on Vercel',
    calls: merged(listed.web, listed.sweep),
  },
  { name: 'polizalab-profile-web', of: amplify, where: 'on Amplify', calls: listed.web as Places },
  {
    name: 'polizalab-profile-process-upload',
    of: vercel,
    where: 'on Lambda',
    calls: listed['process-upload'] as Places,
  },
  {
    name: 'polizalab-profile-sweep',
    of: vercel,
    where: 'on Lambda',
    calls: listed.sweep as Places,
  },
  {
    name: 'polizalab-profile-operator',
    of: vercel,
    where: 'by hand',
    // `npm run sweep` is one of the commands.
    calls: merged(listed.operator, listed.sweep),
  },
];

for (const { name, of, where, calls } of ROLES) {
  describe(`${name} ${where}`, () => {
    const statements = statementsOf(of, name);

    test('may make every call of the app, and no other', () => {
      for (const action of new Set([...ACTIONS, ...Object.values(listed).flatMap(Object.keys)])) {
        for (const [place, resource, partition] of RESOURCES) {
          const needed = (calls[action] ?? []).some(
            (one) =>
              one === place ||
              (one.endsWith('/') && place.startsWith(one)) ||
              // A permission for the table is one for each of its partitions.
              (partition !== undefined && place.startsWith(`${one}/`)),
          );
          const context = partition && { context: { 'dynamodb:LeadingKeys': partition } };
          const allowed = isAllowed(statements, { action, resource, ...context });
          expect({ action, place, allowed }).toEqual({ action, place, allowed: needed });
        }
      }
    });

    test('may list only its own prefixes', () => {
      const list = (prefix: string) =>
        isAllowed(statements, {
          action: 's3:ListBucket',
          resource: bucket,
          context: { 's3:prefix': prefix },
        });
      const lists = calls['s3:ListBucket'] !== undefined;
      expect(list('uploads/agente/')).toBe(lists);
      expect(list('contracts/')).toBe(false);
      expect(list('')).toBe(false);
    });

    test('has no permission by a signature that is over ten minutes old', () => {
      const presigned = (action: string, key: string, age: number): Call => ({
        action,
        resource: `${bucket}/${key}`,
        context: { 's3:authType': 'REST-QUERY-STRING', 's3:signatureAge': String(age) },
      });
      for (const [action, places] of Object.entries(calls)) {
        if (!action.startsWith('s3:')) continue;
        for (const place of places.filter((one) => one.endsWith('/'))) {
          expect(isAllowed(statements, presigned(action, `${place}1.png`, 600_000))).toBe(true);
          expect(isAllowed(statements, presigned(action, `${place}1.png`, 600_001))).toBe(false);
        }
      }
    });
  });
}

test('an operator may list versions of the doctor’s objects only', () => {
  const statements = statementsOf(vercel, 'polizalab-profile-operator');
  const list = (prefix: string) =>
    isAllowed(statements, {
      action: 's3:ListBucketVersions',
      resource: bucket,
      context: { 's3:prefix': prefix },
    });
  expect(list('uploads/~doctor/')).toBe(true);
  expect(list('uploads/')).toBe(false);
  expect(list('')).toBe(false);
});

test('without a partition key, no statement for waiting events applies', () => {
  for (const role of ['web', 'sweep', 'operator']) {
    const statements = statementsOf(amplify, `polizalab-profile-${role}`);
    const call = { action: 'dynamodb:DeleteItem', resource: table('ProfileImages') };
    expect(isAllowed(statements, call)).toBe(false);
  }
});

describe('with a bus for events', () => {
  const own = synthesize({ events: { bus: 'crm-events' } });
  const bus = (name: string) => `arn:aws:events:us-east-1:123456789012:event-bus/${name}`;

  test.each([
    ['web', true],
    ['sweep', true],
    ['operator', true],
    ['process-upload', false],
  ])('%s may put events on that bus only: %s', (role, may) => {
    const put = (synthesized: typeof own, name: string) =>
      isAllowed(statementsOf(synthesized, `polizalab-profile-${role}`), {
        action: 'events:PutEvents',
        resource: bus(name),
      });
    expect(put(own, 'crm-events')).toBe(may);
    expect(put(own, 'default')).toBe(false);
    expect(put(vercel, 'crm-events')).toBe(false);
  });

  test('the functions and the app get its name', () => {
    for (const name of ['process-upload', 'sweep']) {
      const { Environment: environment } = own.one('AWS::Lambda::Function', {
        FunctionName: `polizalab-profile-${name}`,
      });
      expect(environment).toMatchObject({ Variables: { EVENT_BUS_NAME: 'crm-events' } });
    }
    expect(own.outputs.get('EVENT_BUS_NAME')).toBe('crm-events');
    expect(vercel.outputs.has('EVENT_BUS_NAME')).toBe(false);
  });
});

test('with a webhook, the functions get its address and, from Secrets Manager, its secret', () => {
  const url = 'https://crm.example.com/photos';
  const own = synthesize({ events: { webhookUrl: url, webhookSecretName: 'perfil/webhook' } });
  for (const name of ['process-upload', 'sweep']) {
    const { Environment: environment } = own.one('AWS::Lambda::Function', {
      FunctionName: `polizalab-profile-${name}`,
    });
    expect(environment).toMatchObject({
      Variables: {
        WEBHOOK_URL: url,
        WEBHOOK_SECRET: '{{resolve:secretsmanager:perfil/webhook:SecretString:::}}',
      },
    });
  }
  expect(own.outputs.get('WEBHOOK_URL')).toBe(url);
  expect(own.outputs.has('WEBHOOK_SECRET')).toBe(false);
});

describe('with KMS keys of the account', () => {
  const IDS = ['bucket', 'users', 'tables'];
  const key = (id: string) =>
    `arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-00000000000${IDS.indexOf(id)}`;
  const own = synthesize({
    bucket: { kmsKeyArn: key('bucket') },
    usersTable: { existing: 'Users', kmsKeyArn: key('users') },
    tablesKmsKeyArn: key('tables'),
  });
  const ROLES_OF_OBJECTS = ['web', 'process-upload', 'operator'];
  /** The KMS operations that S3 and DynamoDB call for a caller. */
  const BUCKET_KEY = ['Decrypt', 'GenerateDataKey'];
  const TABLE_KEY = [
    ...['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'],
    'GenerateDataKeyWithoutPlaintext',
  ];

  for (const role of [...ROLES_OF_OBJECTS, 'sweep']) {
    test(`${role} may use each key only for the operations it needs, and only through the service`, () => {
      const statements = statementsOf(own, `polizalab-profile-${role}`);
      const may = (operation: string, id: string, service: string) =>
        isAllowed(statements, {
          action: `kms:${operation}`,
          resource: key(id),
          context: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` },
        });
      for (const operation of BUCKET_KEY) {
        expect(may(operation, 'bucket', 's3')).toBe(ROLES_OF_OBJECTS.includes(role));
        expect(may(operation, 'bucket', 'dynamodb')).toBe(false);
      }
      for (const operation of TABLE_KEY) {
        expect(may(operation, 'tables', 'dynamodb')).toBe(true);
        expect(may(operation, 'users', 'dynamodb')).toBe(true);
        expect(may(operation, 'tables', 's3')).toBe(false);
      }
      expect(may('Decrypt', 'users', 's3')).toBe(false);
      expect(may('ScheduleKeyDeletion', 'bucket', 's3')).toBe(false);
    });
  }

  test('without KMS keys of the account, no role has a KMS permission', () => {
    for (const role of [...ROLES_OF_OBJECTS, 'sweep']) {
      const statements = statementsOf(vercel, `polizalab-profile-${role}`);
      const actions = statements.flatMap(({ Action }) => Action);
      expect(actions.filter((one) => one.startsWith('kms:'))).toEqual([]);
    }
  });
});

test('no statement of a role has a wildcard for all actions or all resources', () => {
  for (const synthesized of [vercel, amplify]) {
    const roles = [...synthesized.of('AWS::IAM::Role').values()];
    expect(roles.map(({ RoleName: name }) => name)).toEqual(
      ['web', 'operator', 'process-upload', 'sweep'].map((role) => `polizalab-profile-${role}`),
    );
    for (const { RoleName: name, ManagedPolicyArns: managed, Policies: inline } of roles) {
      expect({ name, managed, inline }).toEqual({ name, managed: undefined, inline: undefined });
      for (const { Effect, Action, Resource = [] } of statementsOf(synthesized, String(name))) {
        if (Effect === 'Deny') continue;
        for (const action of Action) expect(action).not.toMatch(/\*/);
        for (const resource of Resource) {
          expect(resource).toMatch(/^[^*]+(?:\/(?:uploads|profiles)\/(?:~doctor\/)?\*)?$/);
        }
      }
    }
  }
});

test('no policy of a queue, topic, bucket or role admits every principal', () => {
  const { Resources: resources } = vercel.template.toJSON() as {
    Resources: Record<string, { Properties?: Record<string, unknown> }>;
  };
  let read = 0;
  for (const [id, { Properties: properties = {} }] of Object.entries(resources)) {
    const document = properties.PolicyDocument ?? properties.AssumeRolePolicyDocument;
    if (document === undefined) continue;
    const { Statement: statements } = document as {
      Statement: { Effect: string; Principal?: unknown; Action: unknown; Condition?: unknown }[];
    };
    for (const { Effect, Principal, Action, Condition } of statements) {
      read += 1;
      if (Effect === 'Deny') continue;
      expect(JSON.stringify([id, Principal, Action])).not.toMatch(/\*/);
      // A statement that admits a service needs a condition on our account. Only Lambda's own roles need none.
      const service = JSON.stringify(Principal ?? '').match(/"Service":"(\w+)/)?.[1];
      if (service && service !== 'lambda') {
        expect({ id, service, Condition }).toEqual({ id, service, Condition: expect.any(Object) });
      }
    }
  }
  expect(read).toBeGreaterThan(20);
});

describe('the role for GitHub workflows', () => {
  const repository = 'acme/perfil';
  const github = synthesize({
    github: { repository, branches: ['main'], environments: ['production'] },
  });

  test('is optional', () => {
    expect(JSON.stringify(vercel.template.toJSON()).includes('githubusercontent')).toBe(false);
  });

  test('trusts the repository on the configured branches and environments', () => {
    const { AssumeRolePolicyDocument: document } = github.one('AWS::IAM::Role', {
      RoleName: 'polizalab-profile-deploy',
    });
    const issuer = 'token.actions.githubusercontent.com';
    expect((document as { Statement: [{ Condition: unknown }] }).Statement[0].Condition).toEqual({
      StringEquals: {
        [`${issuer}:aud`]: 'sts.amazonaws.com',
        [`${issuer}:sub`]: [
          'repo:acme/perfil:ref:refs/heads/main',
          'repo:acme/perfil:environment:production',
        ],
      },
    });
    const { ClientIdList: audiences } = github.one('AWS::IAM::OIDCProvider', {
      Url: `https://${issuer}`,
    });
    expect(audiences).toEqual(['sts.amazonaws.com']);
  });

  test('may assume the roles of `cdk bootstrap` in this region, and nothing else', () => {
    const statements = statementsOf(github, 'polizalab-profile-deploy');
    const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
    const may = (resource: string) => isAllowed(statements, { action: 'sts:AssumeRole', resource });
    for (const task of ['deploy', 'file-publishing', 'lookup']) {
      expect(may(role(`cdk-hnb659fds-${task}-role-123456789012-us-east-1`))).toBe(true);
      expect(may(role(`cdk-hnb659fds-${task}-role-123456789012-eu-west-1`))).toBe(false);
    }
    expect(may(role('cdk-hnb659fds-cfn-exec-role-123456789012-us-east-1'))).toBe(false);
    expect(may(role('polizalab-profile-operator'))).toBe(false);
    for (const [, resource] of RESOURCES) {
      for (const action of ACTIONS) expect(isAllowed(statements, { action, resource })).toBe(false);
    }
  });
});
