/** How far what SES reports is heeded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUnanswered } from '../../functions/mail/claim.ts';
import { eventTickStore } from '../../functions/store/event-tick.ts';
import { testTable } from '../support/table.ts';

const minuteMs = 60_000;
const at = Date.UTC(2026, 2, 2, 7);

test('a mark counts when what a dead worker had can have come back, and others do not put it off', async (t) => {
  const table = await testTable(t);
  let now = at;
  const { heard, heeded } = eventTickStore(table, () => now);
  const after = async (minutes: number) => {
    now = at + minutes * minuteMs;
    return ((await heeded()) ?? Number.NaN) - at;
  };
  assert.equal(await heeded(), undefined);
  await heard(at);
  assert.equal(await heeded(), undefined, 'it was heard just now');
  now += 5 * minuteMs;
  await heard(now);
  assert.equal(await after(14), Number.NaN);
  assert.equal(await after(15), 0);
  await heard(now);
  assert.equal(await after(16), 0, 'the one before stays certain');
  await heard(at + 3 * minuteMs);
  assert.equal(await after(30), 15 * minuteMs);
  await heard(at + 2 * minuteMs);
  assert.equal(await after(50), 15 * minuteMs, 'an earlier mark that comes late changes nothing');
});

test('nobody is called unanswered while events from after the claim may wait', () => {
  assert.equal(isUnanswered(at, undefined), false);
  assert.equal(isUnanswered(at, at), false);
  assert.equal(isUnanswered(at, at + 6 * minuteMs - 1), false);
  assert.equal(isUnanswered(at, at + 6 * minuteMs), true);
});
