// The stack: all AWS resources of the app.
import { type App, CfnOutput, SecretValue, Stack, Tags } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { TABLES } from '@/lib/server/shared/tables';
import { AccessLogs } from './access-logs';
import { Alarms } from './alarms';
import { Delivery } from './delivery';
import { DeployRole } from './deploy-role';
import { ImageBucket } from './image-bucket';
import { OperatorRole } from './operator-role';
import { type Resources, webStatements } from './permissions';
import { outputName } from './print-env';
import type { Settings } from './settings';
import { Tables } from './tables';
import { WebRole } from './web-role';
import { Workers } from './workers';

/** The stack of one deployment, with its outputs. */
export class ProfileStack extends Stack {
  readonly bucket: ImageBucket;
  readonly delivery: Delivery | undefined;
  /** Every role with access to the bucket. */
  readonly roleArns: string[];

  /**
   * @param code the bundle that deployment/cdk/build-lambdas.ts makes
   */
  constructor(app: App, settings: Settings, code: Code) {
    const { account, region, name } = settings;
    // Both protections stay off in `npm run deploy:first`, until the deployment has succeeded: they would keep CloudFormation from
    // rolling back a failed one, and CDK from retrying.
    const isProtected = app.node.tryGetContext('first') === undefined;
    super(app, name, {
      env: { account, region },
      description: 'The profile page of PolizaLab CRM: its bucket, tables, roles and functions',
      terminationProtection: isProtected,
    });
    // With literal names, so that ARNs are text that can be read, printed and tested.
    this.node.setContext('@aws-cdk/core:enablePartitionLiterals', true);
    Tags.of(this).add('app', name);

    const logs =
      settings.accessLogs &&
      new AccessLogs(this, 'AccessLogs', {
        name,
        hasDistribution: settings.cdn !== undefined,
        ...settings.accessLogs,
      });
    this.bucket = new ImageBucket(this, 'Images', settings, logs);
    const tables = new Tables(this, 'Tables', settings, isProtected);
    this.delivery =
      settings.cdn &&
      new Delivery(this, 'Delivery', {
        name,
        bucketName: this.bucket.name,
        cdn: settings.cdn,
        logs,
      });
    this.bucket.protect(this.delivery?.distributionArn);

    const resources: Resources = {
      bucketArn: this.bucket.arn,
      kmsKeyArn: settings.bucket.kmsKeyArn,
      tables,
      region,
      eventBusArn:
        settings.events && 'bus' in settings.events
          ? `arn:${this.partition}:events:${region}:${account}:event-bus/${settings.events.bus}`
          : undefined,
    };
    // On Vercel, a cron of the app sweeps, with the app's role.
    const sweeps = settings.hosting.on === 'vercel';
    const web = new WebRole(this, 'Web', settings, webStatements(resources, sweeps));

    const operator = new OperatorRole(this, 'Operator', { name, resources });
    const deploy =
      settings.github && new DeployRole(this, 'Deploy', { name, github: settings.github });

    // The app and the functions need the same receiver: each writes events only if it knows one.
    const { receiver, receiverSecret } = receiverOf(settings);
    const environment = {
      APP_REGION: region,
      S3_BUCKET: this.bucket.name,
      USERS_TABLE: tables.users.name,
      IMAGES_TABLE: tables.images.name,
      RATE_LIMITS_TABLE: tables.rateLimits.name,
      IMAGE_RETENTION_HOURS: String(settings.imageRetentionHours),
      AUDIT_RETENTION_DAYS: String(settings.auditRetentionDays),
      ...(settings.otlpEndpoint && { OTEL_EXPORTER_OTLP_ENDPOINT: settings.otlpEndpoint }),
      ...receiver,
    };
    const workers = new Workers(this, 'Workers', {
      name,
      bucketName: this.bucket.name,
      code,
      environment: { ...environment, ...receiverSecret, NODE_ENV: 'production' },
      resources,
    });
    new Alarms(this, 'Alarms', {
      name,
      email: settings.alarmEmail,
      workers,
      tables: [tables.users.name, tables.images.name, tables.rateLimits.name],
      dueIndex: { table: tables.images.name, index: TABLES.images.index.name },
    });

    this.roleArns = ['web', 'process-upload', 'sweep', 'operator'].map(
      (role) => `arn:${this.partition}:iam::${account}:role/${name}-${role}`,
    );
    for (const [variable, value] of Object.entries({
      ...environment,
      ...(settings.hosting.on === 'vercel' && { AWS_ROLE_ARN: web.role.roleArn }),
      ...(this.delivery && {
        CLOUDFRONT_DOMAIN: this.delivery.domain,
        CLOUDFRONT_KEY_PAIR_ID: this.delivery.keyPairId,
      }),
    })) {
      this.variable(variable, value);
    }
    if (this.delivery) {
      new CfnOutput(this, 'DistributionId', {
        value: this.delivery.distributionId,
        description: 'The distribution, as the policy of a bucket that others use has to name it',
      });
    }
    if (settings.hosting.on !== 'vercel') {
      new CfnOutput(this, 'WebRole', {
        value: web.role.roleArn,
        description: 'The role that the hosting is to give the app',
      });
    }
    new CfnOutput(this, 'OperatorRole', {
      value: operator.role.roleArn,
      description: 'The role in which an operator runs the commands',
    });
    if (deploy) {
      new CfnOutput(this, 'DeployRole', {
        value: deploy.role.roleArn,
        description: 'The role that GitHub workflows assume to deploy',
      });
    }
  }

  /** An output for a variable of the app; the description is the name of the variable. */
  private variable(variable: string, value: string): void {
    new CfnOutput(this, outputName(variable), { value, description: variable });
  }
}

/** The variables of the receiver of events. CloudFormation reads the secret, so that no template has it. */
function receiverOf({ events }: Settings): {
  receiver: Record<string, string>;
  receiverSecret: Record<string, string>;
} {
  if (!events) return { receiver: {}, receiverSecret: {} };
  if ('bus' in events) return { receiver: { EVENT_BUS_NAME: events.bus }, receiverSecret: {} };
  const secret = SecretValue.secretsManager(events.webhookSecretName);
  return {
    receiver: { WEBHOOK_URL: events.webhookUrl },
    receiverSecret: { WEBHOOK_SECRET: secret.unsafeUnwrap() },
  };
}
