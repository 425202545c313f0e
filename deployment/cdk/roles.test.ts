// Who may do what: the roles' policies, evaluated against the calls that the app was seen to make, and against all others.
import listed from '../calls/aws-calls.json' with { type: 'json' };
import { type Call, isAllowed } from './evaluate-policy';
import { statementsOf } from './role-policies';
import { synthesize } from './synthesize';

type Places = Record<string, string[]>;

const vercel = synthesize();
const hosting = { on: 'amplify', appId: 'd1abc', branches: ['main'] };
const amplify = synthesize({ hosting });

const bucket = 'arn:aws:s3:::polizalab-profile-images-123456789012';
const table = (name: string) => `arn:aws:dynamodb:us-east-1:123456789012:table/${name}`;

/** The resources that exist, and what `aws-calls.json` calls them; those that it does not name are nobody's. */
const RESOURCES: [string, string][] = [
  ['bucket', bucket],
  ['uploads/', `${bucket}/uploads/agente/0199.png`],
  ['uploads/~doctor/', `${bucket}/uploads/~doctor/0199.png`],
  ['profiles/', `${bucket}/profiles/agente/0199/large.webp`],
  ['other documents', `${bucket}/contracts/2026/policy.pdf`],
  ['keys that only look like ours', `${bucket}/old-uploads/profiles/1.png`],
  ['another bucket', 'arn:aws:s3:::acme-payroll'],
  ['objects of another bucket', 'arn:aws:s3:::acme-payroll/uploads/1.png'],
  ['users', table('Users')],
  ['images', table('ProfileImages')],
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
    name: 'polizalab-profile-settle',
    of: vercel,
    where: 'on Lambda',
    calls: listed.settle as Places,
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
    // `npm run sweep` is one of its commands.
    calls: merged(listed.operator, listed.sweep),
  },
];

