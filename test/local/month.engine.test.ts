/** A month on the stage's clock: whatever falls due on the way of a move is done at its hour. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Schedule } from '../../functions/config/schedule.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { testCloud } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;
const secondMs = 1_000;

/** Zones with whole, half and quarter hours, both sides of the date line, and a change of the clock. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/Lisbon',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Los_Angeles',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
] as const;

const instant: Schedule = { cadence: 'instant', zone: 'UTC' };

function scheduleOf(zone: string, n: number): Schedule {
  const hour = (n * 7) % 24;
  return n % 5 === 0
    ? { cadence: 'daily', hour, zone }
    : { cadence: 'weekly', weekday: 1 + (n % 7), hour, zone };
}

/** Fifteen readers at hours of their own; the clock stands at midnight. */
async function town(t: TestContext): Promise<Cloud> {
  const cloud = await testCloud(t, { settings: { maxSendRate: 500 } });
  await setUpNewsletter(cloud.table);
  const begin = Math.ceil(cloud.clock.now() / dayMs) * dayMs;
  cloud.clock.moveTo(begin);
  for (const [n, zone] of zones.entries()) {
    await addReader(cloud.table, begin, { address: addressOf(n), schedule: scheduleOf(zone, n) });
  }
  return cloud;
}

test('in a month of moves, everybody in fifteen zones is mailed at their hour', async (t) => {
  const cloud = await town(t);
  for (let day = 0; day < 30; day += 1) {
    await publish(cloud, day);
    await cloud.advance(cloud.clock.now() + dayMs);
  }
  for (const [n, zone] of zones.entries()) {
    const { hour, times } = mailedAt(cloud, n, zone);
    assert.ok(times.length >= (n % 5 === 0 ? 29 : 4), `${zone}: ${times.length} mails`);
    assert.deepEqual([...new Set(times)], [`${String(hour).padStart(2, '0')}:00`], zone);
  }
});

test('an instant edition due in the midst of a move hides nobody else from it', async (t) => {
  const cloud = await town(t);
  const begin = cloud.clock.now();
  await addReader(cloud.table, begin, { address: 'instant@readers.example', schedule: instant });
  await publish(cloud, 0);
  await segmentStore(cloud.table).wakeInstant('paper', begin + 7 * secondMs);
  await cloud.advance(begin + dayMs);
  const mails = cloud.ses.mailbox.all().map(({ at, destinations: [to = ''] }) => ({ at, to }));
  const [prompt] = mails.filter(({ to }) => to === 'instant@readers.example');
  assert.ok(prompt !== undefined && prompt.at - begin < 2 * minuteMs, 'within two minutes');
  for (const [n, zone] of zones.entries()) {
    const { hour, times } = mailedAt(cloud, n, zone);
    const expected = n % 5 === 0 ? [`${String(hour).padStart(2, '0')}:00`] : [];
    assert.deepEqual(
      times.filter((time) => !expected.includes(time)),
      [],
      zone,
    );
  }
});

test('a mail is in the inbox when the move that made it is answered, also at a slow pace', async (t) => {
  const cloud = await testCloud(t, { settings: { maxSendRate: 2 }, restTimeoutMs: 500 });
  await setUpNewsletter(cloud.table);
  const begin = Math.ceil(cloud.clock.now() / dayMs) * dayMs;
  cloud.clock.moveTo(begin);
  for (let n = 0; n < 6; n += 1) await addReader(cloud.table, begin, { address: addressOf(n) });
  await publish(cloud, 0);
  await cloud.advance(begin + 7 * hourMs);
  assert.equal(cloud.ses.mailbox.all().length, 6);
});

async function publish(cloud: Cloud, day: number): Promise<void> {
  await addItems(cloud.table, item(cloud.clock.now(), { key: `day-${day}` }));
}

function addressOf(n: number): string {
  return `reader${n}@readers.example`;
}

function mailedAt(cloud: Cloud, n: number, zone: string) {
  const schedule = scheduleOf(zone, n);
  const clock = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const mails = cloud.ses.mailbox
    .all()
    .filter(({ destinations }) => destinations.includes(addressOf(n)));
  return {
    hour: 'hour' in schedule ? schedule.hour : 0,
    times: mails.map(({ at }) => clock.format(at)),
  };
}
