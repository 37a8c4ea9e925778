/** Imports as the desk begins them and works them off, put together. */
import type { ImportsBook } from '../site/desk/imports-uses.ts';
import type { Table } from './client.ts';
import { importTable } from './import-table.ts';
import { segmentStore } from './segments.ts';
import { importBook } from './stored-imports.ts';

/** The imports in this table. */
export function importsDeskBook(table: Table, now: () => number): ImportsBook {
  return {
    ...importBook(table, now),
    table: importTable(table, now),
    join: segmentStore(table).join,
  };
}
