/** Batches: counted in their edition when they are frozen and again when they are done, once each. */
import type { Batch, BatchKey, Outcome } from '../edition/batch.ts';
import type { Edition } from '../edition/edition.ts';
import type { NewBatch } from '../edition/plan/freeze.ts';
import type { BatchBook, BatchResults } from '../mail/ledger.ts';
import {
  contentOf,
  getRow,
  queryRows,
  type Row,
  type Table,
  transact,
  ttl,
  updateRow,
} from './client.ts';
import { dueKeys } from './due.ts';
import { editionKeptMs, finishEdition } from './editions.ts';
import { correctOutcomes } from './outcome-corrections.ts';
import { keys } from './table.ts';

export interface BatchStore extends BatchBook {
  readonly add: (edition: Edition, batch: NewBatch) => Promise<void>;
  readonly due: (at: number, limit: number) => Promise<BatchKey[]>;
  readonly postpone: (key: BatchKey, at: number) => Promise<void>;
  readonly list: (editionId: string) => Promise<Batch[]>;
}

/** A batch that should be in the queue by now is asked for again after a while. */
const lostAfterMs = 60_000;

/** The batches in this table. */
export function batchStore(table: Table, now: () => number): BatchStore {
  return {
    add: (edition, batch) => add(table, edition, batch, now()),
    load: async (key) => {
      const row = await getRow(table, keys.batch(key.editionId, key.batchId));
      return row && fromRow(row);
    },
    record: (batch, results) => record(table, batch, results, now()),
    lookAgainAt: (batch, at) =>
      postpone(table, { editionId: batch.editionId, batchId: batch.id }, at),
    postpone: (key, at) => postpone(table, key, at),
    due: async (at, limit) => (await dueKeys(table, 'batch', at, limit)).map(keyOf),
    list: async (editionId) => {
      const parts = keys.batchPartitions(editionId).map((pk) =>
        queryRows(table, {
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
        }),
      );
      return (await Promise.all(parts)).flat().map(fromRow);
    },
  };
}

