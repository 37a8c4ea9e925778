/**
 * Readers who are planned once more, as rows: one for each batch that met some, so none holds more
 * than the readers of a batch. As long as such a row is there, its edition counts one batch more
 * than it has, and comes to no end: the releases that know no such rows wait for them likewise.
 */
import * as v from 'valibot';
import { recordKeptMs } from '../config/retention.ts';
import type { Batch } from '../edition/batch.ts';
import type { Edition, Stragglers } from '../edition/edition.ts';
import { batchOf } from './batch-row.ts';
import { getRow, queryFirst, type Row, type Table, transact, ttl, updateRow } from './client.ts';
import { readEach, readRow } from './row.ts';
import { keys } from './table.ts';

/** Rows of a page: of at most fifty readers each, so that five hundred are read at once. */
const pageRows = 10;
const pageReaders = 500;
const noteTriesMax = 5;

const stragglersShape = v.looseObject({
  batchId: v.string(),
  readers: v.array(v.string()),
});

/** What a row of stragglers holds. Throws `MalformedRow`. */
export function stragglersOf(row: Row): Stragglers {
  const { readers } = row;
  const fields = { ...row, readers: readers instanceof Set ? [...readers] : readers };
  const { batchId, readers: ids } = readRow(stragglersShape, row, fields);
  return { batchId, readers: ids };
}

/**
 * Notes readers of an open batch, and has their edition looked at now (ms). Those of a batch that is
 * done are nobody's any more: whoever ended it has noted them. So are those of a dropped edition.
 */
export async function noteStragglers(
  table: Table,
  batch: Batch,
  readers: readonly string[],
  now: number,
): Promise<void> {
  for (let tries = 0; tries < noteTriesMax; tries++) {
    for (const isFirst of [true, false]) {
      const note = notingWrites(table, batch, readers, { isFirst, now });
      if ((await transact(table, note)) === 'written') return;
    }
    const [row, edition] = await Promise.all([
      getRow(table, keys.batch(batch.editionId, batch.id)),
      getRow(table, keys.edition(batch.editionId)),
    ]);
    if (row === undefined || batchOf(row).state === 'done') return;
    if (edition?.state === 'dropped') return;
  }
  throw new Error(`The stragglers of the batch ${batch.id} could not be noted.`);
}

function notingWrites(
  { name: TableName }: Table,
  { editionId, id }: Batch,
  readers: readonly string[],
  { isFirst, now }: { readonly isFirst: boolean; readonly now: number },
) {
  const isThere = isFirst ? 'attribute_not_exists(pk)' : 'attribute_exists(pk)';
  return [
    {
      Update: {
        TableName,
        Key: keys.batch(editionId, id),
        // Changes nothing: a check would be a right of its own, at the same price.
        UpdateExpression: 'SET #state = :open',
        ConditionExpression: '#state = :open',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':open': 'open' },
      },
    },
    {
      Update: {
        TableName,
        Key: keys.stragglers(editionId, id),
        UpdateExpression: 'ADD readers :ids SET batchId = :batch, expiresAt = :ttl',
        ConditionExpression: isThere,
        ExpressionAttributeValues: {
          ':ids': new Set(readers),
          ':batch': id,
          ':ttl': ttl(now + recordKeptMs),
        },
      },
    },
    {
      Update: {
        TableName,
        Key: keys.edition(editionId),
        UpdateExpression: 'ADD batches :count SET dueAt = :now',
        // Of an edition that was given up nobody is planned once more.
        ConditionExpression: '#state <> :dropped',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':count': isFirst ? 1 : 0,
          ':now': now,
          ':dropped': 'dropped',
        },
      },
    },
  ];
}

/** All stragglers of an edition, page by page; first those that an older release has noted. */
export async function* stragglerPages(
  table: Table,
  { id, stragglers }: Pick<Edition, 'id' | 'stragglers'>,
): AsyncGenerator<readonly Stragglers[]> {
  for (let start = 0; start < stragglers.length; start += pageReaders) {
    yield [{ readers: stragglers.slice(start, start + pageReaders) }];
  }
  const { pk, sk } = keys.stragglers(id, '');
  for (let after: unknown = sk; ; ) {
    const rows = await queryFirst(table, {
      KeyConditionExpression: 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: { ':pk': pk, ':after': after },
      ConsistentRead: true,
      Limit: pageRows,
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield readEach(table, rows, stragglersOf);
    after = last.sk;
  }
}

/** Whether anybody of the edition is to be planned once more. */
export async function hasStragglers(
  table: Table,
  edition: Pick<Edition, 'id' | 'stragglers'>,
): Promise<boolean> {
  const { done } = await stragglerPages(table, edition).next();
  return done !== true;
}

/** Nobody of an edition that was given up is planned once more. */
export async function forgetStragglers(
  table: Table,
  edition: Pick<Edition, 'id' | 'stragglers'>,
): Promise<void> {
  for await (const page of stragglerPages(table, edition)) {
    await dropStragglers(table, edition, page);
  }
}

/** Those who were planned once more are no stragglers any longer, unless more were noted meanwhile. */
export async function dropStragglers(
  table: Table,
  { id }: Pick<Edition, 'id'>,
  planned: readonly Stragglers[],
): Promise<void> {
  const rows = planned.filter(({ batchId }) => batchId !== undefined);
  const older = planned.filter(({ batchId }) => batchId === undefined);
  for (const { readers } of older) await dropFromEdition(table, id, readers);
  if (rows.length === 0 || (await dropRows(table, id, rows)) === 'written') return;
  for (const row of rows) await dropRows(table, id, [row]);
}

async function dropRows(
  table: Table,
  id: string,
  rows: readonly Stragglers[],
): Promise<'written' | 'refused'> {
  const TableName = table.name;
  const deletes = rows.map(({ batchId = '', readers }) => ({
    Delete: {
      TableName,
      Key: keys.stragglers(id, batchId),
      // A row that was dropped and noted anew meanwhile may hold others.
      ConditionExpression: 'readers = :planned',
      ExpressionAttributeValues: { ':planned': new Set(readers) },
    },
  }));
  const uncount = {
    TableName,
    Key: keys.edition(id),
    UpdateExpression: 'ADD batches :less',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':less': -rows.length },
  };
  return transact(table, [...deletes, { Update: uncount }]);
}

/** A release before 0.2 kept them in a set on the row of their edition. */
async function dropFromEdition(
  table: Table,
  id: string,
  readers: readonly string[],
): Promise<void> {
  await updateRow(table, keys.edition(id), {
    UpdateExpression: 'DELETE stragglers :planned',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':planned': new Set(readers) },
  });
}
