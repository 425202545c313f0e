// The alarms and their topic. docs/operations.md says what each alarm means; alarms.test.ts lists the smallest fault that each
// detects.
import { Duration, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Worker } from './worker';
import { SWEEP_EVERY, type Workers } from './workers';

interface AlarmsProps {
  name: string;
  email: string | undefined;
  workers: Workers;
  /** Names of the tables to watch. */
  tables: string[];
  /** The index whose single partition takes every write of the images table and so limits it. */
  dueIndex: { table: string; index: string };
}

interface Watch {
  /** The last part of the alarm's name. */
  id: string;
  what: string;
  metric: Metric;
  /** A period is bad from this value on, or below it if `isSilence` is set. */
  threshold: number;
  /** Bad periods that raise the alarm, out of how many; one of one by default. */
  bad?: [number, number];
  /** Low and missing values raise it: a metric without writers is missing, not zero. */
  isSilence?: boolean;
}

const FIVE_MINUTES = Duration.minutes(5);

/** Ignores a fault that the next try repairs: raised by two bad periods of three. */
const TWICE: [number, number] = [2, 3];

/** The requests of one caller a minute, each refused three times (the SDK's attempts), in five minutes. */
const THROTTLED = 15;

/** All alarms, which notify one topic. */
export class Alarms extends Construct {
  private readonly props: AlarmsProps;
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.props = props;
    this.topic = new Topic(this, 'Topic', { topicName: `${props.name}-alarms`, enforceSSL: true });
    this.letCloudWatchPublish();
    if (props.email !== undefined) this.topic.addSubscription(new EmailSubscription(props.email));

    // A failed message is retried after 6 minutes, and a failed sweep at the next run at the latest. A period without a retry looks
    // healthy.
    this.watchWorker('process-upload', props.workers.processUpload, FIVE_MINUTES);
    this.watchWorker('sweep', props.workers.sweep, longer(SWEEP_EVERY, FIVE_MINUTES));
    this.watch({
      id: 'uploads-waiting',
      what: 'Uploads wait longer than ten minutes to be processed',
      metric: props.workers.events.metricApproximateAgeOfOldestMessage({
        statistic: 'Maximum',
        period: FIVE_MINUTES,
      }),
      threshold: 600,
      bad: [2, 2],
    });
    // Metrics arrive minutes late, and must not look like silence meanwhile.
    const silence = longer(Duration.minutes(4 * SWEEP_EVERY.toMinutes()), Duration.minutes(10));
    this.watch({
      id: 'sweep-silent',
      what: `Nothing has swept for ${2 * silence.toMinutes()} minutes`,
      metric: props.workers.sweep.fn.metricInvocations({ statistic: 'Sum', period: silence }),
      threshold: 1,
      bad: [2, 2],
      isSilence: true,
    });
    for (const table of props.tables) {
      for (const kind of ['Read', 'Write']) {
        this.watchTable(table, kind, { TableName: table });
      }
    }
    const { table, index } = props.dueIndex;
    this.watchTable(`${table}-${index}`, 'Write', {
      TableName: table,
      GlobalSecondaryIndexName: index,
    });
  }

  private watchWorker(id: string, { failed, fn }: Worker, period: Duration): void {
    this.watch({
      id: `${id}-failed`,
      what: `Work that ${id} gave up on waits in the queue of dead letters`,
      metric: failed.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: FIVE_MINUTES,
      }),
      threshold: 1,
    });
    this.watch({
      id: `${id}-errors`,
      what: `The function that does ${id} throws, again and again`,
      metric: fn.metricErrors({ statistic: 'Sum', period }),
      threshold: 1,
      bad: TWICE,
    });
    this.watch({
      id: `${id}-throttles`,
      what: `Lambda has no room to run ${id}`,
      metric: fn.metricThrottles({ statistic: 'Sum', period }),
      threshold: 1,
      bad: TWICE,
    });
  }

  /** @param of the table or the index: DynamoDB counts throttles for each separately */
  private watchTable(name: string, kind: string, of: Record<string, string>): void {
    this.watch({
      id: `${name}-${kind.toLowerCase()}-throttled`,
      what: `DynamoDB throttles ${kind.toLowerCase()}s of ${name}`,
      metric: new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: `${kind}ThrottleEvents`,
        dimensionsMap: of,
        statistic: 'Sum',
        period: FIVE_MINUTES,
      }),
      threshold: THROTTLED,
      bad: TWICE,
    });
  }

  private watch({ id, what, metric, threshold, bad = [1, 1], isSilence = false }: Watch): void {
    const alarm = metric.createAlarm(this, id, {
      alarmName: `${this.props.name}-${id}`,
      alarmDescription: what,
      threshold,
      datapointsToAlarm: bad[0],
      evaluationPeriods: bad[1],
      comparisonOperator: isSilence
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: isSilence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }

  /**
   * `enforceSSL` gives the topic a policy, which replaces the default policy that admits CloudWatch.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
   */
  private letCloudWatchPublish(): void {
    const { account, partition, region } = Stack.of(this);
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:${this.props.name}-*`,
          },
        },
      }),
    );
  }
}

function longer(one: Duration, other: Duration): Duration {
  return one.toSeconds() > other.toSeconds() ? one : other;
}
