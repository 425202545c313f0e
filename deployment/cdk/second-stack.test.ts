// A second stack in the same account shares no name with the first, and a failed first deployment can be repeated.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { type Json, type Properties, type Synthesized, synthesize } from './testing/synthesize';

const folder = mkdtempSync(join(tmpdir(), 'key-'));
afterAll(() => rmSync(folder, { recursive: true }));
const publicKeyFile = join(folder, 'cloudfront.pub.pem');
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
writeFileSync(publicKeyFile, publicKey.export({ type: 'spki', format: 'pem' }));

/** With every option, so that every possible resource is compared. */
const options = {
  cdn: { publicKeyFile },
  accessLogs: { retentionDays: 90 },
  github: { repository: 'acme/perfil', branches: ['main'] },
};
const first = synthesize(options);
const second = synthesize({ ...options, name: 'perfil-pruebas' });

/** The properties that name a resource within its account, its region or globally; empty if CloudFormation names it. */
const NAMES: Record<string, string[]> = {
  'AWS::CloudFront::CachePolicy': ['CachePolicyConfig.Name'],
  'AWS::CloudFront::Distribution': [],
  'AWS::CloudFront::KeyGroup': ['KeyGroupConfig.Name'],
  'AWS::CloudFront::OriginAccessControl': ['OriginAccessControlConfig.Name'],
  'AWS::CloudFront::PublicKey': ['PublicKeyConfig.Name', 'PublicKeyConfig.CallerReference'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::DynamoDB::Table': ['TableName'],
  'AWS::Events::Rule': ['Name'],
  'AWS::IAM::OIDCProvider': ['Url'],
  'AWS::IAM::Policy': ['PolicyName'],
  'AWS::IAM::Role': ['RoleName'],
  'AWS::Lambda::EventInvokeConfig': [],
  'AWS::Lambda::EventSourceMapping': [],
  'AWS::Lambda::Function': ['FunctionName'],
  'AWS::Lambda::Permission': [],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::S3::BucketPolicy': [],
  'AWS::SNS::Subscription': [],
  'AWS::SNS::Topic': ['TopicName'],
  'AWS::SNS::TopicPolicy': [],
  'AWS::SQS::Queue': ['QueueName'],
  'AWS::SQS::QueuePolicy': [],
};

/** The type whose names need to be unique only within one role. */
const WITHIN_A_ROLE = 'AWS::IAM::Policy';

const resources = ({ template }: Synthesized) =>
  Object.values(
    template.toJSON().Resources as Record<
      string,
      { Type: string; Properties: Properties; DeletionPolicy?: string }
    >,
  );

function namesOf(synthesized: Synthesized): string[] {
  return resources(synthesized)
    .filter(({ Type: type }) => type !== WITHIN_A_ROLE)
    .flatMap(({ Type: type, Properties: properties }) => {
      const paths = NAMES[type];
      if (!paths) throw new Error(`NAMES does not say what names a resource of ${type}`);
      return paths.map((path) => {
        const name = path
          .split('.')
          .reduce<Json>((value, key) => (value as Properties)[key] ?? null, properties);
        if (typeof name !== 'string') throw new Error(`${type} has no ${path}`);
        return `${type} ${name}`;
      });
    });
}

test('two stacks with different names share no name', () => {
  const taken = new Set(namesOf(first));
  expect(taken.size).toBeGreaterThan(35);
  expect(namesOf(second).filter((name) => taken.has(name))).toEqual([]);
});

test('everything in the second stack is named after it', () => {
  for (const name of namesOf(second)) {
    // CDK derives the caller reference from the name of the stack.
    expect(name).toMatch(/^\S+ (?:\/aws\/lambda\/)?perfil-pruebas|^AWS::CloudFront::PublicKey c8/);
  }
});

test('the default stack keeps the names of its first deployment', () => {
  const tables = [...first.of('AWS::DynamoDB::Table').values()];
  expect(tables.map(({ TableName: name }) => name)).toEqual([
    'Users',
    'ProfileImages',
    'ProfileRateLimits',
  ]);
  expect(first.of('AWS::IAM::OIDCProvider').size).toBe(2);
});

test('the outputs of each name its own tables and bucket', () => {
  expect(second.outputs.get('IMAGES_TABLE')).toBe('perfil-pruebas-images');
  expect(second.outputs.get('USERS_TABLE')).toBe('perfil-pruebas-users');
  expect(second.outputs.get('S3_BUCKET')).toBe('perfil-pruebas-images-123456789012');
});

test('a failed first deployment deletes what would outlive the stack', () => {
  const kept = resources(first).filter(({ DeletionPolicy: policy }) => policy !== undefined);
  for (const { Type: type, DeletionPolicy: policy } of kept) {
    const holdsData = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy'];
    const expected = holdsData.includes(type) ? 'RetainExceptOnCreate' : 'Delete';
    expect({ type, policy }).toEqual({ type, policy: expected });
  }
});

test('protections against deletion are off only in the first deployment', () => {
  const protections = (synthesized: Synthesized) => [
    synthesized.stack.terminationProtection,
    ...[...synthesized.of('AWS::DynamoDB::Table').values()].map(
      ({ DeletionProtectionEnabled: on }) => on,
    ),
  ];
  expect(protections(first)).toEqual([true, true, true, true]);
  expect(protections(synthesize({}, { first: 'true' }))).toEqual([false, false, false, false]);
});

test('deploy:first deploys twice with the given options, and stops at a failure', () => {
  /** Runs the script with fake commands, of which number `fails` fails; returns the calls. */
  const run = (fails: number): string[] => {
    const calls = join(folder, `calls-${fails}`);
    writeFileSync(calls, '');
    for (const command of ['npm', 'cdk']) {
      const text = `#!/bin/sh\necho "${command} $*" >> "${calls}"\ntest "$(wc -l < "${calls}")" -ne ${fails}\n`;
      writeFileSync(join(folder, command), text, { mode: 0o755 });
    }
    const script = `${manifest.scripts['deploy:first']} --context settings=perfil.json`;
    spawnSync('sh', ['-c', script], { env: { PATH: `${folder}:${process.env.PATH}` } });
    return readFileSync(calls, 'utf8').trim().split('\n');
  };
  const commands = [
    'npm run build',
    'cdk deploy --context first=true --context settings=perfil.json',
    'cdk deploy --outputs-file cdk-outputs.json --context settings=perfil.json',
  ];
  expect(run(0)).toEqual(commands);
  expect(run(2)).toEqual(commands.slice(0, 2));
});