async function add(table: Table, edition: Edition, batch: NewBatch, now: number): Promise<void> {
  const { newsletterId, segmentId, cutoff } = edition;
  const row: Batch = {
    ...batch,
    editionId: edition.id,
    newsletterId,
    segmentId,
    cutoff,
    outcomes: {},
    state: 'open',
  };
  const Item = {
    ...keys.batch(edition.id, batch.id),
    ...row,
    dueKind: 'batch',
    dueAt: now + lostAfterMs,
    expiresAt: ttl(now + editionKeptMs),
  };
  const TableName = table.name;
  await transact(table, [
    { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    {
      Update: {
        TableName,
        Key: keys.edition(edition.id),
        UpdateExpression: 'ADD batches :one, readers :readers',
        ExpressionAttributeValues: { ':one': 1, ':readers': batch.readers.length },
      },
    },
  ]);
}

/** Writes outcomes down; with the last of them the batch is done. */
async function record(
  table: Table,
  batch: Batch,
  results: BatchResults,
  now: number,
): Promise<'done' | 'open'> {
  const outcomes = merged(batch.outcomes, results.outcomes);
  if (isComplete(batch.readers, outcomes)) return finish(table, batch, outcomes, results, now);
  const added = Object.entries(results.outcomes);
  if (added.length === 0) return 'open';
  if (results.stragglers.length > 0)
    await noteStragglers(table, batch.editionId, results.stragglers);
  const after = await addOutcomes(table, batch, added);
  if (after === undefined) {
    await correctOutcomes(table, batch, results.outcomes);
    return 'done';
  }
  return isComplete(after.readers, after.outcomes)
    ? finish(table, after, after.outcomes, { ...results, stragglers: [] }, now)
    : 'open';
}

/**
 * Two workers may see the same reader: who was passed over by one can be mailed by the other, a
 * moment later. What SES said stays, whoever writes last.
 */
function merged(known: Batch['outcomes'], added: Batch['outcomes']): Batch['outcomes'] {
  const overrule = Object.entries(added).filter(
    ([id, { kind }]) => kind !== 'skipped' || known[id] === undefined,
  );
  return { ...known, ...Object.fromEntries(overrule) };
}

async function addOutcomes(
  table: Table,
  batch: Batch,
  added: [string, Outcome][],
): Promise<Batch | undefined> {
  const sets = added.map(([, { kind }], n) =>
    kind === 'skipped'
      ? `outcomes.#r${n} = if_not_exists(outcomes.#r${n}, :o${n})`
      : `outcomes.#r${n} = :o${n}`,
  );
  const result = await updateRow(table, keys.batch(batch.editionId, batch.id), {
    UpdateExpression: `SET ${sets.join(', ')} ADD written :one`,
    ConditionExpression: '#state = :open',
    ExpressionAttributeNames: {
      '#state': 'state',
      ...Object.fromEntries(added.map(([id], n) => [`#r${n}`, id])),
    },
    ExpressionAttributeValues: {
      ':open': 'open',
      ':one': 1,
      ...Object.fromEntries(added.map(([, outcome], n) => [`:o${n}`, outcome])),
    },
    ReturnValues: 'ALL_NEW',
  });
  if (result.kind === 'refused') return undefined;
  return fromRow(result.row);
}

async function noteStragglers(
  table: Table,
  editionId: string,
  stragglers: readonly string[],
): Promise<void> {
  await updateRow(table, keys.edition(editionId), {
    UpdateExpression: 'ADD stragglers :ids',
    ExpressionAttributeValues: { ':ids': new Set(stragglers) },
  });
}

/**
 * The batch and its edition's counts in one, so that they add up whoever dies when. Outcomes that
 * another worker has written since the batch was read are taken in first.
 */
async function finish(
  table: Table,
  batch: Batch,
  outcomes: Batch['outcomes'],
  results: BatchResults,
  now: number,
): Promise<'done'> {
  const TableName = table.name;
  const { written } = batch;
  const unchanged = written === undefined ? 'attribute_not_exists(written)' : 'written = :written';
  const finished = await transact(table, [
    {
      Update: {
        TableName,
        Key: keys.batch(batch.editionId, batch.id),
        UpdateExpression: 'SET outcomes = :outcomes, #state = :done REMOVE dueKind, dueAt',
        ConditionExpression: `#state = :open AND ${unchanged}`,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':outcomes': outcomes,
          ':done': 'done',
          ':open': 'open',
          ...(written === undefined ? {} : { ':written': written }),
        },
      },
    },
    {
      Update: {
        TableName,
        Key: keys.edition(batch.editionId),
        ...countsUpdate(Object.values(outcomes), results.stragglers, now),
      },
    },
  ]);
  if (finished === 'refused') {
    const row = await getRow(table, keys.batch(batch.editionId, batch.id));
    const other = row && fromRow(row);
    if (other?.state === 'open') {
      return finish(table, other, merged(other.outcomes, outcomes), results, now);
    }
    await correctOutcomes(table, batch, outcomes);
  }
  await finishEdition(table, batch.editionId);
  return 'done';
}

function countsUpdate(outcomes: Outcome[], stragglers: readonly string[], now: number) {
  const count = (kind: Outcome['kind']) => outcomes.filter((one) => one.kind === kind).length;
  const counts = {
    ':one': 1,
    ':submitted': count('submitted'),
    ':refused': count('refused'),
    ':skipped': count('skipped'),
  };
  const add = 'ADD batchesDone :one, submitted :submitted, refused :refused, skipped :skipped';
  return stragglers.length === 0
    ? { UpdateExpression: add, ExpressionAttributeValues: counts }
    : {
        UpdateExpression: `${add}, stragglers :ids SET dueAt = :now`,
        ExpressionAttributeValues: { ...counts, ':ids': new Set(stragglers), ':now': now },
      };
}

async function postpone(table: Table, key: BatchKey, at: number): Promise<void> {
  await updateRow(table, keys.batch(key.editionId, key.batchId), {
    UpdateExpression: 'SET dueAt = :at',
    ConditionExpression: '#state = :open',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':at': at, ':open': 'open' },
  });
}

function isComplete(readers: readonly string[], outcomes: Batch['outcomes']): boolean {
  return readers.every((id) => outcomes[id] !== undefined);
}

function keyOf({ pk, sk }: { pk: string; sk: string }): BatchKey {
  const [, editionId = ''] = pk.split('#');
  return { editionId, batchId: sk.slice('BATCH#'.length) };
}

function fromRow(row: Row): Batch {
  return contentOf(row) as unknown as Batch;
}
