/** A newsletter of which every kind of row is there, and what works on its deletion. */
import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { DeleteCommand, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { askDeletion } from '../../functions/edition/plan/ask-deletion.ts';
import type { DeletionRecord } from '../../functions/edition/plan/deletion-record.ts';
import { sweepDeletions } from '../../functions/mail/sweep-deletions.ts';
import { addressRow } from '../../functions/store/address-row.ts';
import { getRow, type Row, type Table, updateRow } from '../../functions/store/client.ts';
import { closingBook } from '../../functions/store/closing-book.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { deletionsToSweep } from '../../functions/store/sweep-book.ts';
import { keys } from '../../functions/store/table.ts';
import { toUnsubscribed } from '../../functions/subscriber/moves.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { writeGolden } from '../store/golden-rows.ts';
import { samples } from '../store/row-samples.ts';
import { addReader, newsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

export const start = Date.parse('2026-05-01T12:00:00Z');
export const id = 'paper';
export const dayMs = 86_400_000;

/** All rows of a table by their keys. */
export async function rowsOf({ client, name: TableName }: Table): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    for (const row of Items) rows.set(`${row.pk} ${row.sk}`, row);
  }
  return rows;
}

/** What the golden rows are not bound together by, as the doors bind them. */
async function bindTogether(table: Table): Promise<void> {
  const put = (Item: Row) => table.client.send(new PutCommand({ TableName: table.name, Item }));
  const { noun } = samples.subscriber ?? { noun: {} };
  await put(addressRow(noun as Subscriber));
  await updateRow(table, keys.listedEdition(id, start, 'e1'), {
    UpdateExpression: 'SET edition = :id',
    ExpressionAttributeValues: { ':id': 'e1' },
  });
  await put({ ...keys.contentRecord('c1', 1), items: [] });
  await put({ ...keys.seen(id, 'f1', 'id:k1'), at: start });
  await put({ ...keys.heldItem(id, 'f1', start, 'k2'), title: 'It waits' });
  const { importId } = (samples.import?.noun ?? {}) as { readonly importId: string };
  await put({
    ...keys.importPart(importId, 'rows#0001'),
    newsletterId: id,
    data: Buffer.from('r'),
  });
}

/** The newsletter with a row of every kind, beside another one, and readers in every state. */
export async function richNewsletter(t: TestContext) {
  const table = await testTable(t);
  await writeGolden(table);
  const now = () => start;
  // Another one that is being deleted would be worked on as well.
  const Key = keys.deletion('former');
  await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
  await newsletterStore(table).save(newsletter());
  await newsletterStore(table).save(newsletter({ id: 'other', name: 'Another' }));
  await bindTogether(table);
  const add = (address: string, newsletterId = id) =>
    addReader(table, start, { address, newsletterId });
  const ann = await add('ann.b@x.example');
  await add('ann.b@x.example', 'other');
  const left = await add('left@x.example');
  await add("o'neil+news@x.example");
  await add('z@x.example');
  await add('bad@x.example');
  await suppressAddress(table, 'bad@x.example', 'complaint', start);
  const leaving = toUnsubscribed(left, 'page', start);
  if (leaving === undefined) throw new Error('They cannot leave.');
  await subscriberStore(table, now).save(left.id, leaving.expected, leaving.changes);
  await updateRow(table, keys.trace(ann.id, 'm#bounced'), {
    UpdateExpression: 'SET #at = :at',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':at': start },
  });
  const feeds = await feedStore(table).list(id);
  return { table, ann, feeds };
}

/** What a person of the desk asks for. */
export async function ask(
  table: Table,
  asked: { readonly keepsArchive?: boolean; readonly tellsReaders?: boolean } = {},
  at = start,
  read?: Newsletter,
) {
  const paper = read ?? (await newsletterStore(table).load(id));
  if (paper === undefined) throw new Error('There is no newsletter.');
  return askDeletion(
    { newsletter: paper, keepsArchive: false, tellsReaders: false, by: 'p1', ...asked },
    { closing: closingBook(table, () => at), isFindable: async () => true },
  );
}

/** The sweep goes on with it at each of its ticks, until it has come to its end; dies as `table` does. */
export async function workOff(
  table: Table,
  clock: { at: number },
  queueLetters: (
    letters: readonly { readonly noticeId: string }[],
  ) => Promise<void> = async () => {},
): Promise<DeletionRecord | undefined> {
  const now = () => clock.at;
  const around = { now, randomId: randomUUID };
  for (let tick = 0; tick < 400; tick++) {
    await sweepDeletions(deletionsToSweep(table, now), queueLetters, around);
    const row = await getRow(table, keys.deletion(id));
    if (row === undefined || row.lookAgainAt === undefined)
      return row as DeletionRecord | undefined;
    clock.at = Math.max(clock.at + 1, Number(row.lookAgainAt));
  }
  throw new Error('It comes to no end.');
}
