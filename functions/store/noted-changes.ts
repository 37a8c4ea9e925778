/** Which changes of a reader's row are moves, and what is noted with them. */
import type { Changes, Expected } from '../subscriber/moves.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { getRow, type Row, type Table } from './client.ts';
import { kindOfChange, mailedBy, type Noting, noting, notingReason } from './reader-moves.ts';
import { keys } from './table.ts';

/** What is written beside the reader's row, as long as more holds of that. */
export interface NotedChange {
  readonly writes: Noting;
  readonly conditions: readonly string[];
  readonly values: Row;
}

const nothing: NotedChange = { writes: [], conditions: [], values: {} };

/** Whether a change is more than one of the reader's row. */
export function isNoted({ state }: Expected, changes: Changes): boolean {
  const isMove = changes.state !== undefined && changes.state !== state;
  return isMove || (state === 'unsubscribed' && changes.consent?.withdrawnReason !== undefined);
}

/** What is noted with a change of this row, at `now` (ms). */
export async function notedChange(
  table: Table,
  row: Row,
  { expected, changes }: { readonly expected: Expected; readonly changes: Changes },
  now: number,
): Promise<NotedChange> {
  if (!isNoted(expected, changes)) return nothing;
  // What decides is what the condition holds to.
  const { subscriberId: id, ...rest } = row as unknown as Subscriber & { subscriberId: string };
  const reader = { ...rest, id };
  return changes.state === undefined || changes.state === expected.state
    ? notedReason(table, reader, changes)
    : notedMove(table.name, reader, { expected, state: changes.state, changes }, now);
}

function notedMove(
  TableName: string,
  { id, newsletterId, suppressed, lastSubmitted }: Subscriber,
  {
    expected,
    state,
    changes,
  }: {
    readonly expected: Expected;
    readonly state: Subscriber['state'];
    readonly changes: Changes;
  },
  now: number,
): NotedChange {
  const { withdrawnBy, withdrawnAt = now } = changes.consent ?? {};
  const kind = kindOfChange(expected.state, state, withdrawnBy);
  const writes = noting(TableName, newsletterId, {
    kind,
    // By it the reason is noted that somebody tells who has left.
    at: kind === 'left' ? withdrawnAt : now,
    readers: [id],
    mailed: mailedBy({ state: expected.state, suppressed }, { state, suppressed }),
    ...(state === 'unsubscribed' && withdrawnBy !== undefined ? { by: withdrawnBy } : {}),
    ...(lastSubmitted === undefined ? {} : { editionId: lastSubmitted.editionId }),
  });
  return {
    writes,
    conditions: ['suppressed = :wasSuppressed'],
    values: { ':wasSuppressed': suppressed },
  };
}

/** Of a leaving that a release before has not noted, no reason is counted. */
async function notedReason(
  table: Table,
  { id, newsletterId, consent }: Subscriber,
  changes: Changes,
): Promise<NotedChange> {
  const { withdrawnAt, withdrawnReason: before } = consent;
  const now = changes.consent?.withdrawnReason;
  if (withdrawnAt === undefined || now === undefined || now === before) return nothing;
  const left = await getRow(table, keys.readerMove(newsletterId, withdrawnAt, id, 'left'));
  if (left === undefined) return nothing;
  const said =
    before === undefined
      ? 'attribute_not_exists(consent.withdrawnReason)'
      : 'consent.withdrawnReason = :said';
  return {
    writes: notingReason(table.name, { id, newsletterId }, withdrawnAt, { before, now }),
    conditions: ['consent.withdrawnAt = :leftAt', said],
    values: { ':leftAt': withdrawnAt, ...(before === undefined ? {} : { ':said': before }) },
  };
}
