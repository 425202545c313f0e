// A Lambda function with its own role, log group and dead-letter queue.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

interface WorkerProps {
  /** The function's name; its role, log group and queue are named after it. */
  name: string;
  description: string;
  /** The code of all handlers. */
  code: Code;
  /** In Lambda's format: `process-upload.handler`. */
  handler: string;
  environment: Record<string, string>;
  statements: PolicyStatement[];
  /** In MB. A function with 1,769 MB has one whole vCPU. */
  memorySize: number;
  timeout: Duration;
}

/** A function that runs one handler of the bundle. */
export class Worker extends Construct {
  readonly fn: Lambda;
  readonly role: Role;
  /** The dead-letter queue. */
  readonly failed: Queue;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    const { name, statements, ...rest } = props;

    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${name}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Explicit, since the managed policy for logs allows every log group of the account.
    this.role = new Role(this, 'Role', {
      roleName: name,
      description: props.description,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'Log',
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const statement of statements) this.role.addToPolicy(statement);

    this.failed = new Queue(this, 'Failed', {
      queueName: `${name}-failed`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    // No reserved concurrency: it is taken from the account's pool, which in a new account has none to spare.
    this.fn = new Lambda(this, 'Function', {
      ...rest,
      functionName: name,
      // The version of .nvmrc.
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: this.role,
      logGroup,
    });
  }
}
