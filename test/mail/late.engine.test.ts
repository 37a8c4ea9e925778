import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Edition } from '../../functions/edition/edition.ts';
import { newEdition } from '../../functions/edition/plan/plan.ts';
import { findLate, type Late, type OpenWork } from '../../functions/mail/late.ts';
import { pauseSending, resumeSending } from '../../functions/mail/pace.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { newPending } from '../../functions/subscriber/moves.ts';
import type { Confirmation, Subscriber } from '../../functions/subscriber/subscriber.ts';
import { testCloud } from '../support/cloud.ts';
import { addItems, addReader, atSeven, item, setUpNewsletter } from '../support/newsletter.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const now = Date.UTC(2026, 0, 5, 12);
const ago = (minutes: number) => now - minutes * minuteMs;

const nothing: OpenWork = {
  polledAt: ago(5),
  segments: [],
  editions: [],
  confirmations: [],
  paused: undefined,
  halted: undefined,
};

const segment = { id: 's', newsletterId: 'paper', schedule: atSeven, sections: 'all' } as const;
const edition = (minutes: number, changes: Partial<Edition> = {}): Edition => ({
  ...newEdition(segment, ago(minutes)),
  id: `e${minutes}`,
  state: 'sending',
  ...changes,
});

function pending(minutes: number, changes: Partial<Confirmation> = {}): Subscriber {
  const request = { schedule: atSeven, sections: 'all', at: ago(minutes) } as const;
  const asked = newPending(
    { id: 'r1', newsletterId: 'paper', address: 'r@x.example', addressKey: 'k' },
    { ...request, wordsVersion: '1', from: 'form' },
    'c1',
  );
  const confirmation: Confirmation = { id: 'c1', state: 'queued', at: ago(minutes), attempt: 0 };
  return { ...asked, confirmation: { ...confirmation, ...changes } };
}

const byOwner = { at: ago(600), by: 'owner', reason: 'A pause.' } as const;
const byBounces = { at: ago(600), by: 'bounces', reason: '12 bounces.' } as const;

const cases: readonly [name: string, work: Partial<OpenWork>, late: readonly Late['what'][]][] = [
  ['nothing is open', {}, []],
  ['before the first poll', { polledAt: undefined }, []],
  ['polled 45 minutes ago', { polledAt: ago(45) }, []],
  ['not polled for longer', { polledAt: ago(46) }, ['polling']],
  ['a segment due 20 minutes ago', { segments: [{ id: 's', dueAt: ago(20) }] }, []],
  ['a segment due longer ago', { segments: [{ id: 's', dueAt: ago(21) }] }, ['planning']],
  ['a segment that was moved on', { segments: [{ id: 's' }] }, []],
  ['an edition three hours after its time', { editions: [edition(180)] }, []],
  ['an edition later than that', { editions: [edition(181)] }, ['edition']],
  ['one still in planning', { editions: [edition(181, { state: 'planning' })] }, ['edition']],
  ['a held edition waits for the owner', { editions: [edition(900, { state: 'held' })] }, []],
  ['a done one', { editions: [edition(900, { state: 'done' })] }, []],
  [
    'one released two hours ago',
    { editions: [edition(900, { released: true, releasedAt: ago(120) })] },
    [],
  ],
  [
    'one released long ago',
    { editions: [edition(900, { released: true, releasedAt: ago(181) })] },
    ['edition'],
  ],
  ['a confirmation of an hour ago', { confirmations: [pending(60)] }, []],
  ['an older confirmation', { confirmations: [pending(61)] }, ['confirmation']],
  ['a mailed one', { confirmations: [pending(61, { state: 'submitted' })] }, []],
  [
    'the owner paused',
    { editions: [edition(900)], confirmations: [pending(900)], paused: byOwner },
    [],
  ],
  ['bounces paused', { editions: [edition(900)], paused: byBounces }, ['edition']],
  ['SES takes no mail for 20 minutes', { halted: { since: ago(20), until: ago(-10) } }, []],
  ['SES takes none for longer', { halted: { since: ago(21), until: ago(-10) } }, ['sending']],
  ['nobody has tried for a while', { halted: { since: ago(90), until: ago(20) } }, []],
  [
    'SES takes none while the owner pauses',
    { halted: { since: ago(90), until: ago(-10) }, paused: byOwner },
    [],
  ],
  ['the owner paused, and polling stopped', { polledAt: ago(90), paused: byOwner }, ['polling']],
];

for (const [name, work, late] of cases) {
  test(`late: ${name}: ${late.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(
      findLate(now, { ...nothing, ...work }).map(({ what }) => what),
      late,
    );
  });
}

test('however many are late, it is one line with the oldest first', () => {
  const editions = Array.from({ length: 9 }, (_, n) => edition(200 + n));
  assert.deepEqual(findLate(now, { ...nothing, editions }), [
    {
      what: 'edition',
      count: 9,
      since: new Date(ago(208)).toISOString(),
      ids: ['e208', 'e207', 'e206', 'e205', 'e204'],
    },
  ]);
});

test('sweep says that an edition is late, though not while the owner has paused sending', async (t) => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const cloud = await testCloud(t, { settings: { maxSendRate: 500, max24HourSend: 0 }, write });
  const saidLate = () => lines.filter((line) => line.includes('"event":"late"')).length;
  await setUpNewsletter(cloud.table);
  const joined = cloud.clock.now();
  await addReader(cloud.table, joined);
  const seven = joined - (joined % dayMs) + 2 * dayMs + 7 * 60 * minuteMs;
  await cloud.advance(seven - 20 * minuteMs);
  await addItems(cloud.table, item(seven - 10 * minuteMs));
  lines.length = 0;
  await cloud.advance(seven + 180 * minuteMs);
  assert.equal(saidLate(), 0);
  await cloud.advance(seven + 190 * minuteMs);
  assert.ok(saidLate() >= 1);
  assert.match(lines.findLast((line) => line.includes('"event":"late"')) ?? '', /"what":"edition"/);

  const pace = paceStore(cloud.table);
  await pauseSending({ at: cloud.clock.now(), by: 'owner', reason: 'A pause.' }, pace);
  lines.length = 0;
  await cloud.advance(seven + 210 * minuteMs);
  assert.equal(saidLate(), 0);
  await resumeSending(pace);
  await cloud.advance(seven + 220 * minuteMs);
  assert.ok(saidLate() >= 1);
});
