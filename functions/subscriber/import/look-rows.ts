/** What would become of the single rows of an import that was looked at, a few at a time. */
import { unpackRows } from './packed.ts';
import { vouchedOf } from './statement.ts';
import { type ImportParts, partNames, readerIdOf, type StoredImport } from './stored-import.ts';
import { type Ended, type FindHere, foreseeRows, type ReadRow, rowsAtOnce } from './take-rows.ts';

/** Where some rows begin: a part of what was understood, and a row of that part. */
export interface RowsPlace {
  readonly part: number;
  readonly row: number;
}

/** A row, whose it is, and what would become of it. */
export interface ForeseenRow extends Ended {
  /** None where no address could be read, or none is kept. */
  readonly address?: string;
}

/** Some rows in their order, with the places before and behind them. */
export interface ForeseenRows {
  /** How many rows come before the first. */
  readonly before: number;
  readonly rows: readonly ForeseenRow[];
  readonly previous?: RowsPlace;
  readonly next?: RowsPlace;
}

/** What looking at single rows reads. */
export interface LookRowsDeps {
  readonly get: ImportParts['get'];
  readonly find: FindHere;
  readonly now: () => number;
}

/** The rows from this place on; undefined when they are not kept any more, or there is no such place. */
export async function lookAtRows(
  stored: StoredImport,
  { part, row }: RowsPlace,
  { get, find, now }: LookRowsDeps,
): Promise<ForeseenRows | undefined> {
  const { newsletterId, importId, statement, parts, state } = stored;
  if (state !== 'looked' || part >= parts) return undefined;
  const here = await rowsOf(stored, part, get);
  if (here === undefined || row >= here.rows.length) return undefined;
  const rows = here.rows.slice(row, row + rowsAtOnce);
  const terms = { newsletterId, proof: statement && vouchedOf(statement), at: now() };
  const taking = { terms, underway: [], idOf: () => readerIdOf(importId, 0) };
  const ended = await foreseeRows(rows, taking, find);
  const next = nextOf({ part, row: row + rows.length }, here.rows.length, parts);
  const previous = await previousOf(stored, { part, row }, get);
  return {
    before: here.from + row,
    rows: ended.map((end, n) => ({ ...end, ...addressOf(rows[n]) })),
    ...(previous === undefined ? {} : { previous }),
    ...(next === undefined ? {} : { next }),
  };
}

async function rowsOf(
  { newsletterId, importId, reading }: StoredImport,
  part: number,
  get: ImportParts['get'],
) {
  const packed = await get({ newsletterId, importId, name: partNames.read(reading, part) });
  return packed && unpackRows(packed);
}

function nextOf({ part, row }: RowsPlace, rows: number, parts: number): RowsPlace | undefined {
  if (row < rows) return { part, row };
  return part + 1 < parts ? { part: part + 1, row: 0 } : undefined;
}

async function previousOf(
  stored: StoredImport,
  { part, row }: RowsPlace,
  get: ImportParts['get'],
): Promise<RowsPlace | undefined> {
  if (row > 0) return { part, row: Math.max(0, row - rowsAtOnce) };
  if (part === 0) return undefined;
  const before = await rowsOf(stored, part - 1, get);
  return before && { part: part - 1, row: Math.max(0, before.rows.length - rowsAtOnce) };
}

function addressOf(row: ReadRow | undefined): { readonly address?: string } {
  switch (row?.reading.kind) {
    case 'own':
      return { address: row.reading.subscriber.address };
    case 'reader':
    case 'left':
    case 'never':
      return { address: row.reading.address.address };
    case 'suppression':
      return { address: row.reading.addressKey };
    default:
      return {};
  }
}
