/** All that the events door reads and writes, put together. */
import type { Newsletter } from '../edition/newsletter.ts';
import type { WatchDeps } from '../mail/reputation.ts';
import type { SettleEventDeps } from '../mail/settle-event.ts';
import type { UnsubscribeDeps } from '../subscriber/unsubscribe.ts';
import type { WelcomeGoodbyeDeps } from '../subscriber/welcome-goodbye.ts';
import { batchStore } from './batches.ts';
import { claimStore } from './claims.ts';
import type { Table } from './client.ts';
import { hideSuppression } from './hidden-address.ts';
import { letterStore } from './letters.ts';
import { newsletterStore } from './newsletters.ts';
import { noteLetter, noticeStore } from './notices.ts';
import { countTrouble, dayOfSending } from './reputation.ts';
import { subscriberStore } from './subscribers.ts';
import { countBounce, suppressAddress } from './suppressions.ts';
import { keepTrace } from './traces.ts';
import { noteTrial } from './trials.ts';

/** Where an event is written down, and what suppressing an address tells. */
export interface EventBook {
  readonly settle: Omit<SettleEventDeps, 'addresses' | 'now'>;
  readonly addresses: Omit<SettleEventDeps['addresses'], 'suppress'>;
  readonly suppress: (...input: Suppression) => ReturnType<typeof suppressAddress>;
  readonly watching: Pick<WatchDeps, 'count' | 'day' | 'note'>;
  readonly leaving: Omit<LeavingDeps, 'keys' | 'now'>;
}

/** What leaving by mail reads and writes, with the goodbye that an owner may want. */
type LeavingDeps = UnsubscribeDeps &
  Pick<WelcomeGoodbyeDeps, 'postLetter'> & {
    readonly newsletter: (id: string) => Promise<Newsletter | undefined>;
  };

type Suppression = Parameters<SettleEventDeps['addresses']['suppress']>;

/** The book of events in this table. */
export function eventBook(table: Table, now: () => number): EventBook {
  return {
    settle: {
      subscriber: subscriberStore(table, now).load,
      claims: claimStore(table),
      batches: batchStore(table, now),
      letters: letterStore(table, now),
      noteTrial: (noticeId, report) => noteTrial(table, noticeId, report),
    },
    addresses: {
      hide: (key) => hideSuppression(table, key),
      trace: (id, event) => keepTrace(table, id, event, now()),
      countBounce: (...input) => countBounce(table, ...input),
    },
    suppress: (key, reason, at) => suppressAddress(table, key, reason, at),
    watching: {
      count: (trouble, at) => countTrouble(table, trouble, at),
      day: (at) => dayOfSending(table, at),
      note: noticeStore(table).note,
    },
    leaving: {
      ...subscriberStore(table, now),
      newsletter: newsletterStore(table).load,
      // Sweep queues it with its next tick: this door has no right to the queue of letters.
      postLetter: async (letter) => void (await noteLetter(table, letter, now())),
    },
  };
}
