import assert from 'node:assert/strict';
import { test } from 'node:test';
import { haltSending } from '../../functions/mail/halt.ts';
import { type Lane, leaseSends, type PaceDeps, take } from '../../functions/mail/pace.ts';
import type { Pace } from '../../functions/mail/pace-book.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { testTable } from '../support/table.ts';

const quota = { maxPerSecond: 20, max24Hour: 1_000, sentLast24Hours: 0 };
const pace: Pace = {
  version: 1,
  quota,
  quotaReadAt: 0,
  takenSince: 0,
  nextAt: 0,
  nextConfirmationAt: 0,
};

test('a lease is about a second’s worth, a little below the rate of the account', () => {
  const { lease, next } = take(pace, 'edition', 500, 10_000);
  assert.ok(lease.kind === 'granted');
  assert.equal(lease.count, 19);
  assert.equal(lease.firstAt, 10_000);
  assert.ok(Math.abs(next.nextAt - 11_000) < 1);
});

test('two senders share the rate: the second begins where the first ends', () => {
  const first = take(pace, 'edition', 500, 10_000);
  const second = take(first.next, 'edition', 500, 10_000);
  assert.ok(first.lease.kind === 'granted' && second.lease.kind === 'granted');
  assert.ok(second.lease.firstAt >= first.lease.firstAt + first.lease.count * first.lease.gapMs);
});

test('a letter goes at once while editions are queued up far ahead', () => {
  const { lease, next } = take({ ...pace, nextAt: 60_000 }, 'letter', 1, 10_000);
  assert.ok(lease.kind === 'granted');
  assert.equal(lease.firstAt, 10_000);
  assert.ok(next.nextAt > 60_000, 'editions give way');
});

const headroom: [name: string, lane: Lane, sent: number, kind: 'granted' | 'parked'][] = [
  ['editions leave the last of the day to letters', 'edition', 985, 'parked'],
  ['letters use them', 'letter', 985, 'granted'],
  ['when nothing is left, nobody sends', 'letter', 1_000, 'parked'],
];
for (const [name, lane, sentLast24Hours, kind] of headroom) {
  test(`daily quota: ${name}`, () => {
    const used = { ...pace, quota: { ...quota, sentLast24Hours } };
    assert.equal(take(used, lane, 1, 10_000).lease.kind, kind);
  });
}

test('an account without a daily limit is never parked for it', () => {
  const unlimited = { ...pace, quota: { ...quota, max24Hour: -1, sentLast24Hours: 10_000_000 } };
  assert.equal(take(unlimited, 'edition', 50, 0).lease.kind, 'granted');
});

test('a pause parks everybody but notices to the owner', () => {
  const paused = { ...pace, paused: { at: 0, by: 'owner', reason: 'holiday' } } as const;
  const kinds = (['edition', 'letter', 'notice'] as const).map(
    (lane) => take(paused, lane, 1, 10_000).lease.kind,
  );
  assert.deepEqual(kinds, ['parked', 'parked', 'granted']);
});

test('a warm-up begins small, doubles each day and ends by itself', () => {
  const day = 24 * 3_600_000;
  const room = (days: number, sentLast24Hours: number) =>
    take(
      {
        ...pace,
        quota: { ...quota, max24Hour: -1, sentLast24Hours },
        warmUp: { from: 0, firstDay: 100 },
      },
      'edition',
      1,
      days * day,
    ).lease.kind;
  assert.equal(room(0, 80), 'granted');
  assert.equal(room(0, 95), 'parked');
  assert.equal(room(1, 95), 'granted');
  assert.equal(room(3, 790), 'parked');
  assert.equal(room(15, 10_000_000), 'granted');
});

test('a warm-up holds letters too, keeps a share of its day for them, and lets notices pass', () => {
  const kindOf = (lane: Lane, sentLast24Hours: number) =>
    take(
      {
        ...pace,
        quota: { ...quota, max24Hour: 50_000, sentLast24Hours },
        warmUp: { from: 0, firstDay: 500 },
      },
      lane,
      1,
      10_000,
    ).lease.kind;
  assert.deepEqual([kindOf('edition', 449), kindOf('edition', 450)], ['granted', 'parked']);
  assert.deepEqual([kindOf('letter', 450), kindOf('letter', 500)], ['granted', 'parked']);
  assert.deepEqual([kindOf('letter', 10_000), kindOf('notice', 10_000)], ['parked', 'granted']);
});

test('senders at the same instant never get the same stretch, and a halt parks them all', async (t) => {
  const store = paceStore(await testTable(t));
  let asked = 0;
  const deps: PaceDeps = {
    ...store,
    quota: async () => {
      asked += 1;
      return quota;
    },
    halt: async () => 0,
    now: () => 1_000_000,
    sleep: async () => {},
  };
  const leases = await Promise.all(
    Array.from({ length: 6 }, () => leaseSends('edition', 10, deps)),
  );
  const starts = leases.map((lease) => (lease.kind === 'granted' ? Math.round(lease.firstAt) : -1));
  assert.equal(new Set(starts).size, 6, starts.join(' '));
  assert.ok(asked <= 6 && asked >= 1);
  const until = await haltSending('The account is paused.', deps);
  const parked = await leaseSends('letter', 1, deps);
  assert.deepEqual(parked, { kind: 'parked', until, reason: 'The account is paused.' });
});

test('when SES does not say what may be sent, nothing is', async (t) => {
  const store = paceStore(await testTable(t));
  const lease = await leaseSends('edition', 1, {
    ...store,
    quota: async () => undefined,
    halt: async () => 0,
    now: () => 0,
    sleep: async () => {},
  });
  assert.equal(lease.kind, 'parked');
});

test('a clock that is set back by a day holds no mail for a day', async (t) => {
  const store = paceStore(await testTable(t));
  let now = 86_400_000 * 2;
  const deps: PaceDeps = {
    ...store,
    quota: async () => quota,
    halt: async () => 0,
    now: () => now,
    sleep: async () => {},
  };
  for (let n = 0; n < 3; n++) await leaseSends('edition', 10, deps);
  await haltSending('The relay does not answer.', deps);
  now -= 86_400_000;
  const begins = [];
  for (const lane of ['edition', 'letter', 'edition'] as const) {
    const lease = await leaseSends(lane, 10, deps);
    begins.push(lease.kind === 'granted' && Math.round(lease.firstAt - now));
  }
  assert.deepEqual(begins, [0, 0, 1053], 'at once, and one stretch after the other');
});
