// The functions beside the app: one processes uploads on events of the bucket, the other sweeps on a schedule.
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { processUploadStatements, type Resources, sweepStatements } from './permissions';
import { Worker } from './worker';

interface WorkersProps {
  name: string;
  bucketName: string;
  code: Code;
  environment: Record<string, string>;
  resources: Resources;
}

const PROCESS_TIMEOUT = Duration.seconds(60);
/** Delay of an event before it is processed: by then most clients have confirmed the upload themselves. */
const EVENT_DELAY = Duration.seconds(15);
/** The interval of the sweep: the shortest that EventBridge allows, since other readers of `Users` rely on it (see LOOK_AHEAD). */
export const SWEEP_EVERY = Duration.minutes(1);

/** Both functions with their triggers. */
export class Workers extends Construct {
  readonly processUpload: Worker;
  readonly sweep: Worker;
  /** The queue of events. */
  readonly events: Queue;

  constructor(scope: Construct, id: string, props: WorkersProps) {
    super(scope, id);
    const { name, code, environment, resources } = props;

    this.processUpload = new Worker(this, 'ProcessUpload', {
      name: `${name}-process-upload`,
      description: 'Processes profile image uploads that nobody confirmed',
      code,
      handler: 'process-upload.handler',
      environment,
      statements: processUploadStatements(resources),
      memorySize: 1769,
      timeout: PROCESS_TIMEOUT,
    });
    this.events = new Queue(this, 'Events', {
      queueName: `${name}-uploads`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deliveryDelay: EVENT_DELAY,
      // Six times the function's timeout, as AWS recommends, so that no event is delivered again while it is being handled.
      visibilityTimeout: Duration.seconds(6 * PROCESS_TIMEOUT.toSeconds()),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.processUpload.failed, maxReceiveCount: 5 },
    });
    this.processUpload.fn.addEventSource(
      new SqsEventSource(this.events, {
        batchSize: 5,
        // The maximum concurrency for a burst of uploads. It reserves nothing.
        maxConcurrency: 5,
        reportBatchItemFailures: true,
      }),
    );
    // Through EventBridge, since one switch adds it to whatever else a shared bucket notifies. Direct notifications are one document,
    // which would have to be replaced as a whole and whose entries may not overlap.
    new Rule(this, 'Uploaded', {
      ruleName: `${name}-uploaded`,
      description: 'An object came to uploads/',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [props.bucketName] },
          object: { key: [{ prefix: 'uploads/' }] },
        },
      },
      targets: [new SqsQueue(this.events, { deadLetterQueue: this.processUpload.failed })],
    });

    this.sweep = new Worker(this, 'Sweep', {
      name: `${name}-sweep`,
      description: 'Deletes profile images that are due, and takes expired uploads out of the rows',
      code,
      handler: 'sweep.handler',
      environment,
      statements: sweepStatements(resources),
      memorySize: 512,
      timeout: Duration.minutes(5),
    });
    this.sweep.fn.configureAsyncInvoke({
      retryAttempts: 2,
      onFailure: new SqsDestination(this.sweep.failed),
    });
    // The id of earlier versions must not change: CloudFormation would create a second rule of the same name and fail.
    new Rule(this, 'EveryQuarter', {
      ruleName: `${name}-sweep`,
      description: 'Time to sweep',
      schedule: Schedule.rate(SWEEP_EVERY),
      targets: [
        new LambdaFunction(this.sweep.fn, {
          deadLetterQueue: this.sweep.failed,
          maxEventAge: SWEEP_EVERY,
          retryAttempts: 2,
        }),
      ],
    });
  }
}
