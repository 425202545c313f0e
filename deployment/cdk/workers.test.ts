// The functions, their triggers and their dead-letter queues.
import { NAMED_LIFETIME } from '@/lib/server/profile/domain/image-life';
import { LOOK_AHEAD } from '@/lib/server/profile/use-cases/sweep-images';
import { isAllowed } from './testing/evaluate-policy';
import { referencesAsText, statementsOf } from './testing/role-statements';
import { synthesize } from './testing/synthesize';

const synthesized = synthesize();
const { of, one } = synthesized;
const uploads = one('AWS::Lambda::Function', { FunctionName: 'polizalab-profile-process-upload' });
const sweep = one('AWS::Lambda::Function', { FunctionName: 'polizalab-profile-sweep' });
const queue = (name: string) => one('AWS::SQS::Queue', { QueueName: `polizalab-profile-${name}` });
const idOfQueue = (name: string) =>
  [...of('AWS::SQS::Queue')].find(([, q]) => q.QueueName === `polizalab-profile-${name}`)?.[0];

test('two functions on the current runtime, and no helper function of CDK', () => {
  expect(of('AWS::Lambda::Function').size).toBe(2);
  for (const fn of [uploads, sweep]) {
    expect(fn.Runtime).toBe('nodejs24.x');
    expect(fn.Architectures).toEqual(['arm64']);
    expect(fn.ReservedConcurrentExecutions).toBeUndefined();
  }
  expect(uploads.Handler).toBe('process-upload.handler');
  expect(sweep.Handler).toBe('sweep.handler');
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
  for (const fn of [uploads, sweep]) expect(fn.Environment).toEqual({ Variables: expected });
});

test('the functions send telemetry if the settings name a receiver', () => {
  const otlpEndpoint = 'https://otlp.example.com';
  const { template } = synthesize({ otlpEndpoint });
  const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(
    ({ Properties: fn }) => fn.Environment?.Variables ?? {},
  );
  const measured = functions.filter((fn) => fn.OTEL_EXPORTER_OTLP_ENDPOINT === otlpEndpoint);
  expect(measured).toHaveLength(2);
});

test('events of uploads/ in this bucket go to a queue', () => {
  const rule = one('AWS::Events::Rule', { Name: 'polizalab-profile-uploaded' });
  expect(rule.EventPattern).toEqual({
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: {
      bucket: { name: ['polizalab-profile-images-123456789012'] },
      object: { key: [{ prefix: 'uploads/' }] },
    },
  });
  expect(referencesAsText(rule.Targets ?? null)).toEqual([
    {
      Id: 'Target0',
      Arn: `{${idOfQueue('uploads')}.Arn}`,
      DeadLetterConfig: { Arn: `{${idOfQueue('process-upload-failed')}.Arn}` },
    },
  ]);
});

test('each event is tried five times, in batches of one, and then kept for two weeks', () => {
  const mapping = one('AWS::Lambda::EventSourceMapping');
  expect(referencesAsText(mapping.EventSourceArn ?? null)).toEqual(`{${idOfQueue('uploads')}.Arn}`);
  expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  expect(mapping.ScalingConfig).toEqual({ MaximumConcurrency: 5 });
  const { RedrivePolicy: redrive, VisibilityTimeout: hidden } = queue('uploads');
  expect(referencesAsText(redrive ?? null)).toEqual({
    deadLetterTargetArn: `{${idOfQueue('process-upload-failed')}.Arn}`,
    maxReceiveCount: 5,
  });
  expect(hidden).toBe(6 * Number(uploads.Timeout));
  expect(queue('process-upload-failed').MessageRetentionPeriod).toBe(14 * 86_400);
});

test('the sweep runs often enough that no row names an upload for longer than 360 s', () => {
  const { ScheduleExpression } = one('AWS::Events::Rule', { Name: 'polizalab-profile-sweep' });
  expect(ScheduleExpression).toBe('rate(1 minute)');
  const between = 60;
  // For a late schedule, a cold start and a delayed index.
  const reserve = 15;
  expect(NAMED_LIFETIME + between - LOOK_AHEAD + reserve).toBeLessThanOrEqual(360);
  expect(NAMED_LIFETIME).toBeGreaterThanOrEqual(300);
  // The function may wait until work becomes due.
  expect(Number(sweep.Timeout)).toBeGreaterThanOrEqual(LOOK_AHEAD + 120);
});

test('a sweep that fails three times is kept', () => {
  const { MaximumRetryAttempts: retries, DestinationConfig: destination } = one(
    'AWS::Lambda::EventInvokeConfig',
  );
  expect(retries).toBe(2);
  expect(referencesAsText(destination ?? null)).toEqual({
    OnFailure: { Destination: `{${idOfQueue('sweep-failed')}.Arn}` },
  });
});

test('queues are encrypted, and reached by TLS alone', () => {
  expect(of('AWS::SQS::Queue').size).toBe(3);
  for (const { SqsManagedSseEnabled: encrypted } of of('AWS::SQS::Queue').values()) {
    expect(encrypted).toBe(true);
  }
  const policies = JSON.stringify([...of('AWS::SQS::QueuePolicy').values()]);
  expect(policies.split('"aws:SecureTransport":"false"').length - 1).toBe(3);
});

test('each function writes its own log group, and reads its own queue', () => {
  const may = (role: string, action: string, resource: string) =>
    isAllowed(statementsOf(synthesized, `polizalab-profile-${role}`), { action, resource });
  const groups = [...of('AWS::Logs::LogGroup')];
  expect(groups).toHaveLength(2);
  for (const [id, { LogGroupName: group, RetentionInDays: days }] of groups) {
    const own = String(group).replace('/aws/lambda/polizalab-profile-', '');
    expect(days).toBe(90);
    for (const role of ['process-upload', 'sweep', 'web', 'operator']) {
      expect(may(role, 'logs:PutLogEvents', `{${id}.Arn}`)).toBe(role === own);
    }
  }
  const uploads = `{${idOfQueue('uploads')}.Arn}`;
  for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
    expect(may('process-upload', `sqs:${action}`, uploads)).toBe(true);
    expect(may('sweep', `sqs:${action}`, uploads)).toBe(false);
    expect(may('web', `sqs:${action}`, uploads)).toBe(false);
  }
});
