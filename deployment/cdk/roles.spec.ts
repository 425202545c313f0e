// Who may do what: the roles' policies, evaluated against the calls that the app was seen to make, and against all others.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
          assert.equal(
            isAllowed(statements, { action, resource }),
            needed,
            `${action} on ${place} should be ${needed ? 'allowed' : 'denied'}`,
          );
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
      assert.equal(list('uploads/agente/'), lists);
      assert.equal(list('contracts/'), false);
      assert.equal(list(''), false);
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
          assert.equal(isAllowed(statements, presigned(action, `${place}1.png`, 600_000)), true);
          assert.equal(isAllowed(statements, presigned(action, `${place}1.png`, 600_001)), false);
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
  assert.equal(list('uploads/~doctor/'), true);
  assert.equal(list('uploads/'), false);
  assert.equal(list(''), false);
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
        assert.equal(may(operation, 'bucket', 's3'), ROLES_OF_OBJECTS.includes(role));
        assert.equal(may(operation, 'bucket', 'dynamodb'), false);
      }
      for (const operation of TABLE_KEY) {
        assert.equal(may(operation, 'tables', 'dynamodb'), true);
        assert.equal(may(operation, 'users', 'dynamodb'), true);
        assert.equal(may(operation, 'tables', 's3'), false);
      }
      assert.equal(may('Decrypt', 'users', 's3'), false);
      assert.equal(may('ScheduleKeyDeletion', 'bucket', 's3'), false);
    });
  }

  test('without such keys no role has any right of KMS', () => {
    for (const role of [...ROLES_OF_OBJECTS, 'sweep']) {
      const statements = statementsOf(vercel, `polizalab-profile-${role}`);
      assert.ok(statements.every(({ Action }) => !Action.some((one) => one.startsWith('kms:'))));
    }
  });
});

test('no statement of any role allows everything, of actions or of resources', () => {
  for (const synthesized of [vercel, amplify]) {
    const roles = [...synthesized.of('AWS::IAM::Role').values()];
    assert.deepEqual(
      roles.map(({ RoleName: name }) => name),
      ['web', 'operator', 'settle', 'sweep'].map((role) => `polizalab-profile-${role}`),
    );
    for (const { RoleName: name, ManagedPolicyArns: managed, Policies: inline } of roles) {
      assert.equal(managed, undefined, `${name} has a managed policy`);
      assert.equal(inline, undefined);
      for (const { Effect, Action, Resource = [] } of statementsOf(synthesized, String(name))) {
        if (Effect === 'Deny') continue;
        for (const action of Action) assert.doesNotMatch(action, /\*/);
        for (const resource of Resource) {
          assert.match(resource, /^[^*]+(?:\/(?:uploads|profiles)\/(?:~doctor\/)?\*)?$/);
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
      assert.doesNotMatch(JSON.stringify([Principal, Action]), /\*/, id);
      // What lets a service in lets it in on our behalf alone; Lambda's own roles are nobody else's to name.
      const service = JSON.stringify(Principal ?? '').match(/"Service":"(\w+)/)?.[1];
      if (service && service !== 'lambda') assert.ok(Condition, `${id} lets ${service} in for all`);
    }
  }
  assert.ok(read > 20);
});

const trust = (synthesized: typeof vercel) =>
  synthesized.one('AWS::IAM::Role', { RoleName: 'polizalab-profile-web' }).AssumeRolePolicyDocument;

test('on Vercel, the one project in the environments that were named, by a token for our account alone', () => {
  const [provider] = [...vercel.of('AWS::IAM::OIDCProvider').keys()];
  assert.deepEqual(vercel.one('AWS::IAM::OIDCProvider').Url, 'https://oidc.vercel.com/acme');
  assert.deepEqual(vercel.one('AWS::IAM::OIDCProvider').ClientIdList, ['https://vercel.com/acme']);
  assert.deepEqual(trust(vercel), {
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
  assert.equal(synthesized.of('AWS::IAM::OIDCProvider').size, 0);
  assert.match(JSON.stringify(trust(synthesized)), new RegExp(`"Federated":"${providerArn}"`));
});

test('a stack of another name uses the provider of the account, unless it is told to make it', () => {
  const providerArn = 'arn:aws:iam::123456789012:oidc-provider/oidc.vercel.com/acme';
  const other = synthesize({ name: 'perfil' });
  assert.equal(other.of('AWS::IAM::OIDCProvider').size, 0);
  const { AssumeRolePolicyDocument: document } = other.one('AWS::IAM::Role', {
    RoleName: 'perfil-web',
  });
  assert.match(JSON.stringify(document), new RegExp(`"Federated":"${providerArn}"`));
  const making = synthesize({
    name: 'perfil',
    hosting: { ...vercel.settings.hosting, provider: 'create' },
  });
  assert.equal(making.of('AWS::IAM::OIDCProvider').size, 1);
});

test('an operator is whom the account lets assume the role', () => {
  const { AssumeRolePolicyDocument: document } = vercel.one('AWS::IAM::Role', {
    RoleName: 'polizalab-profile-operator',
  });
  assert.deepEqual((document as { Statement: unknown }).Statement, [
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
    assert.equal(JSON.stringify(vercel.template.toJSON()).includes('githubusercontent'), false);
  });

  test('trusts the repository on the branches and in the environments that were named', () => {
    const { AssumeRolePolicyDocument: document } = github.one('AWS::IAM::Role', {
      RoleName: 'polizalab-profile-deploy',
    });
    const issuer = 'token.actions.githubusercontent.com';
    assert.deepEqual((document as { Statement: [{ Condition: unknown }] }).Statement[0].Condition, {
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
    assert.deepEqual(audiences, ['sts.amazonaws.com']);
  });

  test('may assume the roles of `cdk bootstrap` in this region, and nothing else', () => {
    const statements = statementsOf(github, 'polizalab-profile-deploy');
    const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
    const may = (resource: string) => isAllowed(statements, { action: 'sts:AssumeRole', resource });
    for (const task of ['deploy', 'file-publishing', 'lookup']) {
      assert.equal(may(role(`cdk-hnb659fds-${task}-role-123456789012-us-east-1`)), true);
      assert.equal(may(role(`cdk-hnb659fds-${task}-role-123456789012-eu-west-1`)), false);
    }
    assert.equal(may(role('cdk-hnb659fds-cfn-exec-role-123456789012-us-east-1')), false);
    assert.equal(may(role('polizalab-profile-operator')), false);
    for (const [, resource] of RESOURCES) {
      for (const action of ACTIONS)
        assert.equal(isAllowed(statements, { action, resource }), false);
    }
  });
});

test('on Amplify, the branches of the one app', () => {
  assert.deepEqual(trust(amplify), {
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
  assert.deepEqual(trust(synthesize({ hosting: { on: 'ecs' } })), {
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
    assert.equal(vercel.of(type).size, 0);
  }
});
