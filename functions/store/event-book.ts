/** All that the events door reads and writes, put together. */

import type { WatchDeps } from '../mail/reputation.ts';
import type { SettleEventDeps } from '../mail/settle-event.ts';
import { batchStore } from './batches.ts';
import { claimStore } from './claims.ts';
import type { Table } from './client.ts';
import { hideSuppression } from './hidden-address.ts';
import { letterStore } from './letters.ts';
import { noticeStore } from './notices.ts';
import { countTrouble, dayOfSending } from './reputation.ts';
import { subscriberStore } from './subscribers.ts';
import { countBounce, suppressAddress } from './suppressions.ts';
import { keepTrace } from './traces.ts';

/** Where an event is written down, and what suppressing an address tells. */
export interface EventBook {
  readonly settle: Omit<SettleEventDeps, 'addresses' | 'now'>;
  readonly addresses: Omit<SettleEventDeps['addresses'], 'suppress'>;
  readonly suppress: (...input: Suppression) => ReturnType<typeof suppressAddress>;
  readonly watching: Pick<WatchDeps, 'count' | 'day' | 'note'>;
}

type Suppression = Parameters<SettleEventDeps['addresses']['suppress']>;

/** The book of events in this table. */
export function eventBook(table: Table, now: () => number): EventBook {
  return {
    settle: {
      subscriber: subscriberStore(table, now).load,
      claims: claimStore(table),
      batches: batchStore(table, now),
      letters: letterStore(table, now),
    },
    addresses: {
      hide: (key) => hideSuppression(table, key),
      trace: (id, event) => keepTrace(table, id, event, now()),
      countBounce: (id, mailedAt, since) => countBounce(table, id, mailedAt, since),
    },
    suppress: (key, reason, at) => suppressAddress(table, key, reason, at),
    watching: {
      count: (trouble, at) => countTrouble(table, trouble, at),
      day: (at) => dayOfSending(table, at),
      note: noticeStore(table).note,
    },
  };
}
