// Evaluates each alarm on simulated metrics: the smallest relevant fault raises it in time, wherever CloudWatch's periods begin; healthy
// hours do not; and it ends with the fault. Schedules, retries and periods are read from the template.
import {
  type Alarm,
  type Datapoint,
  metricOf,
  raisedAt,
  readAlarm,
} from './testing/evaluate-alarm';
import { isAllowed, readStatements } from './testing/evaluate-policy';
import { referencesAsText } from './testing/role-statements';
import { type Properties, synthesize } from './testing/synthesize';

const { of, one } = synthesize();
const MINUTE = 60;
const HOUR = 3600;

const alarms = new Map(
  [...of('AWS::CloudWatch::Alarm').values()].map((properties) => [
    String(properties.AlarmName).replace('polizalab-profile-', ''),
    { alarm: readAlarm(referencesAsText(properties)), properties },
  ]),
);

const id = (type: string, having: Properties) => {
  const [name, value] = Object.entries(having)[0] ?? [];
  return [...of(type)].find(([, properties]) => properties[name ?? ''] === value)?.[0];
};
const fn = (name: string) =>
  `FunctionName={${id('AWS::Lambda::Function', { FunctionName: `polizalab-profile-${name}` })}}`;
const queue = (name: string) =>
  `QueueName={${id('AWS::SQS::Queue', { QueueName: `polizalab-profile-${name}` })}.QueueName}`;

/** Interval of the sweep, in seconds. */
const sweepEvery = (() => {
  const { ScheduleExpression } = one('AWS::Events::Rule', { Name: 'polizalab-profile-sweep' });
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(String(ScheduleExpression)) ?? [];
  return Number(minutes) * MINUTE;
})();
/** Time until a failed message is delivered again, in seconds. */
const retryAfter = Number(
  one('AWS::SQS::Queue', { QueueName: 'polizalab-profile-uploads' }).VisibilityTimeout,
);

/** Returns datapoints of a metric, one every `every` seconds. */
function series(
  metric: string,
  value: (age: number) => number,
  { from, to, every }: { from: number; to: number; every: number },
): Datapoint[] {
  const points: Datapoint[] = [];
  for (let at = from; at < to; at += every) points.push({ metric, at, value: value(at - from) });
  return points;
}

const dlq = (name: string) => `AWS/SQS ApproximateNumberOfMessagesVisible ${queue(name)}`;
const lambda = (metric: string, name: string) => `AWS/Lambda ${metric} ${fn(name)}`;
const age = `AWS/SQS ApproximateAgeOfOldestMessage ${queue('uploads')}`;
const throttle = (kind: string, table: string, index = '') =>
  `AWS/DynamoDB ${kind}ThrottleEvents ${index && `GlobalSecondaryIndexName=${index} `}TableName=${table}`;

interface Fault {
  /** The smallest fault of its kind that an operator must learn of. */
  least: string;
  /** In seconds, from the start of the fault. */
  seenWithin: number;
  /** The datapoints of the fault from `from` to `to`, and the healthy metrics that they replace. */
  points(from: number, to: number): Datapoint[];
  instead?: string[];
}

const once = () => 1;
/** Throttled requests: one caller a minute, whose three attempts all fail. */
const callerAMinute = (metric: string): Fault => ({
  least: 'one request a minute is throttled at each of its three attempts',
  seenWithin: 20 * MINUTE,
  points: (from, to) => series(metric, () => 3, { from, to, every: MINUTE }),
});

const FAULTS = new Map<string, Fault>([
  ...['process-upload-failed', 'sweep-failed'].map((name): [string, Fault] => [
    name,
    {
      least: 'one dead letter',
      seenWithin: 10 * MINUTE,
      points: (from, to) => series(dlq(name), once, { from, to, every: MINUTE }),
      instead: [dlq(name)],
    },
  ]),
  ...['Errors', 'Throttles'].flatMap((metric): [string, Fault][] => [
    [
      `process-upload-${metric.toLowerCase()}`,
      {
        least: 'the event of one upload fails at each delivery',
        seenWithin: 20 * MINUTE,
        points: (from, to) =>
          series(lambda(metric, 'process-upload'), once, { from, to, every: retryAfter }),
      },
    ],
    [
      `sweep-${metric.toLowerCase()}`,
      {
        least: 'one image cannot be swept: each turn of the schedule fails',
        seenWithin: Math.max(20 * MINUTE, 4 * sweepEvery),
        points: (from, to) =>
          series(lambda(metric, 'sweep'), once, { from, to, every: sweepEvery }),
      },
    ],
  ]),
  [
    'sweep-silent',
    {
      least: 'the schedule does not call the function any more',
      seenWithin: Math.max(30 * MINUTE, 3 * 4 * sweepEvery),
      points: () => [],
      instead: [lambda('Invocations', 'sweep')],
    },
  ],
  [
    'uploads-waiting',
    {
      least: 'one upload waits, and nothing takes it from the queue',
      seenWithin: 25 * MINUTE,
      points: (from, to) => series(age, (since) => since, { from, to, every: MINUTE }),
      instead: [age],
    },
  ],
  ...['Users', 'ProfileImages', 'ProfileRateLimits'].flatMap((table): [string, Fault][] => [
    [`${table}-read-throttled`, callerAMinute(throttle('Read', table))],
    [`${table}-write-throttled`, callerAMinute(throttle('Write', table))],
  ]),
  ['ProfileImages-due-write-throttled', callerAMinute(throttle('Write', 'ProfileImages', 'due'))],
]);

