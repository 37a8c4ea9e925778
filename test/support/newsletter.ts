/** Newsletters, feeds and readers for tests, put into the table through the product's own stores. */
import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Schedule } from '../../functions/config/schedule.ts';
import type { Edition } from '../../functions/edition/edition.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { newEdition as plannedEdition } from '../../functions/edition/plan/plan.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import type { Item } from '../../functions/feed/item.ts';
import { addressRow } from '../../functions/store/address-row.ts';
import type { Table } from '../../functions/store/client.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { storeNews } from '../../functions/store/new-items.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { toRow } from '../../functions/store/subscriber-row.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { newPending, toConfirmed, withChanges } from '../../functions/subscriber/moves.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';

export const atSeven: Schedule = { cadence: 'daily', hour: 7, zone: 'UTC' };

/** A newsletter that lacks nothing. */
export function newsletter(changes: Partial<Newsletter> = {}): Newsletter {
  return {
    id: 'paper',
    name: 'The Test Paper',
    description: '',
    language: 'en',
    zone: 'UTC',
    sender: { name: 'The Test Paper', address: 'news@paper.example' },
    postalAddress: 'The Test Paper, 1 Quay, Nowhere',
    sections: [{ id: 'news', name: 'News' }],
    cadences: ['instant', 'daily', 'weekly'],
    defaultSchedule: atSeven,
    itemsMax: 40,
    excerptChars: 200,
    images: true,
    createdAt: 0,
    ...changes,
  };
}

/** A feed that is never polled: its items are put in by the test. */
export function feed(changes: Partial<Feed> = {}): Feed {
  return {
    id: 'feed1',
    newsletterId: 'paper',
    sectionId: 'news',
    url: 'https://feeds.example/one.xml',
    title: 'Feed One',
    fullText: 'never',
    addedAt: 0,
    intervalMinutes: 30,
    started: true,
    backlogItems: 0,
    state: 'active',
    failures: 0,
    ...changes,
  };
}

/** An item of that feed. */
export function item(firstSeenAt: number, changes: Partial<Item> = {}): Item {
  const key = changes.key ?? `item-${firstSeenAt}`;
  return {
    key,
    newsletterId: 'paper',
    feedId: 'feed1',
    firstSeenAt,
    title: `Story ${key}`,
    link: `https://feeds.example/${key}`,
    summary: `<p>What happened in ${key}.</p>`,
    categories: [],
    enclosures: [],
    ...changes,
  };
}

/** Puts the newsletter and its feed into the table. */
export async function setUpNewsletter(table: Table, changes: Partial<Newsletter> = {}) {
  await newsletterStore(table).save(newsletter(changes));
  // Nobody polls it: its items are put into the table.
  await feedStore(table).create(feed({ state: 'stopped' }), '30#0');
}

/** Puts items into the table as the fetch door would. */
export async function addItems(table: Table, ...items: Item[]): Promise<void> {
  for (const item of items) {
    await storeNews(table, [{ item, identityKeys: [`id:${item.key}`] }], () => item.firstSeenAt);
  }
}

/** A reader who has signed up and confirmed at `at`. */
export async function addReader(
  table: Table,
  at: number,
  choice: { address?: string; schedule?: Schedule; newsletterId?: string; usual?: true } = {},
): Promise<Subscriber> {
  const { address = `${randomUUID()}@readers.example`, schedule = atSeven } = choice;
  const { newsletterId = 'paper', usual } = choice;
  const subscribers = subscriberStore(table, () => at);
  const reader = { id: randomUUID(), newsletterId, address, addressKey: address };
  const request = { schedule, sections: 'all', from: '192.0.2.1', wordsVersion: '1', at } as const;
  const asked = usual === undefined ? request : { ...request, usual };
  const pending = newPending(reader, asked, randomUUID());
  await subscribers.create(pending);
  const segmentId = await openSegment(
    { newsletterId, schedule, sections: 'all' },
    { join: segmentStore(table).join, now: () => at },
  );
  const proof = { at, from: '192.0.2.1', confirmationId: randomUUID() };
  const { expected, changes } = toConfirmed(pending, segmentId, proof);
  await subscribers.save(reader.id, expected, changes);
  const confirmed = await subscribers.load(reader.id);
  if (confirmed === undefined) throw new Error('The reader was not kept.');
  return confirmed;
}

/** So many readers who have confirmed at `at`, `reader0@readers.example` and so on, atSeven. */
export async function addReaders(table: Table, at: number, count: number): Promise<void> {
  const subscribers = subscriberStore(table, () => at);
  const segmentId = await openSegment(
    { newsletterId: 'paper', schedule: atSeven, sections: 'all' },
    { join: segmentStore(table).join, now: () => at },
  );
  const request = { schedule: atSeven, sections: 'all', from: '', wordsVersion: '1', at } as const;
  let next = 0;
  const load = async () => {
    while (next < count) {
      const address = `reader${next++}@readers.example`;
      const reader = { id: randomUUID(), newsletterId: 'paper', address, addressKey: address };
      const pending = newPending(reader, request, randomUUID());
      const proof = { at, from: '', confirmationId: randomUUID() };
      const { changes } = toConfirmed(pending, segmentId, proof);
      await subscribers.create(withChanges(pending, changes));
    }
  };
  await Promise.all(Array.from({ length: loadersAtOnce }, load));
}

const loadersAtOnce = 8;
const readersAWrite = 12;

/** Rows of so many more confirmed readers, `reader-seed0@readers.example` and so on, as fast as can be. */
export async function seedReaders(
  table: Table,
  at: number,
  count: number,
  newsletterId = 'paper',
): Promise<void> {
  const pattern = await addReader(table, at, { newsletterId });
  for (let start = 0; start < count; start += readersAWrite) {
    const some = Array.from({ length: Math.min(readersAWrite, count - start) }, (_, n) => {
      const address = `reader-seed${start + n}@readers.example`;
      return { ...pattern, id: randomUUID(), address, addressKey: address };
    });
    const rows = some.flatMap((reader) => [toRow(reader), addressRow(reader)]);
    const puts = rows.map((Item) => ({ PutRequest: { Item } }));
    await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
  }
}

/** The edition "e1", due at this instant, whose planning has just begun. */
export function newEdition(scheduledAt: number, changes: Partial<Edition> = {}): Edition {
  const segment = { id: 's', newsletterId: 'paper', schedule: atSeven, sections: 'all' } as const;
  return { ...plannedEdition(segment, scheduledAt), id: 'e1', ...changes };
}