for (const { name, of, where, calls } of ROLES) {
  describe(`${name} ${where}`, () => {
    const statements = statementsOf(of, name);

    test('may make every call that the app makes, and no other', () => {
      for (const action of new Set([...ACTIONS, ...Object.values(listed).flatMap(Object.keys)])) {
        for (const [place, resource] of RESOURCES) {
          const needed = (calls[action] ?? []).some(
            (one) => one === place || (one.endsWith('/') && place.startsWith(one)),
          );
          const allowed = isAllowed(statements, { action, resource });
          expect({ action, place, allowed }).toEqual({ action, place, allowed: needed });
        }
      }
    });

    test('may list its own prefixes at most', () => {
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

    test('loses every right that a signature over ten minutes old would carry', () => {
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

test('an operator may list versions of the doctor’s objects alone', () => {
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

describe('with KMS keys of one’s own', () => {
  const IDS = ['bucket', 'users', 'tables'];
  const key = (id: string) =>
    `arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-00000000000${IDS.indexOf(id)}`;
  const own = synthesize({
    bucket: { kmsKeyArn: key('bucket') },
    usersTable: { existing: 'Users', kmsKeyArn: key('users') },
    tablesKmsKeyArn: key('tables'),
  });
  const ROLES_OF_OBJECTS = ['web', 'settle', 'operator'];
  /** What S3 and DynamoDB ask of a key for a caller. */
  const BUCKET_KEY = ['Decrypt', 'GenerateDataKey'];
  const TABLE_KEY = [
    ...['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'],
    'GenerateDataKeyWithoutPlaintext',
  ];

  for (const role of [...ROLES_OF_OBJECTS, 'sweep']) {
    test(`${role} uses each key for what it needs, by way of its service alone`, () => {
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

  test('without such keys no role has any right of KMS', () => {
    for (const role of [...ROLES_OF_OBJECTS, 'sweep']) {
      const statements = statementsOf(vercel, `polizalab-profile-${role}`);
      const actions = statements.flatMap(({ Action }) => Action);
      expect(actions.filter((one) => one.startsWith('kms:'))).toEqual([]);
    }
  });
});

test('no statement of any role allows everything, of actions or of resources', () => {
  for (const synthesized of [vercel, amplify]) {
    const roles = [...synthesized.of('AWS::IAM::Role').values()];
    expect(roles.map(({ RoleName: name }) => name)).toEqual(
      ['web', 'operator', 'settle', 'sweep'].map((role) => `polizalab-profile-${role}`),
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

test('nor does the policy of any queue, topic, bucket or role open it to everybody', () => {
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
      // What lets a service in lets it in on our behalf alone; Lambda's own roles are nobody else's to name.
      const service = JSON.stringify(Principal ?? '').match(/"Service":"(\w+)/)?.[1];
      if (service && service !== 'lambda') {
        expect({ id, service, Condition }).toEqual({ id, service, Condition: expect.any(Object) });
      }
    }
  }
  expect(read).toBeGreaterThan(20);
});

const trust = (synthesized: typeof vercel) =>
  synthesized.one('AWS::IAM::Role', { RoleName: 'polizalab-profile-web' }).AssumeRolePolicyDocument;

test('on Vercel, the one project in the environments that were named, by a token for our account alone', () => {
  const [provider] = [...vercel.of('AWS::IAM::OIDCProvider').keys()];
  expect(vercel.one('AWS::IAM::OIDCProvider').Url).toEqual('https://oidc.vercel.com/acme');
  expect(vercel.one('AWS::IAM::OIDCProvider').ClientIdList).toEqual(['https://vercel.com/acme']);
  expect(trust(vercel)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'sts:AssumeRoleWithWebIdentity',
        Effect: 'Allow',
        Principal: { Federated: { 'Fn::GetAtt': [provider, 'Arn'] } },
        Condition: {
          StringEquals: {
            'oidc.vercel.com/acme:aud': 'https://vercel.com/acme',
            'oidc.vercel.com/acme:sub': ['owner:acme:project:perfil:environment:production'],
          },
        },
      },
    ],
  });
});

test('a provider that the account has already is used, for IAM takes one a URL', () => {
  const providerArn = 'arn:aws:iam::123456789012:oidc-provider/oidc.vercel.com/acme';
  const existing = { ...vercel.settings.hosting, providerArn };
  const synthesized = synthesize({ hosting: existing });
  expect(synthesized.of('AWS::IAM::OIDCProvider').size).toBe(0);
  expect(JSON.stringify(trust(synthesized))).toMatch(new RegExp(`"Federated":"${providerArn}"`));
});

test('a stack of another name uses the provider of the account, unless it is told to make it', () => {
  const providerArn = 'arn:aws:iam::123456789012:oidc-provider/oidc.vercel.com/acme';
  const other = synthesize({ name: 'perfil' });
  expect(other.of('AWS::IAM::OIDCProvider').size).toBe(0);
  const { AssumeRolePolicyDocument: document } = other.one('AWS::IAM::Role', {
    RoleName: 'perfil-web',
  });
  expect(JSON.stringify(document)).toMatch(new RegExp(`"Federated":"${providerArn}"`));
  const making = synthesize({
    name: 'perfil',
    hosting: { ...vercel.settings.hosting, provider: 'create' },
  });
  expect(making.of('AWS::IAM::OIDCProvider').size).toBe(1);
});

test('an operator is whom the account lets assume the role', () => {
  const { AssumeRolePolicyDocument: document } = vercel.one('AWS::IAM::Role', {
    RoleName: 'polizalab-profile-operator',
  });
  expect((document as { Statement: unknown }).Statement).toEqual([
    {
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    },
  ]);
});

describe('the role for GitHub workflows', () => {
  const repository = 'acme/perfil';
  const github = synthesize({
    github: { repository, branches: ['main'], environments: ['production'] },
  });

  test('is an option', () => {
    expect(JSON.stringify(vercel.template.toJSON()).includes('githubusercontent')).toBe(false);
  });

  test('trusts the repository on the branches and in the environments that were named', () => {
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

test('on Amplify, the branches of the one app', () => {
  expect(trust(amplify)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'amplify.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: {
            'aws:SourceArn': ['arn:aws:amplify:us-east-1:123456789012:apps/d1abc/branches/main'],
          },
        },
      },
    ],
  });
});

test('on ECS, the tasks of this account', () => {
  expect(trust(synthesize({ hosting: { on: 'ecs' } }))).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:us-east-1:123456789012:*' },
        },
      },
    ],
  });
});

test('no key of long life is made for anybody', () => {
  for (const type of ['AWS::IAM::User', 'AWS::IAM::AccessKey']) {
    expect(vercel.of(type).size).toBe(0);
  }
});
