/**
 * An editor's hand at random: whatever is marked, stopped, let go and moved, each item comes once to
 * each reader who was due it, or was left out by its owner.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addItems, item } from '../support/newsletter.ts';
import { acts, handWorld } from './hand.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const midnight = Date.UTC(2026, 10, 22);
const days = 2;
const itemsADay = 3;
const runs = 6;
/** Before, at and after the last call at six and the hour of seven. */
const hours = [5, 6, 6.5, 7, 7.05, 7.1, 7.2, 9, 9.1] as const;

const script = fc.record({
  mode: fc.constantFrom('automatic' as const, 'veto' as const, 'approval' as const),
  doings: fc.array(
    fc.record({
      day: fc.nat(days - 1),
      hour: fc.constantFrom(...hours),
      act: fc.constantFrom(...acts),
      item: fc.nat(days * itemsADay - 1),
    }),
    { minLength: 2, maxLength: 10 },
  ),
});

type World = Awaited<ReturnType<typeof handWorld>>;
interface Doing {
  readonly day: number;
  readonly hour: number;
  readonly act: (typeof acts)[number];
  readonly item: number;
}

const all = Array.from({ length: days * itemsADay }, (_, n) => `item-${n}`);

async function fillIn({ table }: World): Promise<void> {
  for (const [n, key] of all.entries()) {
    const seen = midnight + Math.floor(n / itemsADay) * dayMs + (1 + (n % itemsADay)) * hourMs;
    await addItems(table, item(seen, { key }));
  }
}

async function passDay(world: World, day: number, doings: readonly Doing[]): Promise<void> {
  for (const hour of hours) {
    const instant = midnight + day * dayMs + hour * hourMs;
    world.setClock(instant);
    for (const doing of doings.filter((one) => one.day === day && one.hour === hour)) {
      await world.perform(doing.act, all[doing.item] ?? '');
    }
    await world.passTo(instant);
  }
}

/** In the end nothing waits any more. */
async function endAll(world: World): Promise<void> {
  const end = midnight + days * dayMs;
  for (const at of [end, end + 9 * hourMs]) {
    world.setClock(at);
    await world.letAllGo();
    for (let n = 1; n < 4; n++) await world.passTo(at + n * minuteMs);
    await world.passTo(at + 7 * hourMs);
  }
}

test('each item comes once to each reader who was due it, whatever the hand does', async (t) => {
  const property = fc.asyncProperty(script, async ({ mode, doings }) => {
    const world = await handWorld(t, mode);
    await fillIn(world);
    for (let day = 0; day < days; day++) await passDay(world, day, doings);
    await endAll(world);
    for (const keys of world.got.values()) {
      assert.equal(new Set(keys).size, keys.length, `twice: ${keys.join(' ')}`);
      const missing = all.filter((key) => !keys.includes(key) && !world.everLeftOut.has(key));
      assert.deepEqual(missing, [], `missing with sending by ${mode}`);
    }
  });
  await fc.assert(property, { numRuns: runs, seed: 17 });
});
