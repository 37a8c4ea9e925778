/** Batches: counted in their edition when they are frozen and again when they are done, once each. */
import { recordKeptMs } from '../config/retention.ts';
import { batchUnqueuedMs } from '../config/waits.ts';
import type { Batch, BatchKey } from '../edition/batch.ts';
import type { Edition } from '../edition/edition.ts';
import type { NewBatch } from '../edition/plan/freeze.ts';
import type { BatchBook } from '../mail/ledger.ts';
import { recordOutcomes } from './batch-outcomes.ts';
import { batchOf, batchRow } from './batch-row.ts';
import { getRow, isPassing, queryRows, type Table, transact, ttl, updateRow } from './client.ts';
import { dueKeys } from './due.ts';
import { countUnmade } from './edition-attempts.ts';
import { batchKeyOf, editionState, parkBatch } from './parked-batches.ts';
import { readEach, readOrReport } from './row.ts';
import { keys } from './table.ts';

/** The batch rows. */
export interface BatchStore extends BatchBook {
  readonly add: (edition: Edition, batch: NewBatch) => Promise<void>;
  readonly due: (at: number, limit: number) => Promise<BatchKey[]>;
  readonly postpone: (key: BatchKey, at: number) => Promise<void>;
  readonly list: (editionId: string) => Promise<Batch[]>;
}

/** The batches in this table. */
export function batchStore(table: Table, now: () => number): BatchStore {
  return {
    add: (edition, batch) => add(table, edition, batch, now()),
    load: (key) => load(table, key),
    loadEarlier: (key) => loadEarlier(table, key),
    record: (batch, results) => recordOutcomes(table, batch, results, now()),
    editionState: (id) => editionState(table, id),
    noteUnmade: async ({ editionId }, error) => {
      if (!isPassing(error)) await countUnmade(table, editionId, now());
    },
    park: (batch) => parkBatch(table, batch),
    lookAgainAt: (batch, at) =>
      postpone(table, { editionId: batch.editionId, batchId: batch.id }, at),
    postpone: (key, at) => postpone(table, key, at),
    due: async (at, limit) => (await dueKeys(table, 'batch', at, limit)).map(batchKeyOf),
    list: (editionId) => list(table, editionId),
  };
}

async function load(table: Table, { editionId, batchId }: BatchKey): Promise<Batch | undefined> {
  const row = await getRow(table, keys.batch(editionId, batchId));
  return row && batchOf(row);
}

async function loadEarlier(
  table: Table,
  { editionId, batchId }: BatchKey,
): Promise<Batch | undefined> {
  const row = await getRow(table, keys.batch(editionId, batchId));
  return row && readOrReport(table, row, batchOf);
}

async function list(table: Table, editionId: string): Promise<Batch[]> {
  const parts = keys.batchPartitions(editionId).map((pk) =>
    queryRows(table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    }),
  );
  return readEach(table, (await Promise.all(parts)).flat(), batchOf);
}

async function add(table: Table, edition: Edition, batch: NewBatch, now: number): Promise<void> {
  const { newsletterId, segmentId, cutoff } = edition;
  const frozen: Batch = {
    cutoff,
    ...batch,
    editionId: edition.id,
    newsletterId,
    segmentId,
    outcomes: {},
    state: 'open',
  };
  const Item = {
    ...batchRow(frozen),
    dueKind: 'batch',
    dueAt: now + batchUnqueuedMs,
    expiresAt: ttl(now + recordKeptMs),
  };
  const TableName = table.name;
  await transact(table, [
    { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    {
      Update: {
        TableName,
        Key: keys.edition(edition.id),
        UpdateExpression:
          'SET contentKey = if_not_exists(contentKey, :content) ADD batches :one, readers :readers',
        ExpressionAttributeValues: {
          ':one': 1,
          ':readers': batch.readers.length,
          ':content': batch.contentKey,
        },
      },
    },
  ]);
}

async function postpone(table: Table, key: BatchKey, at: number): Promise<void> {
  await updateRow(table, keys.batch(key.editionId, key.batchId), {
    UpdateExpression: 'SET dueAt = :at',
    ConditionExpression: '#state = :open',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':at': at, ':open': 'open' },
  });
}
