/** All that the send door reads and writes, put together from batches, claims, letters and pace. */
import type { MessageSenderDeps } from '../mail/message-sender.ts';
import type { SendBook } from '../mail/send-message.ts';
import { batchStore } from './batches.ts';
import { gatheringClaimStore } from './claims.ts';
import type { Table } from './client.ts';
import { contentStore } from './contents.ts';
import { eventTickStore } from './event-tick.ts';
import { letterStore } from './letters.ts';
import { newsletterStore } from './newsletters.ts';
import { noticeStore } from './notices.ts';
import { paceStore } from './pace.ts';
import { peopleStore } from './people.ts';
import { subscriberStore } from './subscribers.ts';

type Outgoing = Pick<
  MessageSenderDeps,
  'pace' | 'newsletter' | 'subscriber' | 'content' | 'people' | 'note'
>;

/** The book of what is mailed in this table, and what a message is made of. */
export function sendBook(
  table: Table,
  now: () => number,
): { readonly book: SendBook; readonly outgoing: Outgoing } {
  const { load } = subscriberStore(table, now);
  return {
    book: {
      batches: batchStore(table, now),
      claims: gatheringClaimStore(table),
      letters: letterStore(table, now),
      heededThrough: eventTickStore(table, now).heeded,
    },
    outgoing: {
      pace: paceStore(table),
      newsletter: newsletterStore(table).load,
      subscriber: load,
      content: contentStore(table, now).load,
      people: peopleStore(table),
      note: noticeStore(table).note,
    },
  };
}
