// The three tables. Everything the app knows is in them, so none is ever deleted with the stack.
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { DUE_INDEX } from '@/lib/server/aws/dynamo-items';
import type { Settings } from './settings';

export interface TableRef {
  name: string;
  arn: string;
}

const KEPT = {
  billingMode: BillingMode.PAY_PER_REQUEST,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection: true,
  removalPolicy: RemovalPolicy.RETAIN,
};

const text = (name: string) => ({ name, type: AttributeType.STRING });

export class Tables extends Construct {
  readonly users: TableRef;
  readonly images: TableRef;
  readonly rateLimits: TableRef;
  /** The sparse index of images that the sweep is to look at. */
  readonly dueIndexArn: string;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { usersTable } = settings;

    if ('create' in usersTable) {
      // No item of a person ever expires, so this table has no time to live.
      new Table(this, 'Users', {
        ...KEPT,
        tableName: usersTable.create,
        partitionKey: text('userId'),
      });
      this.users = this.named(usersTable.create);
    } else {
      this.users = this.named(usersTable.existing);
    }

    const images = new Table(this, 'Images', {
      ...KEPT,
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
      ...KEPT,
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
