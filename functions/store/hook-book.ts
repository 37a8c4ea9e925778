/** All that telling hooks reads and writes, put together. */
import type { HookBooks } from '../hook/telling.ts';
import type { Table } from './client.ts';
import { deliveryStore } from './deliveries.ts';
import { hookStore } from './hooks.ts';
import { noticeStore } from './notices.ts';

/** The book of hooks in this table. */
export function hookBook(table: Table, now: () => number): HookBooks {
  return {
    deliveries: deliveryStore(table, now),
    hooks: hookStore(table),
    tell: noticeStore(table).note,
    now,
  };
}
