/** Moves of the stage's clock, with everything that is on it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schedule } from '../../functions/config/schedule.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { testCloud } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

test('an instant edition due in the midst of a move hides nobody else from it', async (t) => {
  const cloud = await testCloud(t, { settings: { maxSendRate: 500 } });
  await setUpNewsletter(cloud.table);
  const begin = Math.ceil(cloud.clock.now() / dayMs) * dayMs;
  cloud.clock.moveTo(begin);
  const schedules: readonly Schedule[] = [
    { cadence: 'daily', hour: 3, zone: 'UTC' },
    { cadence: 'daily', hour: 9, zone: 'Asia/Kathmandu' },
    { cadence: 'instant', zone: 'UTC' },
  ];
  const addresses = ['utc', 'nepal', 'instant'].map((name) => `${name}@readers.example`);
  for (const [n, schedule] of schedules.entries()) {
    await addReader(cloud.table, begin, { address: addresses[n] ?? '', schedule });
  }
  await addItems(cloud.table, item(begin + secondMs, { key: 'one' }));
  await segmentStore(cloud.table).wakeInstant('paper', begin + 7 * secondMs);
  await cloud.advance(begin + 5 * hourMs);
  const mailedAt = new Map(
    cloud.ses.mailbox.all().map(({ at, destinations: [to = ''] }) => [to, at - begin]),
  );
  const [utc, nepal, instant] = addresses.map((address) => mailedAt.get(address) ?? -1);
  const isSoonAfter = (at: number | undefined, due: number) =>
    assert.ok(at !== undefined && at >= due && at < due + 2 * minuteMs, `${at} after ${due}`);
  isSoonAfter(instant, 7 * secondMs);
  isSoonAfter(utc, 3 * hourMs);
  isSoonAfter(nepal, 3.25 * hourMs);
});

test('a mail is in the inbox when the move that made it is answered, also at a slow pace', async (t) => {
  const cloud = await testCloud(t, { settings: { maxSendRate: 2 }, restTimeoutMs: 500 });
  await setUpNewsletter(cloud.table);
  const begin = Math.ceil(cloud.clock.now() / dayMs) * dayMs;
  cloud.clock.moveTo(begin);
  for (let n = 0; n < 4; n += 1) {
    await addReader(cloud.table, begin, { address: `reader${n}@readers.example` });
  }
  await addItems(cloud.table, item(cloud.clock.now(), { key: 'one' }));
  await cloud.advance(begin + 7 * hourMs);
  assert.equal(cloud.ses.mailbox.all().length, 4);
});
