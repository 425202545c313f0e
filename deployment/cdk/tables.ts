// The three tables, as lib/server/shared/tables.ts describes them. They outlive the stack; only a first deployment that fails deletes the
// tables it has created.
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
import { type KeyAttribute, TABLES, type TableKey } from '@/lib/server/shared/tables';
import type { Settings } from './settings';

export interface TableRef {
  name: string;
  arn: string;
}

const TYPES = { S: AttributeType.STRING, N: AttributeType.NUMBER };

function keyProps([partitionKey, sortKey]: TableKey) {
  if (!partitionKey) throw new Error('A table needs a partition key.');
  const attribute = ({ name, type }: KeyAttribute) => ({ name, type: TYPES[type] });
  return { partitionKey: attribute(partitionKey), ...(sortKey && { sortKey: attribute(sortKey) }) };
}

/** The tables by name and ARN: created by this stack, except a `Users` table that the settings name. */
export class Tables extends Construct {
  readonly users: TableRef;
  readonly images: TableRef;
  readonly rateLimits: TableRef;
  /** The sparse index of the images that the sweep has to process. */
  readonly dueIndexArn: string;

  /** The KMS keys that roles need for the tables; empty if DynamoDB's own keys encrypt them. */
  readonly kmsKeyArns: string[];

  /** @param isProtected false in a first deployment, which must be able to delete tables if it fails */
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
      new Table(this, 'Users', {
        ...kept,
        tableName: usersTable.create,
        ...keyProps(TABLES.users.key),
      });
      this.users = this.named(usersTable.create);
    } else {
      this.users = this.named(usersTable.existing);
    }

    const due = TABLES.images.index;
    const images = new Table(this, 'Images', {
      ...kept,
      tableName: settings.imagesTable,
      ...keyProps(TABLES.images.key),
      timeToLiveAttribute: TABLES.images.ttl,
    });
    images.addGlobalSecondaryIndex({
      indexName: due.name,
      ...keyProps(due.key),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.images = this.named(settings.imagesTable);
    this.dueIndexArn = `${this.images.arn}/index/${due.name}`;

    new Table(this, 'RateLimits', {
      ...kept,
      tableName: settings.rateLimitsTable,
      ...keyProps(TABLES.rateLimits.key),
      timeToLiveAttribute: TABLES.rateLimits.ttl,
    });
    this.rateLimits = this.named(settings.rateLimitsTable);
  }

  private named(name: string): TableRef {
    const { partition, region, account } = Stack.of(this);
    return { name, arn: `arn:${partition}:dynamodb:${region}:${account}:table/${name}` };
  }
}
