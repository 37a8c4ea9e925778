/** The editions that were mailed to one reader, from the batches in which they were frozen. */
import { recordKeptMs } from '../config/retention.ts';
import type { MailsKnown } from '../subscriber/known.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { batchStore } from './batches.ts';
import type { Table } from './client.ts';
import { editionStore } from './editions.ts';

/** A page waits for it: of a newsletter with more, the latest are looked through. */
const editionsMax = 300;
const editionsAtOnce = 8;

/** Mails to this reader, the oldest first, and whether there may be more before them. */
export async function mailsOf(
  table: Table,
  { id, newsletterId, createdAt }: Subscriber,
  now: () => number,
): Promise<MailsKnown> {
  const since = Math.max(now() - recordKeptMs, createdAt);
  const listed = await editionStore(table, now).list(newsletterId, since);
  const editions = listed.toSorted((a, b) => a.scheduledAt - b.scheduledAt).slice(-editionsMax);
  const batches = batchStore(table, now);
  const mails: MailsKnown['mails'][number][] = [];
  for (let start = 0; start < editions.length; start += editionsAtOnce) {
    const some = editions.slice(start, start + editionsAtOnce);
    const found = await Promise.all(some.map((edition) => batches.list(edition.id)));
    for (const { editionId, outcomes } of found.flat()) {
      const outcome = outcomes[id];
      if (outcome?.kind !== 'submitted') continue;
      mails.push({ editionId, messageId: outcome.messageId, at: outcome.at });
    }
  }
  return {
    mails: mails.toSorted((a, b) => a.at - b.at),
    isComplete: editions.length === listed.length,
  };
}
