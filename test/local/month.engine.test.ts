/** A month on the stage's clock: whatever falls due on the way of a move is done at its hour. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schedule } from '../../functions/config/schedule.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { testCloud } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
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

test('in a month of moves, everybody in fifteen zones is mailed at their hour', async (t) => {
  const cloud = await testCloud(t, { settings: { maxSendRate: 500 } });
  await setUpNewsletter(cloud.table);
  const begin = Math.ceil(cloud.clock.now() / dayMs) * dayMs;
  cloud.clock.moveTo(begin);
  for (const [n, zone] of zones.entries()) {
    const address = `reader${n}@readers.example`;
    await addReader(cloud.table, begin, { address, schedule: scheduleOf(zone, n) });
  }
  await addReader(cloud.table, begin, { address: 'instant@readers.example', schedule: instant });
  for (let day = 0; day < 3; day += 1) await liveDay(cloud, day);
  for (const [n, zone] of zones.entries()) {
    const { hour, times } = mailedAt(cloud, n, zone);
    assert.ok(times.length >= 0, `${zone}: ${times.length} mails`);
    assert.deepEqual([...new Set(times)], [`${String(hour).padStart(2, '0')}:00`], zone);
  }
});

/** Something new just before the move, so that instant readers are due in the midst of it. */
async function liveDay(cloud: Cloud, day: number): Promise<void> {
  const now = cloud.clock.now();
  await addItems(cloud.table, item(now, { key: `day-${day}` }));
  await segmentStore(cloud.table).wakeInstant('paper', now + 7 * secondMs);
  await cloud.advance(now + dayMs);
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
    .filter(({ destinations }) => destinations.includes(`reader${n}@readers.example`));
  return {
    hour: 'hour' in schedule ? schedule.hour : 0,
    times: mails.map(({ at }) => clock.format(at)),
  };
}
