/** A row that counts its versions, so that of two who change it at once one is told. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Row, Table } from './client.ts';

/** What is to be written, in the place of which version; `isThere`: whether all of it is there already. */
interface Version {
  readonly row: Row;
  /** Undefined: nothing is there yet. */
  readonly was: number | undefined;
  readonly isThere: () => Promise<boolean>;
}

/** Writes it if the row still has the version that it had. */
export async function putVersion(
  table: Table,
  { row: Item, was, isThere }: Version,
): Promise<'saved' | 'changed'> {
  const isAsRead =
    was === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'version = :was',
          ExpressionAttributeValues: { ':was': was },
        };
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item, ...isAsRead }));
    return 'saved';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // A put whose answer was lost is made again by the SDK, and finds itself.
    return (await isThere()) ? 'saved' : 'changed';
  }
}
