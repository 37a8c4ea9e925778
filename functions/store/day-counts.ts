/** What was counted of readers' moves, by day. */
import * as v from 'valibot';
import type { DayCounts, MoveKind } from '../subscriber/reader-moves.ts';
import type { LeavingReason } from '../subscriber/subscriber.ts';
import { queryFirst, queryRows, type Row, type Table } from './client.ts';
import { countNames } from './reader-moves.ts';
import { readEach, readRow } from './row.ts';
import { keys } from './table.ts';

const countsShape = v.record(v.string(), v.number());

/** The counts that a row holds, by name. Throws `MalformedRow`. */
export function countsOf(row: Row): Readonly<Record<string, number>> {
  return readRow(countsShape, row);
}

const dayStart = 'DAY#'.length;
const dayChars = 'yyyy-mm-dd'.length;

/** The counts of these days (any instants in them, ms), their parts together; a day without is left out. */
export async function dayCounts(
  table: Table,
  newsletterId: string,
  from: number,
  to: number,
): Promise<DayCounts[]> {
  // DynamoDB refuses to look between a day and one before it.
  if (keys.countsFrom(from) > keys.countsFrom(to)) return [];
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': keys.countsPartition(newsletterId),
      ':from': keys.countsFrom(from),
      ':to': `${keys.countsFrom(to)}#~`,
    },
    ConsistentRead: true,
  });
  const days = new Map<string, Record<string, number>>();
  for (const { day, counts } of readEach(table, rows, partOf)) {
    const sums = days.get(day) ?? {};
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
    days.set(day, sums);
  }
  return [...days].map(([day, sums]) => ofNames(day, sums));
}

/** The first day of which there are counts; nobody takes them away. */
export async function firstCountedDay(
  table: Table,
  newsletterId: string,
): Promise<string | undefined> {
  const [row] = await queryFirst(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :day)',
    ExpressionAttributeValues: { ':pk': keys.countsPartition(newsletterId), ':day': 'DAY#' },
    Limit: 1,
  });
  return row && partOf(row).day;
}

function partOf(row: Row) {
  const day = String(row.sk).slice(dayStart, dayStart + dayChars);
  return { day, counts: countsOf(row) };
}

const prefixes = {
  gained: countNames.gained('' as MoveKind),
  lost: countNames.lost('' as MoveKind),
  reasons: countNames.reason('' as LeavingReason),
};

function ofNames(day: string, sums: Readonly<Record<string, number>>): DayCounts {
  const all = Object.entries(sums);
  const named = (prefix: string) =>
    Object.fromEntries(
      all
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, count]) => [name.slice(prefix.length), count]),
    );
  const moves = all.filter(
    ([name]) => !Object.values(prefixes).some((prefix) => name.startsWith(prefix)),
  );
  return {
    day,
    moves: Object.fromEntries(moves),
    gained: named(prefixes.gained),
    lost: named(prefixes.lost),
    reasons: named(prefixes.reasons),
  };
}

/** By how many readers more are mailed for what happened so far on the day of this instant (ms). */
export async function netOfDay(table: Table, newsletterId: string, at: number): Promise<number> {
  const [counts] = await dayCounts(table, newsletterId, at, at);
  return counts === undefined ? 0 : sumOf(counts.gained) - sumOf(counts.lost);
}

const sumOf = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
