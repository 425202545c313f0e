// Writes many items, for benchmarks of large stores.
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inParallel } from '@/lib/server/profile/shared/in-parallel';

/** Writes all items, 25 a call, which is the most that DynamoDB takes. */
export async function writeItems(
  dynamoDb: DynamoDBDocumentClient,
  table: string,
  items: Record<string, unknown>[],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / 25) }, (_, index) =>
    items.slice(index * 25, (index + 1) * 25),
  );
  await inParallel(batches, 8, async (batch) => {
    const requests = batch.map((Item) => ({ PutRequest: { Item } }));
    await dynamoDb.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
  });
}
