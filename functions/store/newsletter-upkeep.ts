/** Rows of newsletters as an earlier release left them: what stands beside each was never due. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { glanceAtRow, type Table, updateRow } from './client.ts';
import { becomeDue, newsletterStore } from './newsletters.ts';
import { keys } from './table.ts';

const done = keys.upkeep('DUE');
const updatesAtOnce = 10;

/**
 * Makes archives and reader counts due that are in no index yet. All newsletters are gone through
 * once in the life of a table: that it was done is noted, and looked up when a door starts.
 */
export async function adoptNewsletters(table: Table): Promise<void> {
  if ((await glanceAtRow(table, done)) !== undefined) return;
  const updates = (await newsletterStore(table).list()).flatMap((one) => becomeDue(table, one));
  for (let start = 0; start < updates.length; start += updatesAtOnce) {
    const some = updates.slice(start, start + updatesAtOnce);
    await Promise.all(
      some.map(({ TableName: _, Key, ...update }) =>
        updateRow(table, Key, { ...update, ConditionExpression: 'attribute_not_exists(dueKind)' }),
      ),
    );
  }
  await table.client.send(new PutCommand({ TableName: table.name, Item: done }));
}
