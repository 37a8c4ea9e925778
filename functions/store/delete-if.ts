/** A row that is taken away only as long as a condition holds. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Key, Table } from './client.ts';

/** The condition, as DynamoDB writes it. */
type Condition = Omit<DeleteCommandInput, 'TableName' | 'Key'> & {
  readonly ConditionExpression: string;
};

/** Takes it away if the condition holds; false: it does not. */
export async function deleteIf(table: Table, key: Key, condition: Condition): Promise<boolean> {
  try {
    await table.client.send(new DeleteCommand({ ...condition, TableName: table.name, Key: key }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
