/** How an edition moves on: its cursor, when it is looked at again, and its end. */
import { editionLookAgainMs, plannerDeadMs } from '../config/waits.ts';
import type { Edition, PassedOver, PlanningCursor } from '../edition/edition.ts';
import { getRow, type Table, updateRow } from './client.ts';
import { notingFor, updateWith } from './deliveries.ts';
import { editionSent } from './edition-moved.ts';
import { editionOf } from './edition-row.ts';
import { keys } from './table.ts';

/** Moves the cursor if it is still where this planner found it. */
export async function saveProgress(
  table: Table,
  edition: Edition,
  progress: { passedOver: PassedOver; next?: PlanningCursor },
  now: number,
): Promise<Edition | 'changed'> {
  const passedOver = sum(edition.passedOver, progress.passedOver);
  const isLast = progress.next === undefined;
  const result = await updateRow(table, keys.edition(edition.id), {
    UpdateExpression:
      'SET #cursor = :next, passedOver = :passed, #state = :to, dueAt = :dueAt, attempts = :attempts',
    ConditionExpression: '#cursor = :was AND #state = :planning',
    ExpressionAttributeNames: { '#cursor': 'cursor', '#state': 'state' },
    ExpressionAttributeValues: {
      ':next': progress.next ?? edition.cursor,
      ':was': edition.cursor,
      ':passed': passedOver,
      ':planning': 'planning',
      ':to': isLast ? 'sending' : 'planning',
      ':dueAt': now + (isLast ? editionLookAgainMs : plannerDeadMs),
      // The next page is begun at once: that is the first attempt at it.
      ':attempts': isLast ? 0 : 1,
    },
    ReturnValues: 'ALL_NEW',
  });
  return result.kind === 'updated' ? editionOf(result.row) : 'changed';
}

/** Looks at the edition again at this instant (ms), if it is still one to be looked at. */
export async function postponeEdition(table: Table, edition: Edition, at: number): Promise<void> {
  await updateRow(table, keys.edition(edition.id), {
    UpdateExpression: 'SET dueAt = :at',
    ConditionExpression: 'dueKind = :kind',
    ExpressionAttributeValues: { ':at': at, ':kind': 'edition' },
  });
}

/** Marks the edition done if its counts add up; otherwise it stays as it is. */
export async function finishEdition(table: Table, id: string, now: number): Promise<void> {
  const row = await getRow(table, keys.edition(id));
  if (row === undefined) return;
  const edition = editionOf(row);
  const { batches, readers, submitted, refused, skipped, state } = edition;
  if (submitted + refused + skipped !== readers) return;
  const update = {
    UpdateExpression: 'SET #state = :done REMOVE dueKind, dueAt',
    ConditionExpression:
      '#state = :sending AND batches = :batches AND batchesDone = :batches' +
      ' AND attribute_not_exists(stragglers)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':done': 'done', ':sending': 'sending', ':batches': batches },
  };
  const isSent = state === 'sending' && submitted > 0;
  const noting = isSent ? await notingFor(table, editionSent(edition, now)) : [];
  await updateWith(table, keys.edition(id), update, noting);
}

function sum(a: PassedOver, b: PassedOver): PassedOver {
  return {
    nothingNew: a.nothingNew + b.nothingNew,
    paused: a.paused + b.paused,
    ahead: a.ahead + b.ahead,
  };
}
