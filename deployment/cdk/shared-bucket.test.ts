// A shared bucket and table: the stack does not create, change or replace them, and prints what their owner has to merge.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { additions, mergeScripts, toMerge } from './merge-scripts';
import { isAllowed, readStatements } from './testing/evaluate-policy';
import { statementsOf } from './testing/role-statements';
import { synthesize } from './testing/synthesize';

const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/1';
const shared = synthesize({
  bucket: { existing: 'polizalab-documents-dev', kmsKeyArn },
  usersTable: { existing: 'Users' },
});
const { statements, cors, lifecycle } = additions(shared.stack, shared.settings);
const bucket = 'arn:aws:s3:::polizalab-documents-dev';

test('the stack neither creates nor changes them', () => {
  expect(shared.of('AWS::S3::Bucket').size).toBe(0);
  expect(shared.of('AWS::S3::BucketPolicy').size).toBe(0);
  const tables = [...shared.of('AWS::DynamoDB::Table').values()];
  expect(tables.map(({ TableName: name }) => name).sort()).toEqual([
    'ProfileImages',
    'ProfileRateLimits',
  ]);
  // CDK changes existing resources with custom resources: there are none.
  expect(shared.of('AWS::Lambda::Function').size).toBe(2);
  const types = Object.values(shared.template.toJSON().Resources as { Type: string }[]);
  expect(types.filter(({ Type: type }) => type.startsWith('Custom::'))).toEqual([]);
});

test('the roles and the app use them by name', () => {
  expect(shared.outputs.get('S3_BUCKET')).toBe('polizalab-documents-dev');
  const web = statementsOf(shared, 'polizalab-profile-web');
  const may = (action: string, resource: string) => isAllowed(web, { action, resource });
  expect(may('s3:PutObject', `${bucket}/uploads/agente/1.png`)).toBe(true);
  expect(may('s3:GetObject', `${bucket}/contracts/1.pdf`)).toBe(false);
  expect(may('dynamodb:UpdateItem', 'arn:aws:dynamodb:us-east-1:123456789012:table/Users')).toBe(
    true,
  );
});

test('if a KMS key encrypts the bucket, the roles may use it through S3 only', () => {
  const web = statementsOf(shared, 'polizalab-profile-web');
  const may = (service: string) =>
    isAllowed(web, {
      action: 'kms:GenerateDataKey',
      resource: kmsKeyArn,
      context: { 'kms:ViaService': service },
    });
  expect(may('s3.us-east-1.amazonaws.com')).toBe(true);
  expect(may('ec2.us-east-1.amazonaws.com')).toBe(false);
});

test('the printed denials apply to our roles only', () => {
  const denials = statements.filter(({ Effect }) => Effect === 'Deny');
  expect(denials).toHaveLength(3);
  for (const { Principal } of denials) {
    expect(Principal).toEqual({
      AWS: ['web', 'process-upload', 'sweep', 'operator'].map(
        (role) => `arn:aws:iam::123456789012:role/polizalab-profile-${role}`,
      ),
    });
  }
});

test('the printed statements deny old signatures and plain HTTP', () => {
  const all = [
    ...readStatements({ Statement: statements }),
    ...readStatements({
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `${bucket}/*` }],
    }),
  ];
  const get = (context: Record<string, string>) =>
    isAllowed(all, { action: 's3:GetObject', resource: `${bucket}/profiles/a/1.png`, context });
  expect(get({ 'aws:SecureTransport': 'true' })).toBe(true);
  expect(get({ 'aws:SecureTransport': 'false' })).toBe(false);
  expect(get({ 's3:authType': 'REST-QUERY-STRING', 's3:signatureAge': '600001' })).toBe(false);
});

