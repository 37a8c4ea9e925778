/** How much there is of a newsletter, as far as a few calls of the table tell. */
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { EndUses } from '../site/desk/end-uses.ts';
import type { Table } from './client.ts';
import { readerCountStore } from './readers.ts';
import { keys } from './table.ts';

/** Counts in this table. */
export function ownedCounts(table: Table): EndUses['ownedCounts'] {
  return async (newsletterId) => {
    const feed = keys.feed(newsletterId, '');
    const [readers, feeds, editions, pages] = await Promise.all([
      readerCountStore(table).load(newsletterId),
      countIn(table, feed.pk, feed.sk),
      countIn(table, keys.listedEdition(newsletterId, 0, '').pk),
      countIn(table, keys.archivePartition(newsletterId)),
    ]);
    return { readers, feeds, editions, pages };
  };
}

async function countIn(
  { client, name: TableName }: Table,
  pk: string,
  start = '',
): Promise<number> {
  const isAll = start === '';
  const query = {
    TableName,
    Select: 'COUNT',
    KeyConditionExpression: isAll ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :start)',
    ExpressionAttributeValues: isAll ? { ':pk': pk } : { ':pk': pk, ':start': start },
  } as const;
  let count = 0;
  for await (const { Count = 0 } of paginateQuery({ client }, query)) count += Count;
  return count;
}
