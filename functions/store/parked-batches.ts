/**
 * Batches of an edition that is held: out of the `due` index, so that nobody looks at them in vain,
 * until the owner has decided and a planner wakes them.
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Batch, BatchKey } from '../edition/batch.ts';
import type { Edition, EditionState } from '../edition/edition.ts';
import { type Key, queryRows, type Table, transact, updateRow } from './client.ts';
import { keys } from './table.ts';

/** How the edition stands now, and nothing else of it; undefined when it is gone. */
export async function editionState(table: Table, id: string): Promise<EditionState | undefined> {
  const answer = await table.client.send(
    new GetCommand({
      TableName: table.name,
      Key: keys.edition(id),
      ConsistentRead: true,
      ProjectionExpression: '#state',
      ExpressionAttributeNames: { '#state': 'state' },
    }),
  );
  return answer.Item?.state as EditionState | undefined;
}

/**
 * Lays the batch aside while its edition is held. Both in one: a release that comes before is seen
 * here, and one that comes after finds the batch laid aside.
 */
export async function parkBatch(
  table: Table,
  { editionId, id }: Batch,
): Promise<'parked' | 'changed'> {
  const TableName = table.name;
  const ExpressionAttributeNames = { '#state': 'state' };
  const parked = await transact(table, [
    {
      ConditionCheck: {
        TableName,
        Key: keys.edition(editionId),
        ConditionExpression: '#state = :held',
        ExpressionAttributeNames,
        ExpressionAttributeValues: { ':held': 'held' },
      },
    },
    {
      Update: {
        TableName,
        Key: keys.batch(editionId, id),
        UpdateExpression: 'REMOVE dueKind, dueAt',
        ConditionExpression: '#state = :open',
        ExpressionAttributeNames,
        ExpressionAttributeValues: { ':open': 'open' },
      },
    },
  ]);
  return parked === 'written' ? 'parked' : 'changed';
}

/** The batches of the edition that are laid aside. */
export async function parkedBatches(table: Table, editionId: string): Promise<BatchKey[]> {
  const parts = keys.batchPartitions(editionId).map((pk) =>
    queryRows(table, {
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: '#state = :open AND attribute_not_exists(dueKind)',
      ProjectionExpression: 'pk, sk',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':pk': pk, ':open': 'open' },
      ConsistentRead: true,
    }),
  );
  const rows = (await Promise.all(parts)).flat();
  return rows.map(({ pk, sk }) => batchKeyOf({ pk: String(pk), sk: String(sk) }));
}

/** Puts batches back into the index, due at this instant (ms). */
export async function unparkBatches(
  table: Table,
  batches: readonly BatchKey[],
  at: number,
): Promise<void> {
  const woken = batches.map(({ editionId, batchId }) =>
    updateRow(table, keys.batch(editionId, batchId), {
      UpdateExpression: 'SET dueKind = :kind, dueAt = :at',
      ConditionExpression: '#state = :open',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':kind': 'batch', ':at': at, ':open': 'open' },
    }),
  );
  await Promise.all(woken);
}

/** Everything of the edition is awake. One that was dropped has nothing more to be looked at. */
export async function noteAwake(table: Table, { id, state, wakeAt }: Edition): Promise<void> {
  await updateRow(table, keys.edition(id), {
    UpdateExpression: `REMOVE wakeAt${state === 'dropped' ? ', dueKind, dueAt' : ''}`,
    ConditionExpression: 'wakeAt = :wakeAt AND #state = :state',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':wakeAt': wakeAt, ':state': state },
  });
}

/** The name of a batch by the key of its row. */
export function batchKeyOf({ pk, sk }: Key): BatchKey {
  const [, editionId = ''] = pk.split('#');
  return { editionId, batchId: sk.slice('BATCH#'.length) };
}
