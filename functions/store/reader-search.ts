/** What `searchReaders` reads of this table. */
import type { SearchDeps } from '../subscriber/search-readers.ts';
import { addressIndex } from './address-index.ts';
import { getRows, type Table } from './client.ts';
import { dayCounts } from './day-counts.ts';
import { movesBook } from './growth.ts';
import { readEach } from './row.ts';
import { suppressionOf } from './suppression-row.ts';
import { keys } from './table.ts';

/** Readers by address, state and date in this table. */
export function readerSearch(table: Table, now: () => number): SearchDeps {
  return {
    ...addressIndex(table, now),
    moves: movesBook(table, now).moves,
    counts: (newsletterId, from, to) => dayCounts(table, newsletterId, from, to),
    suppressedAt: (addressKeys) => suppressedAt(table, addressKeys),
  };
}

/** An address at which somebody reads is suppressed under its name. */
async function suppressedAt(
  table: Table,
  addressKeys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const names = new Map(addressKeys.map((key) => [keys.suppression(key).pk, key]));
  const rows = await getRows(table, addressKeys.map(keys.suppression));
  const found = readEach(table, rows, (row): [string, number] => [
    names.get(String(row.pk)) ?? '',
    suppressionOf(row).at,
  ]);
  return new Map(found);
}
