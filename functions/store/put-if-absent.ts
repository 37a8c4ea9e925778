/** A row that is written only where none has its key. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Row, Table } from './client.ts';

/** Writes it if none is there. */
export async function putIfAbsent(table: Table, Item: Row): Promise<'written' | 'unchanged'> {
  const ConditionExpression = 'attribute_not_exists(pk)';
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item, ConditionExpression }));
    return 'written';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'unchanged';
    throw error;
  }
}
