// The billing mode of a table: on demand scales with the load; provisioned capacity throttles what exceeds it.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { dynamodb } from './commands';
import type { Context } from './context';
import { type Finding, ok, unknown, wrong } from './finding';
import type { TableShape } from './table-shapes';

/**
 * Minimum write units per second: replacing one photo writes two images and three events in one transaction, at two units each.
 */
const LEAST_UNITS = 10;

interface Throughput {
  /** A table or one of its indexes. */
  of: string;
  read: number;
  write: number;
}

/** @param description undefined if this identity may not describe tables, which the app need not */
export function checkBilling(
  context: Context,
  shape: TableShape,
  description: TableDescription | undefined,
): Finding {
  const check = `table.${shape.id}.billing`;
  if (!description) return unknown(check, 'this identity may not describe the table');
  if (description.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') {
    return ok(check, 'on demand');
  }
  const provisioned = throughputOf(shape, description);
  if (provisioned.every(({ read, write }) => read === 0 && write === 0)) {
    return unknown(check, 'this engine does not say');
  }
  const few = provisioned.find(({ read, write }) => Math.min(read, write) < LEAST_UNITS);
  if (!few) return ok(check, `PROVISIONED, ${provisioned.map(inWords).join('; ')}`);
  return wrong(
    check,
    `PROVISIONED, ${inWords(few)}`,
    `DynamoDB throttles what exceeds it: replacing one photo takes ${LEAST_UNITS} write units, and all users share them. The app then answers 503.`,
    dynamodb(context, 'update-table', shape.name, '--billing-mode PAY_PER_REQUEST'),
  );
}

function throughputOf({ name }: TableShape, table: TableDescription): Throughput[] {
  const indexes = (table.GlobalSecondaryIndexes ?? []).map((index) => ({
    of: `index ${index.IndexName}`,
    units: index.ProvisionedThroughput,
  }));
  return [{ of: name, units: table.ProvisionedThroughput }, ...indexes].map(({ of, units }) => ({
    of,
    read: units?.ReadCapacityUnits ?? 0,
    write: units?.WriteCapacityUnits ?? 0,
  }));
}

function inWords({ of, read, write }: Throughput): string {
  return `${of}: ${read} read and ${write} write units a second`;
}
