/** Editions that wait for their owner's word. */
import type { Edition } from '../edition/edition.ts';
import type { ErrorFinding, StopCheck } from '../edition/finding.ts';
import { type Table, updateRow } from './client.ts';
import { notingFor, updateWith } from './deliveries.ts';
import { dueRows } from './due.ts';
import { editionHeld } from './edition-moved.ts';
import { editionOf } from './edition-row.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** Editions that wait for their owner. */
export interface HeldEditions {
  /** Stops it until the owner decides, unless it has moved on meanwhile; returns it as it is. */
  readonly hold: (edition: Edition, reasons: readonly ErrorFinding[]) => Promise<Edition>;
  /** Those that wait, the longest waiting first. */
  readonly list: () => Promise<Edition[]>;
  /** Lets it go on where it was stopped, whatever was found. */
  readonly release: (edition: Edition) => Promise<Decided>;
  /** Ends it; what its readers have not received stays new to them. */
  readonly drop: (edition: Edition) => Promise<Decided>;
}

type Decided = 'decided' | 'changed';

/** Reasons that no look at the edition has found. */
const stops: Readonly<Record<StopCheck, true>> = {
  makingFails: true,
  stoppedByOwner: true,
  awaitsOwner: true,
};

const isFound = ({ check }: ErrorFinding) => !(check in stops);

/** The held editions in this table. */
export function heldEditions(table: Table, now: () => number): HeldEditions {
  return {
    hold: (edition, reasons) => hold(table, edition, reasons, now()),
    list: async () => readEach(table, await dueRows(table, 'held', now()), editionOf),
    release: (edition) => {
      const { held } = edition;
      // What nobody has looked at yet may still be found: only a finding is released for good.
      const isSeen = held === undefined || held.reasons.some(isFound);
      const sets = ['releasedAt = :now', ...(isSeen ? ['released = :yes'] : [])];
      const values = { ':to': held?.during ?? 'planning', ...(isSeen ? { ':yes': true } : {}) };
      return decide(table, edition, { sets, values, now: now() });
    },
    drop: (edition) =>
      decide(table, edition, { sets: [], values: { ':to': 'dropped' }, now: now() }),
  };
}

async function hold(
  table: Table,
  edition: Edition,
  reasons: readonly ErrorFinding[],
  at: number,
): Promise<Edition> {
  // A planner that was overtaken must not hold what was mended, or released, since it looked.
  const isOfNow = reasons.some(isFound)
    ? ' AND #cursor = :cursor AND attribute_not_exists(released)'
    : '';
  const update = {
    UpdateExpression:
      'SET #state = :held, held = :hold, dueKind = :kind, dueAt = :at REMOVE wakeAt, attempts',
    ConditionExpression: `#state = :was${isOfNow}`,
    ExpressionAttributeNames: { '#state': 'state', ...(isOfNow && { '#cursor': 'cursor' }) },
    ExpressionAttributeValues: {
      ':held': 'held',
      ':hold': { reasons, during: edition.state, at },
      ':kind': 'held',
      ':at': at,
      ':was': edition.state,
      ...(isOfNow && { ':cursor': edition.cursor }),
    },
    ReturnValues: 'ALL_NEW',
  } as const;
  const held = editionHeld(edition, reasons, at);
  const noting = held === undefined ? [] : await notingFor(table, held);
  const result = await updateWith(table, keys.edition(edition.id), update, noting);
  return result.row === undefined ? edition : editionOf(result.row);
}

interface Decision {
  readonly sets: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly now: number;
}

/** The next tick wakes its batches: they go on, or their readers are written down as skipped. */
async function decide(
  table: Table,
  { id }: Edition,
  { sets, values, now }: Decision,
): Promise<Decided> {
  const all = ['#state = :to', ...sets, 'wakeAt = :now', 'dueKind = :edition', 'dueAt = :now'];
  const result = await updateRow(table, keys.edition(id), {
    UpdateExpression: `SET ${all.join(', ')} REMOVE attempts`,
    ConditionExpression: '#state = :held',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ...values, ':held': 'held', ':edition': 'edition', ':now': now },
  });
  return result.kind === 'updated' ? 'decided' : 'changed';
}
