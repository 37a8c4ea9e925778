/** Attempts at planning an edition: counted before the work begins, and taken back. */
import { plannerDeadMs } from '../config/waits.ts';
import type { Edition } from '../edition/edition.ts';
import { type Table, updateRow } from './client.ts';
import { editionOf } from './edition-row.ts';
import { keys } from './table.ts';

/** Counts one more, unless the edition is no longer as this planner found it. */
export async function beginAttempt(
  table: Table,
  { id, state, attempts = 0 }: Edition,
  now: number,
): Promise<Edition | 'changed'> {
  const result = await updateRow(table, keys.edition(id), {
    UpdateExpression: 'SET attempts = :next, dueAt = :dueAt',
    ConditionExpression:
      '#state = :state AND (attempts = :was OR (attribute_not_exists(attempts) AND :was = :none))',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':next': attempts + 1,
      ':was': attempts,
      ':none': 0,
      ':state': state,
      ':dueAt': now + plannerDeadMs,
    },
    ReturnValues: 'ALL_NEW',
  });
  return result.kind === 'updated' ? editionOf(result.row) : 'changed';
}

/** The last one said nothing about the edition. */
export async function giveBackAttempt(table: Table, { id, state }: Edition): Promise<void> {
  await updateRow(table, keys.edition(id), {
    UpdateExpression: 'SET attempts = attempts - :one',
    ConditionExpression: '#state = :state AND attempts > :none',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':one': 1, ':none': 0, ':state': state },
  });
}

/** Alive and well, out of time: the next tick goes on with it. */
export async function layDown(table: Table, { id, state }: Edition, now: number): Promise<void> {
  await updateRow(table, keys.edition(id), {
    UpdateExpression: 'SET attempts = :none, dueAt = :now',
    ConditionExpression: '#state = :state',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':none': 0, ':now': now, ':state': state },
  });
}

/** No mail could be made of it: that counts like an attempt, and the planner looks at it at once. */
export async function countUnmade(table: Table, id: string, now: number): Promise<void> {
  await updateRow(table, keys.edition(id), {
    UpdateExpression: 'ADD attempts :one SET dueAt = :now',
    ConditionExpression: '#state = :sending',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':one': 1, ':now': now, ':sending': 'sending' },
  });
}
