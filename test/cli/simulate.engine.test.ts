/** What `simulate` foresees, held against what then happens on the stage, hour by hour. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Schedule } from '../../functions/config/schedule.ts';
import { forecast } from '../../functions/edition/plan/forecast.ts';
import type { Foreseen } from '../../functions/edition/plan/simulate.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { contentStore } from '../../functions/store/contents.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { todayBook } from '../../functions/store/today-book.ts';
import { newPending, toConfirmed } from '../../functions/subscriber/moves.ts';
import { type Owner, startOwner } from './owner.ts';

const hourMs = 3_600_000;
const newsletterId = 'harbour-post';
const days = 3;

let owner: Owner;
before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

interface Person {
  readonly schedule: Schedule;
  readonly sections?: readonly string[];
  readonly pausedForMs?: number;
}

const people: readonly Person[] = [
  { schedule: { cadence: 'daily', hour: 7, zone: 'UTC' } },
  { schedule: { cadence: 'daily', hour: 7, zone: 'UTC' } },
  { schedule: { cadence: 'daily', hour: 7, zone: 'UTC' }, pausedForMs: 40 * hourMs },
  { schedule: { cadence: 'daily', hour: 18, zone: 'Asia/Tokyo' }, sections: ['town'] },
  {
    schedule: { cadence: 'weekdays', hour: 9, zone: 'America/New_York' },
    sections: ['craft', 'away'],
  },
  { schedule: { cadence: 'weekly', weekday: 3, hour: 6, zone: 'Europe/Lisbon' } },
  { schedule: { cadence: 'weekly', weekday: 7, hour: 20, zone: 'UTC' } },
  { schedule: { cadence: 'monthly', monthday: 31, hour: 12, zone: 'UTC' } },
  { schedule: { cadence: 'instant', zone: 'UTC' }, sections: ['long-reads'] },
];

async function join(person: Person, at: number): Promise<void> {
  const { table } = owner.cloud;
  const { schedule, sections = 'all', pausedForMs } = person;
  const subscribers = subscriberStore(table, () => at);
  const id = randomUUID();
  const address = `${id}@readers.example`;
  const request = { schedule, sections, from: '192.0.2.1', wordsVersion: '1', at } as const;
  const pending = newPending(
    { id, newsletterId, address, addressKey: address },
    request,
    randomUUID(),
  );
  await subscribers.create(pending);
  const choice = { newsletterId, schedule, sections } as const;
  const open = { join: segmentStore(table).join, now: () => at };
  const segmentId = await openSegment(choice, open);
  const proof = { at, from: '192.0.2.1', confirmationId: randomUUID() };
  const { expected, changes } = toConfirmed(pending, segmentId, proof);
  const pause = pausedForMs === undefined ? {} : { pausedUntil: at + pausedForMs };
  await subscribers.save(id, expected, { ...changes, ...pause });
}

/** Who was mailed by each edition that went, and with how many items. */
async function happened(from: number, to: number) {
  const { table, clock } = owner.cloud;
  const now = () => clock.now();
  const all = await editionStore(table, now).list(newsletterId, from);
  const went = all.filter(
    ({ scheduledAt, readers }) => scheduledAt > from && scheduledAt <= to && readers > 0,
  );
  return Promise.all(
    went.map(async ({ id, segmentId, scheduledAt, readers, submitted }) => {
      const batches = await batchStore(table, now).list(id);
      const [batch] = batches.sort((a, b) => b.readers.length - a.readers.length);
      const content = await contentStore(table, now).load(batch?.contentKey ?? '');
      const items = (content?.items.length ?? 0) + (content?.excluded.length ?? 0);
      return { segmentId, at: scheduledAt, readers, submitted, items };
    }),
  );
}