/** A fake AWS command line: each document of the bucket is a file. */
const AWS = `#!/bin/sh
file="$STATE/\${2#???-bucket-}.json"
case "$2" in
  put-*) for word; do case "$word" in file://*) cp "\${word#file://}" "$file";; esac; done; echo "$@" >> "$STATE/puts";;
  get-*) test -z "$REFUSED" || { echo 'An error occurred (AccessDenied)' >&2; exit 254; }
    if test -f "$file"; then cat "$file"; else
      case "$2" in
        *-policy) code=NoSuchBucketPolicy;; *-cors) code=NoSuchCORSConfiguration;;
        *-lifecycle-configuration) code=NoSuchLifecycleConfiguration;; *) exit 0;;
      esac
      echo "An error occurred ($code)" >&2; exit 254
    fi;;
esac
`;

/** Runs every script, and returns the documents of the bucket. */
function merge(before: Record<string, unknown>, { times = 1, refused = '' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'merge-'));
  try {
    writeFileSync(join(folder, 'aws'), AWS, { mode: 0o755 });
    for (const [name, document] of Object.entries(before)) {
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(document));
    }
    const PATH = `${folder}:${process.env.PATH}`;
    for (let time = 0; time < times; time++) {
      for (const { script } of mergeScripts(shared.stack, shared.settings)) {
        spawnSync('sh', ['-c', script], {
          cwd: folder,
          env: { PATH, STATE: folder, REFUSED: refused },
        });
      }
    }
    const read = (name: string) => {
      const file = join(folder, `${name}.json`);
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    };
    const puts = join(folder, 'puts');
    return {
      policy: read('policy')?.Statement,
      cors: read('cors')?.CORSRules,
      lifecycle: read('lifecycle-configuration')?.Rules,
      notification: read('notification-configuration'),
      puts: existsSync(puts) ? readFileSync(puts, 'utf8') : '',
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const jq = spawnSync('jq', ['--version']).status === 0;

(jq ? describe : describe.skip)('merging by the commands that are printed', () => {
  const theirStatement = { Sid: 'Theirs', Effect: 'Allow' };
  // A statement or a rule may have no name.
  const unnamed = { Effect: 'Deny' };
  const theirRule = { ID: 'theirs', AllowedOrigins: ['https://crm.example.com'] };
  const before = {
    policy: { Version: '2012-10-17', Statement: [theirStatement, unnamed] },
    cors: { CORSRules: [theirRule] },
    'lifecycle-configuration': {
      TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
      Rules: [theirRule],
    },
    'notification-configuration': { QueueConfigurations: [{ Id: 'theirs' }] },
  };

  for (const times of [1, 2]) {
    test(`keeps what others wrote, run ${times} times`, () => {
      const after = merge(before, { times });
      expect(after.policy).toEqual([theirStatement, unnamed, ...statements]);
      expect(after.cors).toEqual([...cors, theirRule]);
      expect(after.lifecycle).toEqual([theirRule, ...lifecycle]);
      expect(after.notification).toEqual({
        QueueConfigurations: [{ Id: 'theirs' }],
        EventBridgeConfiguration: {},
      });
      expect(after.puts).toMatch(
        /--transition-default-minimum-object-size varies_by_storage_class/,
      );
    });
  }

  test('creates documents that do not exist', () => {
    const after = merge({});
    expect(after.policy).toEqual(statements);
    expect(after.cors).toEqual(cors);
    expect(after.lifecycle).toEqual(lifecycle);
    expect(after.notification).toEqual({ EventBridgeConfiguration: {} });
  });

  test('writes nothing if it cannot read the existing document', () => {
    expect(merge(before, { refused: 'yes' }).puts).toBe('');
  });
});

test('every script is printed', () => {
  const text = toMerge(shared.stack, shared.settings);
  for (const { script } of mergeScripts(shared.stack, shared.settings)) {
    expect(text).toContain(script);
  }
});

test('the text starts with the consequences for others, and how to check', () => {
  const text = toMerge(shared.stack, shared.settings);
  const [before = ''] = text.split('# Statements of the bucket policy');
  expect(before).toMatch(
    /^FIRST: uploads\/ and profiles\/ of polizalab-documents-dev become this app's alone/,
  );
  for (const prefix of ['uploads/', 'profiles/']) {
    expect(before).toContain(
      `aws s3api list-objects-v2 --bucket polizalab-documents-dev --prefix ${prefix} --max-keys 5`,
    );
  }
});
