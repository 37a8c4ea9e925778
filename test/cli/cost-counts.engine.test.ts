/** What the cost rests on is what the doors ask of the table today. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted } from '../../functions/mail/doctor/cost-counts.ts';
import { countParts } from '../bench/counts.ts';

/** A figure may be off by this share of what was counted, or by half a unit. */
const shareMax = 0.05;

test('clocks, polls and new items take as many units as the cost rests on', async () => {
  const { ticks, newItem, unchanged } = await countParts();
  const { feed } = counted;
  const pairs: Record<string, readonly [number, number]> = {
    'reads of an unchanged poll': [feed.poll.reads, unchanged.reads],
    'writes of an unchanged poll': [0, unchanged.writes],
    'reads of a new item': [feed.newItem.reads, newItem.reads - unchanged.reads],
    'writes of a new item': [feed.newItem.writes, newItem.writes - unchanged.writes],
    'reads of poll': [counted.ticks.poll.reads, ticks.poll.reads],
    'writes of poll': [counted.ticks.poll.writes, ticks.poll.writes],
    'reads of digest': [counted.ticks.digest.reads, ticks.digest.reads],
    'writes of digest': [counted.ticks.digest.writes, ticks.digest.writes],
    'reads of sweep': [counted.ticks.sweep.reads, ticks.sweep.reads],
    'writes of sweep': [counted.ticks.sweep.writes, ticks.sweep.writes],
  };
  for (const [name, [told, found]] of Object.entries(pairs)) {
    const isNear = Math.abs(told - found) <= Math.max(0.5, found * shareMax);
    assert.ok(isNear, `${name}: ${told} in functions/mail/doctor/cost-counts.ts, ${found} counted`);
  }
});
