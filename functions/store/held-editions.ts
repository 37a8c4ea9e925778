/** Editions that wait for their owner's word. */
import type { Edition } from '../edition/edition.ts';
import type { ErrorFinding } from '../edition/finding.ts';
import { type Table, updateRow } from './client.ts';
import { dueRows } from './due.ts';
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

/** The held editions in this table. */
export function heldEditions(table: Table, now: () => number): HeldEditions {
  return {
    hold: (edition, reasons) => hold(table, edition, reasons, now()),
    list: async () => readEach(table, await dueRows(table, 'held', now()), editionOf),
    release: ({ id, held }) =>
      decide(table, id, {
        UpdateExpression:
          'SET #state = :to, released = :yes, releasedAt = :now, dueKind = :edition, dueAt = :now',
        values: {
          ':to': held?.during ?? 'planning',
          ':yes': true,
          ':edition': 'edition',
          ':now': now(),
        },
      }),
    drop: ({ id }) =>
      decide(table, id, {
        UpdateExpression: 'SET #state = :to REMOVE dueKind, dueAt',
        values: { ':to': 'dropped' },
      }),
  };
}

async function hold(
  table: Table,
  edition: Edition,
  reasons: readonly ErrorFinding[],
  at: number,
): Promise<Edition> {
  const result = await updateRow(table, keys.edition(edition.id), {
    UpdateExpression: 'SET #state = :held, held = :hold, dueKind = :kind, dueAt = :at',
    ConditionExpression: '#state = :was AND #cursor = :cursor AND attribute_not_exists(released)',
    ExpressionAttributeNames: { '#state': 'state', '#cursor': 'cursor' },
    ExpressionAttributeValues: {
      ':held': 'held',
      ':hold': { reasons, during: edition.state, at },
      ':kind': 'held',
      ':at': at,
      ':was': edition.state,
      ':cursor': edition.cursor,
    },
    ReturnValues: 'ALL_NEW',
  });
  return result.row === undefined ? edition : editionOf(result.row);
}

interface Decision {
  readonly UpdateExpression: string;
  readonly values: Readonly<Record<string, unknown>>;
}

async function decide(
  table: Table,
  id: string,
  { UpdateExpression, values }: Decision,
): Promise<Decided> {
  const result = await updateRow(table, keys.edition(id), {
    UpdateExpression,
    ConditionExpression: '#state = :held',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ...values, ':held': 'held' },
  });
  return result.kind === 'updated' ? 'decided' : 'changed';
}