const END = 12 * HOUR;
const STUMBLE = 2 * HOUR;

/**
 * Twelve healthy hours: one upload a minute, and each sweep. Every service fails once, and the next try succeeds.
 */
const healthy: Datapoint[] = [
  ...series(lambda('Invocations', 'sweep'), once, { from: 7, to: END, every: sweepEvery }),
  ...series(lambda('Invocations', 'process-upload'), once, { from: 0, to: END, every: MINUTE }),
  ...series(age, () => 20, { from: 0, to: END, every: MINUTE }),
  ...['process-upload', 'sweep'].flatMap((name) => [
    ...series(dlq(`${name}-failed`), () => 0, { from: 0, to: END, every: MINUTE }),
    { metric: lambda('Errors', name), at: STUMBLE, value: 1 },
    { metric: lambda('Throttles', name), at: STUMBLE, value: 1 },
  ]),
  // The failed message waits until it is delivered again.
  ...series(age, (since) => 20 + since, { from: STUMBLE, to: STUMBLE + retryAfter, every: MINUTE }),
  // A burst, before an on-demand table has scaled up.
  ...[...alarms.values()]
    .map(({ alarm }) => metricOf(alarm))
    .filter((metric) => metric.includes('ThrottleEvents'))
    .map((metric) => ({ metric, at: STUMBLE, value: 100 })),
];

/** Start times of the alarm's periods: every half minute. */
function phasesOf({ Period: period }: Alarm): number[] {
  return Array.from({ length: (2 * period) / MINUTE }, (_, index) => (index * MINUTE) / 2);
}

test('every alarm has a smallest fault, and every fault an alarm', () => {
  expect([...alarms.keys()].sort()).toEqual([...FAULTS.keys()].sort());
});

for (const [name, { least, seenWithin, points, instead = [] }] of FAULTS) {
  describe(`${name}: ${least}`, () => {
    const found = alarms.get(name);
    if (!found) throw new Error(`There is no alarm ${name}`);
    const { alarm, properties } = found;
    const [from, to] = [4 * HOUR, 8 * HOUR];
    const metrics = [
      ...healthy.filter(({ metric, at }) => !instead.includes(metric) || at < from || at >= to),
      ...points(from, to),
    ];

    test('raises in time, and ends with the fault', () => {
      for (const phase of phasesOf(alarm)) {
        const raised = raisedAt(alarm, metrics, phase, END);
        const [first = Number.NaN] = raised;
        expect(first).toBeGreaterThan(from);
        expect(first).toBeLessThanOrEqual(from + seenWithin);
        expect(raised.at(-1) ?? END).toBeLessThanOrEqual(
          to + alarm.EvaluationPeriods * alarm.Period + alarm.Period,
        );
      }
    });

    test('is not raised in healthy hours', () => {
      for (const phase of phasesOf(alarm)) {
        expect(raisedAt(alarm, healthy, phase, END)).toEqual([]);
      }
    });

    test('notifies of its start and its end', () => {
      const topic = [`{${[...of('AWS::SNS::Topic').keys()][0]}}`];
      expect(referencesAsText(properties.AlarmActions ?? null)).toEqual(topic);
      expect(referencesAsText(properties.OKActions ?? null)).toEqual(topic);
      expect(properties.ActionsEnabled).not.toBe(false);
    });
  });
}

test('CloudWatch may publish alarms of this stack, and nothing else may publish through it', () => {
  const { PolicyDocument: document } = one('AWS::SNS::TopicPolicy');
  const statements = readStatements(referencesAsText(document ?? null)).filter(
    ({ Effect, Principal }) =>
      Effect === 'Deny' || JSON.stringify(Principal) === '{"Service":"cloudwatch.amazonaws.com"}',
  );
  const may = (arn: string, account = '123456789012', tls = 'true') =>
    isAllowed(statements, {
      action: 'sns:Publish',
      resource: `{${[...of('AWS::SNS::Topic').keys()][0]}}`,
      context: {
        'aws:SecureTransport': tls,
        'aws:SourceAccount': account,
        'aws:SourceArn': `arn:aws:cloudwatch:us-east-1:${account}:alarm:${arn}`,
      },
    });
  for (const name of alarms.keys()) expect(may(`polizalab-profile-${name}`)).toBe(true);
  expect(may('payroll-errors')).toBe(false);
  expect(may('polizalab-profile-sweep-failed', '210987654321')).toBe(false);
  expect(may('polizalab-profile-sweep-failed', '123456789012', 'false')).toBe(false);
});

test('the address in the settings is subscribed', () => {
  expect(one('AWS::SNS::Subscription').Endpoint).toBe('oncall@example.com');
});
