/** Who went after an edition, one by one: named as they went, so that a page of them is one query. */
import * as v from 'valibot';
import type { PlacedMove } from '../subscriber/moves-of-day.ts';
import type { MoveKind } from '../subscriber/reader-moves.ts';
import { getRows, queryFirst, type Row, type Table } from './client.ts';
import { readerMoveOf } from './growth.ts';
import { nameIn, readEach, readRow } from './row.ts';
import { isExpired } from './subscriber-row.ts';
import { keys } from './table.ts';

const leavingShape = v.looseObject({
  at: v.number(),
  kind: nameIn<MoveKind>(),
  reader: v.string(),
});

/** Of which newsletter, after which edition, and how many of them at most. */
interface Wanted {
  readonly newsletterId: string;
  readonly editionId: string;
  readonly limit: number;
  /** ms */
  readonly now: number;
}

/**
 * The moves of the first who went after an edition, in no order: two calls of the table. Who went
 * before a release that names them is not among them.
 */
export async function leavingsOf(
  table: Table,
  { newsletterId, editionId, limit, now }: Wanted,
): Promise<PlacedMove[]> {
  const rows = await queryFirst(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :edition)',
    ExpressionAttributeValues: {
      ':pk': keys.leavingsPartition(newsletterId),
      ':edition': `${editionId}#`,
    },
    Limit: limit,
  });
  const wanted = readEach(table, rows, (row) => moveKey(newsletterId, row));
  const living = (await getRows(table, wanted)).filter((row) => !isExpired(row, now));
  return readEach(table, living, (row) => ({ ...readerMoveOf(row), place: String(row.sk) }));
}

/** What a reader has told of why they left stands with the move alone. */
function moveKey(newsletterId: string, row: Row) {
  const { at, kind, reader } = readRow(leavingShape, row);
  return keys.readerMove(newsletterId, at, reader, kind);
}
