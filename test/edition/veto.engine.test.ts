/** A veto where readers get each story as it comes: every edition waits, and goes once. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { addItems, item } from '../support/newsletter.ts';
import { handWorld } from './hand.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const at = Date.UTC(2026, 10, 22, 9);
const instant = { cadence: 'instant', zone: 'UTC' } as const;

async function desk(t: TestContext) {
  const world = await handWorld(t, 'veto', [instant]);
  /** A story comes in, and whoever is to have it at once is planned. */
  const comeIn = async (key: string, seenAt: number) => {
    await addItems(world.table, item(seenAt, { key }));
    await segmentStore(world.table).wakeInstant('paper', seenAt + eligibleLagMs);
    await world.passTo(seenAt + minuteMs);
  };
  const got = () => [...world.got.values()].flat();
  /** A tick a minute, as the schedule has it, from a minute after `from` on. */
  const passMinutes = async (from: number, minutes: number) => {
    for (let n = 1; n <= minutes; n++) await world.passTo(from + n * minuteMs);
  };
  return { ...world, comeIn, got, passMinutes };
}

test('a story for instant readers waits for its whole veto, is shown, and goes by itself', async (t) => {
  const { calls, comeIn, got, passMinutes } = await desk(t);
  await comeIn('first', at);
  await passMinutes(at + minuteMs, 4);
  const call = (await calls()).at(-1);
  assert.deepEqual(
    call?.shown?.items.map(({ key }) => key),
    ['first'],
  );
  assert.ok((call?.goesAt ?? 0) >= at + hourMs, 'there is an hour to say no');
  await passMinutes(at + 57 * minuteMs, 2);
  assert.deepEqual(got(), []);
  await passMinutes(at + hourMs, 6);
  assert.deepEqual(got(), ['first']);
  await passMinutes(at + 2 * hourMs, 3);
  assert.deepEqual(got(), ['first'], 'once');
});

test('what was stopped for instant readers waits while the next goes, and each comes once', async (t) => {
  const { calls, comeIn, got, passMinutes, perform, letAllGo, setClock } = await desk(t);
  await comeIn('first', at);
  await passMinutes(at + minuteMs, 4);
  await perform('stop', '');
  await comeIn('second', at + 20 * minuteMs);
  await passMinutes(at + 21 * minuteMs, 4);
  assert.deepEqual(
    (await calls()).slice(-2).map(({ state }) => state),
    ['stopped', 'waiting'],
  );
  await perform('stop', '');
  await passMinutes(at + 90 * minuteMs, 4);
  assert.deepEqual(got(), [], 'stopped is stopped, also after its time');
  setClock(at + 3 * hourMs);
  await letAllGo();
  await passMinutes(at + 3 * hourMs, 6);
  assert.deepEqual(got().toSorted(), ['first', 'second']);
});
