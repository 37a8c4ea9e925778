/** The people and the paper of a trial: who reads what, and when, and what comes in to be read. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Schedule } from '../../functions/config/schedule.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import type { Item } from '../../functions/feed/item.ts';
import type { Table } from '../../functions/store/client.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { toRow } from '../../functions/store/subscriber-row.ts';
import { keys } from '../../functions/store/table.ts';
import { newPending, toConfirmed, withChanges } from '../../functions/subscriber/moves.ts';
import type { Sections, Subscriber } from '../../functions/subscriber/subscriber.ts';
import { feed, item, newsletter } from '../support/newsletter.ts';
import type { Chance } from './chance.ts';
import { paperName, storyTitle } from './scripts.ts';
import type { Weather } from './weather.ts';

const seven: Schedule = { cadence: 'daily', hour: 7, zone: 'UTC' };
const eight: Schedule = { cadence: 'daily', hour: 8, zone: 'UTC' };
const instant: Schedule = { cadence: 'instant', zone: 'UTC' };

/** The schedules that readers choose from, and move between. */
export const schedules: readonly Schedule[] = [seven, eight, instant];
const hourMs = 3_600_000;
const minuteMs = 60_000;
const dayMs = 24 * hourMs;

const faultyDaysMin = 2;

/** The days of a trial on which faults strike; the one after them is calm. */
export function faultyDaysOf({ haltedDays = 0 }: Weather): number {
  return Math.max(faultyDaysMin, haltedDays + 1);
}
const putMax = 25;

/** Sets the town up as it is at `at`; returns its readers. */
export async function setUpTown(
  table: Table,
  chance: Chance,
  { readers, at }: { readonly readers: number; readonly at: number },
): Promise<Subscriber[]> {
  const sections = [
    { id: 'news', name: 'News' },
    { id: 'sport', name: 'Sport' },
  ];
  const name = paperName(chance);
  const sender = { name, address: 'news@paper.example' };
  const paper = newsletter({ name, sender, sections, cadences: ['instant', 'daily'] });
  await newsletterStore(table).save(paper);
  await feedStore(table).create(feed(), '30#0');
  await feedStore(table).create(feed({ id: 'feed2', sectionId: 'sport', title: 'Two' }), '30#0');
  const settled: Subscriber[] = [];
  for (let n = 0; n < readers; n++) settled.push(await settle(table, chance, n, at));
  await putAll(table, settled);
  return settled;
}

async function settle(table: Table, chance: Chance, n: number, at: number): Promise<Subscriber> {
  const address = `reader${n}@readers.example`;
  const choice = choiceOf(chance, n);
  const reader = {
    id: chance.id('reader', n),
    newsletterId: 'paper',
    address,
    addressKey: address,
  };
  const request = { ...choice, from: '192.0.2.1', wordsVersion: '1', at };
  const pending = newPending(reader, request, chance.id('asked', n));
  const segmentId = await segmentOf(table, choice, at);
  const proof = { at, from: '192.0.2.1', confirmationId: chance.id('asked', n) };
  return withChanges(pending, toConfirmed(pending, segmentId, proof).changes);
}

/** Half of the readers are in one segment; of the others some read one section only. */
export function choiceOf(chance: Chance, n: number): { schedule: Schedule; sections: Sections } {
  const share = chance.share('choice', n);
  if (share < 0.5) return { schedule: seven, sections: 'all' };
  if (share < 0.65) return { schedule: seven, sections: ['news'] };
  return { schedule: share < 0.85 ? eight : instant, sections: 'all' };
}

const opened = new WeakMap<Table, Map<string, Promise<string>>>();

function segmentOf(
  table: Table,
  choice: { schedule: Schedule; sections: Sections },
  at: number,
): Promise<string> {
  const known = opened.get(table) ?? new Map<string, Promise<string>>();
  opened.set(table, known);
  const name = JSON.stringify(choice);
  const { join } = segmentStore(table);
  const id =
    known.get(name) ?? openSegment({ newsletterId: 'paper', ...choice }, { join, now: () => at });
  known.set(name, id);
  return id;
}

/** The rows that signing up and confirming leave behind, many at a time. */
async function putAll(table: Table, readers: readonly Subscriber[]): Promise<void> {
  const rows = readers.flatMap((reader) => [
    toRow(reader),
    { ...keys.address(reader.addressKey, reader.newsletterId), subscriber: reader.id },
  ]);
  for (let start = 0; start < rows.length; start += putMax) {
    const puts = rows.slice(start, start + putMax).map((Item) => ({ PutRequest: { Item } }));
    await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
  }
}

/** What the feeds bring on all days, in the order in which it is first seen. */
export function itemsOf(chance: Chance, midnight: number, faultyDays: number): Item[] {
  const items: Item[] = [];
  for (let day = 0; day <= faultyDays; day++) {
    const isLast = day === faultyDays;
    const few = day < faultyDaysMin ? 3 + chance.whole(3, 'items', day) : 0;
    for (let n = 0; n < (isLast ? 2 : few); n++) {
      const within = isLast ? 6 * hourMs : 5 * hourMs + chance.share('at', day, n) * 3.5 * hourMs;
      const at = Math.round(midnight + day * dayMs + within) + n * minuteMs;
      const feedId = n % 2 === 0 ? 'feed1' : 'feed2';
      const key = `story-${day}-${n}`;
      items.push(item(at, { key, feedId, title: storyTitle(chance, key) }));
    }
  }
  return items.sort((a, b) => a.firstSeenAt - b.firstSeenAt);
}
