/** The table as imports of readers see it. */
import type { ImportTable } from '../subscriber/import/import-table.ts';
import type { Mark } from '../subscriber/list/export-format.ts';
import type { Table } from './client.ts';
import { keepHidden, rememberErasure } from './hidden-address.ts';
import { findMany, keepImported } from './imports.ts';
import { subscriberStore } from './subscribers.ts';
import { suppressAddress } from './suppressions.ts';
import { windowStore } from './windows.ts';

/** What imports look up and write in this table. */
export function importTable(table: Table, now: () => number): ImportTable {
  const { save } = subscriberStore(table, now);
  return {
    findMany: (newsletterId, sought) => findMany(table, newsletterId, sought, now()),
    keep: (rows) => keepImported(table, rows, now()),
    leave: (id, { expected, changes }) => save(id, expected, changes),
    keepMark: (mark) => keepMark(table, mark, now()),
    windowsAt: (at) => windowStore(table, () => at),
  };
}

async function keepMark(table: Table, mark: Mark, now: number): Promise<void> {
  if (mark.kind === 'erasure') return rememberErasure(table, mark.hash, mark.at);
  if (mark.kind === 'hidden-suppression') return keepHidden(table, mark.hash, mark.suppression);
  const { reason, at } = mark.suppression;
  await suppressAddress(table, mark.addressKey, reason, at, now);
}
