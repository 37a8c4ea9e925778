/** What the link of a notice reads and writes: the gate, its feed, instant readers. */
import type { ByLinkDeps } from '../feed/gate/by-link.ts';
import type { Table } from './client.ts';
import { feedStore } from './feeds.ts';
import { gateRows } from './gate.ts';
import { segmentStore } from './segments.ts';

/** The gate in this table, as its owner decides on it. */
export function gateBook(table: Table, prompt: Table, now: () => number): ByLinkDeps {
  const gate = gateRows(table, prompt, now);
  return {
    gate,
    now,
    end: gate.end,
    loadFeed: feedStore(table).load,
    wakeInstant: segmentStore(table).wakeInstant,
  };
}
