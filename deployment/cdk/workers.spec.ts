// The functions, what wakes them, and where what they could not do ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NAMED_LIFETIME } from '@/lib/server/profile/image-life';
import { LOOK_AHEAD } from '@/lib/server/profile/sweep';
import { isAllowed } from './evaluate-policy';
import { asText, statementsOf } from './role-policies';
import { synthesize } from './synthesize';

const synthesized = synthesize();
const { of, one } = synthesized;
const settle = one('AWS::Lambda::Function', { FunctionName: 'polizalab-profile-settle' });
const sweep = one('AWS::Lambda::Function', { FunctionName: 'polizalab-profile-sweep' });
const queue = (name: string) => one('AWS::SQS::Queue', { QueueName: `polizalab-profile-${name}` });
const idOfQueue = (name: string) =>
  [...of('AWS::SQS::Queue')].find(([, q]) => q.QueueName === `polizalab-profile-${name}`)?.[0];

test('both functions, and no helper of CDK beside them, on a runtime that new ones may use', () => {
  assert.equal(of('AWS::Lambda::Function').size, 2);
  for (const fn of [settle, sweep]) {
    assert.equal(fn.Runtime, 'nodejs24.x');
    assert.deepEqual(fn.Architectures, ['arm64']);
    assert.equal(fn.ReservedConcurrentExecutions, undefined);
  }
  assert.equal(settle.Handler, 'settle.handler');
  assert.equal(sweep.Handler, 'sweep.handler');
});

test('the functions have the environment of the app', () => {
  const expected = {
    APP_REGION: 'us-east-1',
    S3_BUCKET: 'polizalab-profile-images-123456789012',
    USERS_TABLE: 'Users',
    IMAGES_TABLE: 'ProfileImages',
    RATE_LIMITS_TABLE: 'ProfileRateLimits',
    IMAGE_RETENTION_HOURS: '24',
    AUDIT_RETENTION_DAYS: '365',
    NODE_ENV: 'production',
  };
  for (const fn of [settle, sweep]) assert.deepEqual(fn.Environment, { Variables: expected });
});

test('the functions are measured where the settings name a receiver', () => {
  const otlpEndpoint = 'https://otlp.example.com';
  const { template } = synthesize({ otlpEndpoint });
  const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(
    ({ Properties: fn }) => fn.Environment?.Variables ?? {},
  );
  const measured = functions.filter((fn) => fn.OTEL_EXPORTER_OTLP_ENDPOINT === otlpEndpoint);
  assert.equal(measured.length, 2);
});

test('what comes to uploads/ of this bucket waits in a queue to be settled', () => {
  const rule = one('AWS::Events::Rule', { Name: 'polizalab-profile-uploaded' });
  assert.deepEqual(rule.EventPattern, {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: {
      bucket: { name: ['polizalab-profile-images-123456789012'] },
      object: { key: [{ prefix: 'uploads/' }] },
    },
  });
  assert.deepEqual(asText(rule.Targets ?? null), [
    {
      Id: 'Target0',
      Arn: `{${idOfQueue('uploads')}.Arn}`,
      DeadLetterConfig: { Arn: `{${idOfQueue('settle-failed')}.Arn}` },
    },
  ]);
});

test('each event is tried five times, alone, and then kept for two weeks', () => {
  const mapping = one('AWS::Lambda::EventSourceMapping');
  assert.deepEqual(asText(mapping.EventSourceArn ?? null), `{${idOfQueue('uploads')}.Arn}`);
  assert.deepEqual(mapping.FunctionResponseTypes, ['ReportBatchItemFailures']);
  assert.deepEqual(mapping.ScalingConfig, { MaximumConcurrency: 5 });
  const { RedrivePolicy: redrive, VisibilityTimeout: hidden } = queue('uploads');
  assert.deepEqual(asText(redrive ?? null), {
    deadLetterTargetArn: `{${idOfQueue('settle-failed')}.Arn}`,
    maxReceiveCount: 5,
  });
  assert.equal(hidden, 6 * Number(settle.Timeout));
  assert.equal(queue('settle-failed').MessageRetentionPeriod, 14 * 86_400);
});

test('the sweep runs so often that no row names an upload for longer than 360 s', () => {
  const { ScheduleExpression } = one('AWS::Events::Rule', { Name: 'polizalab-profile-sweep' });
  assert.equal(ScheduleExpression, 'rate(1 minute)');
  const between = 60;
  // For a schedule that is late, a function that starts cold, an index that lags.
  const reserve = 15;
  assert.ok(NAMED_LIFETIME + between - LOOK_AHEAD + reserve <= 360);
  assert.ok(NAMED_LIFETIME >= 300);
  // Who waits for what becomes due is not cut off.
  assert.ok(Number(sweep.Timeout) >= LOOK_AHEAD + 120);
});

test('a sweep that fails three times is kept', () => {
  const { MaximumRetryAttempts: retries, DestinationConfig: destination } = one(
    'AWS::Lambda::EventInvokeConfig',
  );
  assert.equal(retries, 2);
  assert.deepEqual(asText(destination ?? null), {
    OnFailure: { Destination: `{${idOfQueue('sweep-failed')}.Arn}` },
  });
});

test('queues are encrypted, and reached by TLS alone', () => {
  assert.equal(of('AWS::SQS::Queue').size, 3);
  for (const { SqsManagedSseEnabled: encrypted } of of('AWS::SQS::Queue').values()) {
    assert.equal(encrypted, true);
  }
  const policies = JSON.stringify([...of('AWS::SQS::QueuePolicy').values()]);
  assert.equal(policies.split('"aws:SecureTransport":"false"').length - 1, 3);
});

test('each function writes its own log group, and reads its own queue', () => {
  const may = (role: string, action: string, resource: string) =>
    isAllowed(statementsOf(synthesized, `polizalab-profile-${role}`), { action, resource });
  const groups = [...of('AWS::Logs::LogGroup')];
  assert.equal(groups.length, 2);
  for (const [id, { LogGroupName: group, RetentionInDays: days }] of groups) {
    const own = String(group).replace('/aws/lambda/polizalab-profile-', '');
    assert.equal(days, 90);
    for (const role of ['settle', 'sweep', 'web', 'operator']) {
      assert.equal(may(role, 'logs:PutLogEvents', `{${id}.Arn}`), role === own);
    }
  }
  const uploads = `{${idOfQueue('uploads')}.Arn}`;
  for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
    assert.equal(may('settle', `sqs:${action}`, uploads), true);
    assert.equal(may('sweep', `sqs:${action}`, uploads), false);
    assert.equal(may('web', `sqs:${action}`, uploads), false);
  }
});
