/**
 * Outcomes that come too late: the batch was done, and this reader passed over in it, before
 * somebody knew that SES had the mail.
 */
import type { Batch, Outcome } from '../edition/batch.ts';
import { batchOf } from './batch-row.ts';
import { getRow, type Table, transact } from './client.ts';
import { keys } from './table.ts';

/** Puts what SES said in place of `skipped`, in the batch and in the counts of its edition. */
export async function correctOutcomes(
  table: Table,
  { editionId, id }: Batch,
  outcomes: Batch['outcomes'],
): Promise<void> {
  const answered = Object.entries(outcomes).filter(([, { kind }]) => kind !== 'skipped');
  if (answered.length === 0) return;
  const row = await getRow(table, keys.batch(editionId, id));
  if (row === undefined) return;
  const kept = batchOf(row).outcomes;
  for (const [readerId, outcome] of answered) {
    if (kept[readerId]?.kind === 'skipped')
      await correct(table, { editionId, id }, readerId, outcome);
  }
}

async function correct(
  table: Table,
  { editionId, id }: Pick<Batch, 'editionId' | 'id'>,
  readerId: string,
  outcome: Outcome,
): Promise<void> {
  const TableName = table.name;
  await transact(table, [
    {
      Update: {
        TableName,
        Key: keys.batch(editionId, id),
        UpdateExpression: 'SET outcomes.#reader = :outcome',
        ConditionExpression: 'outcomes.#reader.kind = :skipped',
        ExpressionAttributeNames: { '#reader': readerId },
        ExpressionAttributeValues: { ':outcome': outcome, ':skipped': 'skipped' },
      },
    },
    {
      Update: {
        TableName,
        Key: keys.edition(editionId),
        UpdateExpression: 'ADD #kind :one, skipped :less',
        ExpressionAttributeNames: { '#kind': outcome.kind },
        ExpressionAttributeValues: { ':one': 1, ':less': -1 },
      },
    },
  ]);
}
