/** A row that counts its versions, so that of two who change it at once one is told. */
import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Row, Table } from './client.ts';

/** What is to be written, as its row and in the place of which version, and how it is read again. */
interface Version<Kept> {
  readonly next: Kept;
  readonly row: Row;
  /** Undefined: nothing is there yet. */
  readonly was: number | undefined;
  readonly load: () => Promise<Kept | undefined>;
}

/** Writes it if the row still has the version that it had. */
export async function putVersion<Kept>(
  table: Table,
  { next, row: Item, was, load }: Version<Kept>,
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
    // A put whose answer was lost is made again by the SDK, and finds itself: all of it, as another
    // may have written the same version. Absent fields are in no row.
    const isThere = isDeepStrictEqual(await load(), JSON.parse(JSON.stringify(next)));
    return isThere ? 'saved' : 'changed';
  }
}
