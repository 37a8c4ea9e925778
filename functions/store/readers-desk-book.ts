/** Readers as the desk looks at them and acts on them, put together. */
import type { ReadersBook } from '../site/desk/readers-uses.ts';
import type { Table } from './client.ts';
import { eraseSubscriber } from './erasures.ts';
import { importTable } from './import-table.ts';
import { readerSearch } from './reader-search.ts';
import { segmentStore, someSegments } from './segments.ts';
import { subscriberStore } from './subscribers.ts';
import { readersAt, suppressAddress } from './suppressions.ts';
import { keepOwnerAct, tracesOf } from './traces.ts';

/** The readers in this table. */
export function readersDeskBook(table: Table, now: () => number): ReadersBook {
  const { load, save, findByAddress } = subscriberStore(table, now);
  return {
    one: {
      ...{ load, save, findByAddress },
      note: (...input) => keepOwnerAct(table, ...input),
      traces: (readerId) => tracesOf(table, readerId),
      erase: (...input) => eraseSubscriber(table, ...input),
    },
    addresses: {
      suppress: (...input) => suppressAddress(table, ...input),
      readersAt: (addressKey) => readersAt(table, addressKey, now()),
    },
    adding: { table: importTable(table, now), join: segmentStore(table).join },
    search: readerSearch(table, now),
    segments: (...input) => someSegments(table, ...input),
  };
}
