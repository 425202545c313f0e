// What wakes somebody. docs/operations.md says what each alarm means.
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Workers } from './workers';

export interface AlarmsProps {
  name: string;
  email: string | undefined;
  workers: Workers;
  /** Names of the tables that are ours to watch. */
  tables: string[];
}

interface Watch {
  /** Ends the alarm's name. */
  id: string;
  what: string;
  metric: Metric;
  /** The alarm goes off at this value. */
  threshold: number;
  /** In how many periods running; 1 unless given. */
  periods?: number;
}

export class Alarms extends Construct {
  private readonly props: AlarmsProps;
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.props = props;
    this.topic = new Topic(this, 'Topic', { topicName: `${props.name}-alarms`, enforceSSL: true });
    if (props.email !== undefined) this.topic.addSubscription(new EmailSubscription(props.email));

    const { settle, sweep, events } = props.workers;
    const sum = { statistic: 'Sum', period: Duration.minutes(5) };
    for (const [id, { failed, fn }] of Object.entries({ settle, sweep })) {
      this.watch({
        id: `${id}-failed`,
        what: `Work that ${id} gave up on waits in the queue of dead letters`,
        metric: failed.metricApproximateNumberOfMessagesVisible({
          statistic: 'Maximum',
          period: Duration.minutes(5),
        }),
        threshold: 1,
      });
      this.watch({
        id: `${id}-errors`,
        what: `The function that does ${id} throws`,
        metric: fn.metricErrors(sum),
        threshold: 3,
        periods: 2,
      });
      this.watch({
        id: `${id}-throttles`,
        what: `Lambda has no room to run ${id}`,
        metric: fn.metricThrottles(sum),
        threshold: 5,
        periods: 3,
      });
    }
    this.watch({
      id: 'uploads-waiting',
      what: 'Uploads wait longer than ten minutes to be settled',
      metric: events.metricApproximateAgeOfOldestMessage({
        statistic: 'Maximum',
        period: Duration.minutes(5),
      }),
      threshold: 600,
      periods: 2,
    });
    this.watchSilence();

    for (const table of props.tables) {
      for (const kind of ['Read', 'Write']) {
        this.watch({
          id: `${table}-${kind.toLowerCase()}-throttled`,
          what: `DynamoDB throttles ${kind.toLowerCase()}s of ${table}`,
          metric: new Metric({
            namespace: 'AWS/DynamoDB',
            metricName: `${kind}ThrottleEvents`,
            dimensionsMap: { TableName: table },
            ...sum,
          }),
          threshold: 50,
          periods: 2,
        });
      }
    }
  }

  private watch({ id, what, metric, threshold, periods = 1 }: Watch): void {
    metric
      .createAlarm(this, id, {
        alarmName: `${this.props.name}-${id}`,
        alarmDescription: what,
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(this.topic));
  }

  /** A sweep that does not run at all makes no errors, and its metric is missing rather than zero. */
  private watchSilence(): void {
    this.props.workers.sweep.fn
      .metricInvocations({ statistic: 'Sum', period: Duration.hours(1) })
      .createAlarm(this, 'sweep-silent', {
        alarmName: `${this.props.name}-sweep-silent`,
        alarmDescription: 'Nothing has swept for two hours',
        threshold: 1,
        evaluationPeriods: 2,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      })
      .addAlarmAction(new SnsAction(this.topic));
  }
}
