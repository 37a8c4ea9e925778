/** Moves of readers, and their counts by day and by edition: noted with the write that they are about. */
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { recordKeptMs } from '../config/retention.ts';
import type { EditionMoves, MoveKind, ReaderMove } from '../subscriber/reader-moves.ts';
import type { Consent, LeavingReason, Subscriber } from '../subscriber/subscriber.ts';
import { ttl } from './client.ts';
import { shardOf } from './indexes.ts';
import { keys } from './table.ts';

/** How a reader stands, as far as it decides whether they are mailed. */
type Standing = Pick<Subscriber, 'state' | 'suppressed'>;

/** Whether editions go to them. */
export function isMailed({ state, suppressed }: Standing): boolean {
  return state === 'confirmed' && !suppressed;
}

/** How the number of mailed readers changes with one; undefined: there is no such reader. */
export function mailedBy(before: Standing | undefined, after: Standing | undefined): number {
  const count = (standing: Standing | undefined) =>
    standing !== undefined && isMailed(standing) ? 1 : 0;
  return count(after) - count(before);
}

/** Of what kind a change of state is. */
export function kindOfChange(
  before: Subscriber['state'],
  after: Subscriber['state'],
  by: Consent['withdrawnBy'],
): MoveKind {
  if (after === 'pending') return 'asked';
  if (after === 'confirmed') return before === 'unsubscribed' ? 'returned' : 'confirmed';
  const isOwnWill = by === 'one-click' || by === 'page' || by === 'mail';
  return isOwnWill ? 'left' : 'taken-off';
}

/** Names of the counts of a day, besides the kinds of moves themselves. */
export const countNames = {
  gained: (kind: MoveKind) => `gained-${kind}`,
  lost: (kind: MoveKind) => `lost-${kind}`,
  reason: (reason: LeavingReason) => `because-${reason}`,
};

/** What is counted of an edition. */
const editionMoves: readonly (keyof EditionMoves & MoveKind)[] = ['left', 'bounced', 'complained'];

/** Parts of a transaction. */
export type Noting = NonNullable<TransactWriteCommandInput['TransactItems']>;

/**
 * Parts of a transaction: the move is noted, and counted for its day; of who went after an edition it
 * is counted and named for that, too. Who makes the same move again finds the condition of the other
 * parts not to hold.
 */
export function noting(TableName: string, newsletterId: string, move: ReaderMove): Noting {
  const { kind, at, readers, mailed, editionId } = move;
  const [first = ''] = readers;
  const part = shardOf(first);
  const expiresAt = ttl(at + recordKeptMs);
  const counted = {
    [kind]: readers.length,
    ...(mailed > 0 ? { [countNames.gained(kind)]: mailed } : {}),
    ...(mailed < 0 ? { [countNames.lost(kind)]: -mailed } : {}),
  };
  const isOfEdition = editionId !== undefined && editionMoves.some((one) => one === kind);
  return [
    {
      Update: {
        TableName,
        Key: keys.readerMove(newsletterId, at, first, kind),
        ...setting({ ...move, expiresAt }),
      },
    },
    {
      Update: {
        TableName,
        Key: keys.dayCounts(newsletterId, at, part),
        ...adding(counted),
      },
    },
    ...(isOfEdition
      ? [
          {
            Update: {
              TableName,
              Key: keys.editionCounts(newsletterId, editionId, part),
              ...adding({ [kind]: readers.length }, expiresAt),
            },
          },
          {
            Update: {
              TableName,
              Key: keys.leaving(newsletterId, editionId, at, first, kind),
              ...setting({ at, kind, reader: first, expiresAt }),
            },
          },
        ]
      : []),
  ];
}

/** An update and no put: a door that only updates need not have a further right. */
function setting(fields: object) {
  const named = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    UpdateExpression: `SET ${named.map((_, n) => `#f${n} = :v${n}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(named.map(([name], n) => [`#f${n}`, name])),
    ExpressionAttributeValues: Object.fromEntries(named.map(([, value], n) => [`:v${n}`, value])),
  };
}

function adding(counts: Readonly<Record<string, number>>, expiresAt?: number) {
  const named = Object.entries(counts);
  const kept = expiresAt === undefined ? '' : 'SET expiresAt = :until ';
  return {
    UpdateExpression: `${kept}ADD ${named.map((_, n) => `#c${n} :n${n}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(named.map(([name], n) => [`#c${n}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(named.map(([, count], n) => [`:n${n}`, count])),
      ...(expiresAt === undefined ? {} : { ':until': expiresAt }),
    },
  };
}

/** Parts of a transaction: why a reader left who has said it since, in the place of what they said. */
export function notingReason(
  TableName: string,
  { id, newsletterId }: Pick<Subscriber, 'id' | 'newsletterId'>,
  leftAt: number,
  { before, now }: { readonly before: LeavingReason | undefined; readonly now: LeavingReason },
): Noting {
  const counted = {
    [countNames.reason(now)]: 1,
    ...(before === undefined ? {} : { [countNames.reason(before)]: -1 }),
  };
  const key = keys.readerMove(newsletterId, leftAt, id, 'left');
  return [
    {
      Update: {
        TableName,
        Key: key,
        ...setting({ reason: now }),
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    {
      Update: {
        TableName,
        Key: keys.dayCounts(newsletterId, leftAt, shardOf(id)),
        ...adding(counted),
      },
    },
  ];
}
