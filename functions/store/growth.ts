/** What was counted of readers who came and left, by day and by edition, and the moves of a day. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { Edition } from '../edition/edition.ts';
import type { EditionGone, GrowthDeps } from '../subscriber/growth.ts';
import type { MovesDeps } from '../subscriber/moves-of-day.ts';
import type { EditionMoves, LeavingWay, MoveKind, ReaderMove } from '../subscriber/reader-moves.ts';
import type { LeavingReason } from '../subscriber/subscriber.ts';
import { getRows, queryFirst, type Row, type Table } from './client.ts';
import { countsOf, dayCounts, firstCountedDay } from './day-counts.ts';
import { editionOf, listedEditionOf } from './edition-row.ts';
import { segmentShards } from './indexes.ts';
import { readerCountStore } from './readers.ts';
import { nameIn, readEach, readRow, shapeOf } from './row.ts';
import { isExpired, livingOf } from './subscriber-row.ts';
import { keys } from './table.ts';

const moveShape = shapeOf<ReaderMove>()(
  v.looseObject({
    kind: nameIn<MoveKind>(),
    at: v.number(),
    readers: v.array(v.string()),
    mailed: v.number(),
    by: v.exactOptional(nameIn<LeavingWay>()),
    reason: v.exactOptional(nameIn<LeavingReason>()),
    editionId: v.exactOptional(v.string()),
  }),
);

/** What `growth` reads of this table. */
export function growthBook(table: Table): GrowthDeps {
  return {
    counts: (newsletterId, from, to) => dayCounts(table, newsletterId, from, to),
    firstDay: (newsletterId) => firstCountedDay(table, newsletterId),
    readers: (newsletterId) => readerCountStore(table).counted(newsletterId),
    editions: (newsletterId, from, to, limit) => editions(table, { newsletterId, from, to, limit }),
  };
}

/** What `movesOfDay` reads of this table. */
export function movesBook(table: Table, now: () => number): MovesDeps {
  return {
    moves: (newsletterId, at, page) => movesOf(table, { newsletterId, at, now: now() }, page),
    readers: async (ids) => {
      const rows = await getRows(table, ids.map(keys.subscriber));
      const found = readEach(table, rows, (row) => livingOf(row, now()));
      return found.filter((reader) => reader !== undefined);
    },
  };
}

/** So many moves are looked at in one call for those that are wanted; a megabyte at most. */
const movesLookedAtMax = 1_000;

type MovesPage = Parameters<MovesDeps['moves']>[2];

async function movesOf(
  table: Table,
  { newsletterId, at, now }: { newsletterId: string; at: number; now: number },
  { before, limit = movesLookedAtMax, kinds, editionId }: MovesPage,
): ReturnType<MovesDeps['moves']> {
  const named = kinds?.map((kind, n) => [`:k${n}`, kind] as const) ?? [];
  const conditions = [
    ...(kinds === undefined ? [] : [`kind IN (${named.map(([name]) => name).join(', ')})`]),
    ...(editionId === undefined ? [] : ['editionId = :edition']),
  ];
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
      ...(conditions.length === 0 ? {} : { FilterExpression: conditions.join(' AND ') }),
      ExpressionAttributeValues: {
        ':pk': keys.moveDay(newsletterId, at),
        ...(before === undefined ? {} : { ':before': before }),
        ...(editionId === undefined ? {} : { ':edition': editionId }),
        ...Object.fromEntries(named),
      },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  const { Items = [], LastEvaluatedKey: last } = answer;
  const living = Items.filter((row) => !isExpired(row, now));
  const moves = readEach(table, living, (row) => ({
    ...readerMoveOf(row),
    place: String(row.sk),
  }));
  return { moves, ...(last === undefined ? {} : { next: String(last.sk) }) };
}

/** The move that a row holds. Throws `MalformedRow`. */
export function readerMoveOf(row: Row): ReaderMove {
  return readRow(moveShape, row);
}

interface WantedEditions {
  readonly newsletterId: string;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** The latest editions of that time, with who went after each: as many calls as there are editions. */
async function editions(
  table: Table,
  { newsletterId, from, to, limit }: WantedEditions,
): Promise<EditionGone[]> {
  const first = keys.listedEdition(newsletterId, from, '');
  const lines = await queryFirst(table, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': first.pk,
      ':from': first.sk,
      ':to': `${keys.listedEdition(newsletterId, to, '').sk}~`,
    },
    ScanIndexForward: false,
    Limit: limit,
  });
  const ids = readEach(table, lines, listedEditionOf);
  const parts = ids.flatMap((id) => countKeys(newsletterId, id));
  const rows = await getRows(table, [...ids.map(keys.edition), ...parts]);
  const counted = rows.filter(({ sk }) => sk !== 'EDITION');
  const found = readEach(
    table,
    rows.filter(({ sk }) => sk === 'EDITION'),
    editionOf,
  );
  return found
    .map(({ id, scheduledAt, state, submitted }) => {
      const own = counted.filter(({ sk }) => String(sk).startsWith(`EDITION#${id}#`));
      return { id, scheduledAt, state, submitted, ...goneIn(table, own) };
    })
    .sort((a, b) => b.scheduledAt - a.scheduledAt || (a.id < b.id ? -1 : 1));
}

/**
 * How many went after an edition, however long ago that was: two calls of the table. Undefined: it was
 * due before the first move of all was noted.
 */
export async function goneAfterEdition(
  table: Table,
  { id, newsletterId, scheduledAt }: Pick<Edition, 'id' | 'newsletterId' | 'scheduledAt'>,
): Promise<Required<EditionMoves> | undefined> {
  const [knownFrom, parts] = await Promise.all([
    firstCountedDay(table, newsletterId),
    getRows(table, countKeys(newsletterId, id)),
  ]);
  const day = new Date(scheduledAt).toISOString().slice(0, 10);
  return knownFrom !== undefined && knownFrom <= day ? goneIn(table, parts) : undefined;
}

function countKeys(newsletterId: string, editionId: string) {
  return Array.from({ length: segmentShards }, (_, part) =>
    keys.editionCounts(newsletterId, editionId, part),
  );
}

/** The parts of its counts together. */
function goneIn(table: Table, parts: readonly Row[]): Required<EditionMoves> {
  const gone = readEach(table, parts, countsOf);
  const sumOf = (kind: keyof EditionMoves) =>
    gone.reduce((sum, counts) => sum + (counts[kind] ?? 0), 0);
  return { left: sumOf('left'), bounced: sumOf('bounced'), complained: sumOf('complained') };
}