test('what is foreseen is what happens: each edition at its hour, for as many readers', {
  timeout: 900_000,
}, async (t) => {
  const { cloud } = owner;
  // The feeds have shown how much they bring, and something waits for the next editions.
  await cloud.advance(cloud.clock.now() + 2 * 24 * hourMs);
  for (const person of people) await join(person, cloud.clock.now());
  await cloud.advance(cloud.clock.now() + 5 * hourMs);
  const writesBefore = cloud.clock.now();
  const said = await owner.paperboy('simulate', '--until', `${days}d`, '--json');
  assert.equal(said.exitCode, 0, said.err);
  const { editions, now, until } = JSON.parse(said.out) as {
    editions: Foreseen[];
    now: number;
    until: number;
  };
  assert.ok(now >= writesBefore);
  const none = await happened(now, until);
  assert.deepEqual(none, [], 'nothing is sent by looking');

  for (let at = now + hourMs; at <= until + hourMs; at += hourMs) await cloud.advance(at);
  const real = await happened(now, until);
  const timed = editions.filter(({ isInstant }) => !isInstant);
  const nameOf = ({ at, segmentId, readers }: { at: number; segmentId: string; readers: number }) =>
    `${new Date(at).toISOString()} ${segmentId} ${readers}`;
  const instant = new Set(
    editions.filter((one) => one.isInstant).map(({ segmentId }) => segmentId),
  );
  const realTimed = real.filter(({ segmentId }) => !instant.has(segmentId));
  assert.deepEqual(realTimed.map(nameOf).sort(), timed.map(nameOf).sort());
  assert.ok(timed.length >= 6, String(timed.length));
  assert.ok(real.every(({ readers, submitted }) => readers === submitted));

  // As many items as the habit of the feeds says: a story a day more or less for each of seven feeds.
  for (const one of timed) {
    const { items = 0 } = real.find((each) => nameOf(each) === nameOf(one)) ?? {};
    const foreseen = one.known + one.expected;
    t.diagnostic(
      `${nameOf(one)}: ${items} items, foreseen ${one.known} + ${one.expected.toFixed(1)}`,
    );
    assert.ok(
      items >= one.known && Math.abs(items - foreseen) <= Math.max(4, foreseen / 2),
      nameOf(one),
    );
  }
  const asItCame = real.filter(({ segmentId }) => instant.has(segmentId)).length;
  const expected = editions
    .filter((one) => one.isInstant)
    .reduce((sum, one) => sum + one.expected, 0);
  t.diagnostic(`as they came: ${asItCame}, foreseen ${expected.toFixed(1)} items`);
  assert.ok(Math.abs(asItCame - expected) <= Math.max(3, expected / 2));
});

test('a table for people names zone, schedule and sections, and a time too far is refused', async () => {
  const shown = await owner.paperboy('simulate');
  assert.match(shown.out, /^DUE +SCHEDULE +SECTIONS +READERS +CERTAIN +ITEMS\n/);
  assert.match(shown.out, /daily 18 Asia\/Tokyo +town/);
  assert.match(shown.out, /Times are those of UTC\./);
  for (const until of ['61d', '2001-01-01']) {
    const far = await owner.paperboy('simulate', '--until', until);
    assert.deepEqual([far.exitCode, /within the next 60 days/.test(far.err)], [2, true]);
  }
});

test('the page at a glance, which counts nobody, foresees the same once each had an edition', async () => {
  const { table, clock } = owner.cloud;
  const said = await owner.paperboy('simulate', '--until', `${days}d`, '--json');
  const { editions, now, until } = JSON.parse(said.out) as {
    editions: Foreseen[];
    now: number;
    until: number;
  };
  const newsletter = await newsletterStore(table).load(newsletterId);
  assert.ok(newsletter);
  const { forecast: book } = todayBook(table, table, clock.now);
  const { coming, segmentsUnseen } = await forecast({ newsletter, now, until }, book);
  assert.equal(segmentsUnseen, 0);
  // Whoever paused is back by now, and the monthly one has had none yet.
  const daily = ({ schedule }: { schedule: Schedule }) => schedule.cadence === 'daily';
  const named = ({ at, readers, known }: Pick<Foreseen, 'at' | 'known'> & { readers?: number }) =>
    `${new Date(at).toISOString()} ${readers} ${known}`;
  assert.deepEqual(coming.filter(daily).map(named), editions.filter(daily).map(named));
  assert.deepEqual(coming.map(({ at }) => at).sort(), editions.map(({ at }) => at).sort());
});
