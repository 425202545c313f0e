// One Lambda function, with a role and a log group of its own, and a queue for what it could not do.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

interface WorkerProps {
  /** Of the function; its role, log group and queue are named after it. */
  name: string;
  description: string;
  /** Holds every handler. */
  code: Code;
  /** As Lambda wants it: `settle.handler`. */
  handler: string;
  environment: Record<string, string>;
  statements: PolicyStatement[];
  /** In MB. At 1,769 a function has one processor whole. */
  memorySize: number;
  timeout: Duration;
}

export class Worker extends Construct {
  readonly fn: Lambda;
  readonly role: Role;
  /** The dead letters. */
  readonly failed: Queue;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    const { name, statements, ...rest } = props;

    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${name}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Written out, since the managed policy for logs is about every log group of the account.
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
    // No reserved concurrency: it is taken from what the account's other functions share, and a new account has none to give.
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
