// The three tables. Everything the app knows is in them, so none is deleted with the stack; only the first deployment, if it
// fails, takes away what it has just made.
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { DUE_INDEX } from '@/lib/server/aws/dynamo-items';
import type { Settings } from './settings';

export interface TableRef {
  name: string;
  arn: string;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

export class Tables extends Construct {
  readonly users: TableRef;
  readonly images: TableRef;
  readonly rateLimits: TableRef;
  /** The sparse index of images that the sweep is to look at. */
  readonly dueIndexArn: string;

  /** The KMS keys that the roles need to reach them, where they are not encrypted by DynamoDB's own. */
  readonly kmsKeyArns: string[];

  /** @param isProtected false while a failed deployment must be able to delete what it made */
  constructor(scope: Construct, id: string, settings: Settings, isProtected: boolean) {
    super(scope, id);
    const { usersTable, tablesKmsKeyArn } = settings;
    const kept = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: isProtected,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...(tablesKmsKeyArn && {
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: Key.fromKeyArn(this, 'Key', tablesKmsKeyArn),
      }),
    };
    const existingKey = 'existing' in usersTable ? usersTable.kmsKeyArn : undefined;
    this.kmsKeyArns = [...new Set([tablesKmsKeyArn, existingKey])].filter(
      (arn) => arn !== undefined,
    );

    if ('create' in usersTable) {
      // No item of a person ever expires, so this table has no time to live.
      new Table(this, 'Users', {
        ...kept,
        tableName: usersTable.create,
        partitionKey: text('userId'),
      });
      this.users = this.named(usersTable.create);
    } else {
      this.users = this.named(usersTable.existing);
    }

    const images = new Table(this, 'Images', {
      ...kept,
      tableName: settings.imagesTable,
      partitionKey: text('userId'),
      sortKey: text('item'),
      timeToLiveAttribute: 'expiresAt',
    });
    images.addGlobalSecondaryIndex({
      indexName: DUE_INDEX,
      partitionKey: text('dueShard'),
      sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.images = this.named(settings.imagesTable);
    this.dueIndexArn = `${this.images.arn}/index/${DUE_INDEX}`;

    new Table(this, 'RateLimits', {
      ...kept,
      tableName: settings.rateLimitsTable,
      partitionKey: text('key'),
      timeToLiveAttribute: 'expire',
    });
    this.rateLimits = this.named(settings.rateLimitsTable);
  }

  private named(name: string): TableRef {
    const { partition, region, account } = Stack.of(this);
    return { name, arn: `arn:${partition}:dynamodb:${region}:${account}:table/${name}` };
  }
}
