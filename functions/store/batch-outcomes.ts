/** What became of the readers of a batch: counted in its edition with the last of them, once. */
import type { Batch, Outcome } from '../edition/batch.ts';
import type { BatchResults } from '../mail/ledger.ts';
import { batchOf } from './batch-row.ts';
import { getRow, type Table, transact, updateRow } from './client.ts';
import { finishEdition } from './edition-progress.ts';
import { correctOutcomes } from './outcome-corrections.ts';
import { noteStragglers } from './stragglers.ts';
import { keys } from './table.ts';

/** Writes outcomes down; with the last of them the batch is done. */
export async function recordOutcomes(
  table: Table,
  batch: Batch,
  results: BatchResults,
  now: number,
): Promise<'done' | 'open'> {
  // First: whoever dies after this has the same readers judged again, who are noted once.
  if (results.stragglers.length > 0) await noteStragglers(table, batch, results.stragglers, now);
  const outcomes = merged(batch.outcomes, results.outcomes);
  if (isComplete(batch.readers, outcomes)) return finish(table, batch, outcomes, now);
  const added = Object.entries(results.outcomes);
  if (added.length === 0) return 'open';
  const after = await addOutcomes(table, batch, added);
  if (after === undefined) {
    await correctOutcomes(table, batch, results.outcomes);
    return 'done';
  }
  return isComplete(after.readers, after.outcomes)
    ? finish(table, after, after.outcomes, now)
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
  return batchOf(result.row);
}

/**
 * The batch and its edition's counts in one, so that they add up whoever dies when. Outcomes that
 * another worker has written since the batch was read are taken in first.
 */
async function finish(
  table: Table,
  batch: Batch,
  outcomes: Batch['outcomes'],
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
        ...countsUpdate(Object.values(outcomes)),
      },
    },
  ]);
  if (finished === 'refused') {
    const row = await getRow(table, keys.batch(batch.editionId, batch.id));
    const other = row && batchOf(row);
    if (other?.state === 'open') {
      return finish(table, other, merged(other.outcomes, outcomes), now);
    }
    await correctOutcomes(table, batch, outcomes);
  }
  await finishEdition(table, batch.editionId, now);
  return 'done';
}

function countsUpdate(outcomes: Outcome[]) {
  const count = (kind: Outcome['kind']) => outcomes.filter((one) => one.kind === kind).length;
  return {
    UpdateExpression:
      'ADD batchesDone :one, submitted :submitted, refused :refused, skipped :skipped',
    ExpressionAttributeValues: {
      ':one': 1,
      ':submitted': count('submitted'),
      ':refused': count('refused'),
      ':skipped': count('skipped'),
    },
  };
}

function isComplete(readers: readonly string[], outcomes: Batch['outcomes']): boolean {
  return readers.every((id) => outcomes[id] !== undefined);
}
