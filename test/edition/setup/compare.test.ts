/** How a file and what stands are compared: which feed is which, what goes, and how it is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Newsletter } from '../../../functions/edition/newsletter.ts';
import { weigh } from '../../../functions/edition/setup/effects.ts';
import { prepare } from '../../../functions/edition/setup/prepare.ts';
import { factsOf, type Standing, writtenOf } from '../../../functions/edition/setup/standing.ts';
import { readWanted } from '../../../functions/edition/setup/wanted.ts';
import { clashSentence } from '../../../functions/edition/setup/words.ts';
import type { Feed } from '../../../functions/feed/feed.ts';
import { feedIdOf } from '../../../functions/feed/new-feed.ts';
import { feed, newsletter } from '../../support/newsletter.ts';

const gate = { filters: new Map() };
const file = { version: 1, id: 'paper' };

function stands(feeds: readonly Feed[], changes: Partial<Newsletter> = {}) {
  return { newsletter: newsletter(changes), gate, feeds } satisfies Standing;
}

function planned(
  value: object,
  standing: Standing,
  options: { prunes?: boolean; domain?: string } = {},
) {
  const reading = readWanted(value, []);
  assert.ok(reading.kind === 'wanted', JSON.stringify(reading));
  const { prunes = false, domain } = options;
  return prepare(
    { wanted: reading.wanted, standing, pulled: undefined, prunes },
    { domain, now: 1 },
  );
}

function planOf(...args: Parameters<typeof planned>) {
  const planning = planned(...args);
  assert.ok(planning.kind === 'plan', JSON.stringify(planning));
  return planning.plan;
}

const listing = (...urls: string[]) => ({
  ...file,
  sections: [{ id: 'news', feeds: urls.map((url) => ({ url })) }],
});
const keysOf = (...args: Parameters<typeof planned>) =>
  planOf(...args).changes.map(({ key }) => key);

test('a feed that moved is known by its first address and by its present one', () => {
  const first = 'https://old.example/feed';
  const moved = feed({ id: feedIdOf(first), url: 'https://new.example/feed' });
  for (const urls of [[first], [moved.url], [first, moved.url], ['http://www.new.example/feed/']]) {
    assert.deepEqual(keysOf(listing(...urls), stands([moved])), [], urls.join());
  }
});

test('two addresses that read alike are two feeds where both are there', () => {
  const two = ['http://a.example/feed', 'https://a.example/feed'].map((url) =>
    feed({ id: feedIdOf(url), url }),
  );
  const standing = stands(two);
  assert.deepEqual(keysOf(writtenOf(standing), standing), []);
});

test('a feed that is not listed is stopped, but not where nothing is said of its section', () => {
  const one = feed({ url: 'https://a.example/' });
  const stop = [`feeds.${one.id}.state`];
  assert.deepEqual(keysOf(listing(), stands([one])), stop);
  assert.deepEqual(keysOf({ ...file, sections: [{ id: 'town', name: 'Town' }] }, stands([one])), [
    'sections.town',
    'sections',
    ...stop,
  ]);
  assert.deepEqual(keysOf({ ...file, sections: [{ id: 'news' }] }, stands([one])), []);
  assert.deepEqual(keysOf(file, stands([one])), []);
  assert.deepEqual(keysOf(listing(), stands([one]), { prunes: true }), [`feeds.${one.id}`]);
});

test('a section that holds an archive stays, also when it is pruned', () => {
  const sections = [
    { id: 'news', name: 'News' },
    { id: 'old', name: 'Old' },
  ];
  const archive = feed({ id: 'archive', sectionId: 'old', url: 'archive:old' });
  const value = { ...file, sections: [{ id: 'news' }] };
  const plan = planOf(value, stands([archive], { sections }), { prunes: true });
  assert.deepEqual([plan.changes, plan.staying], [[], ['old']]);
  assert.deepEqual(keysOf(value, stands([], { sections }), { prunes: true }), ['sections.old']);
});

test('a closed newsletter, and a sender that the stack does not send from, are refused at their place', () => {
  const closed = planned({ ...file, name: 'X' }, stands([], { closedAt: 1 }));
  assert.match(
    JSON.stringify(closed),
    /"path":\["id"\],"message":"The Test Paper is closed\. Open it first/,
  );
  const foreign = planned(file, stands([]), { domain: 'other.example' });
  assert.match(
    JSON.stringify(foreign),
    /"path":\["sender","address"\],"message":"The sender address must be at other/,
  );
});

test('a new newsletter needs what a newsletter needs, and gets the rest', () => {
  const none = { newsletter: undefined, gate, feeds: [] };
  const bare = planned({ ...file, name: 'X', sections: [{ id: 'a', name: 'A' }] }, none);
  assert.ok(bare.kind === 'wrong');
  assert.deepEqual(bare.mistakes.map(({ path }) => path.join('.')).sort(), [
    'postalAddress',
    'sender',
    'zone',
  ]);
  const plan = planOf(
    {
      ...file,
      name: 'X',
      zone: 'UTC',
      postalAddress: '1 Quay',
      sender: { address: 'x@x.example' },
      sections: [{ id: 'a', name: 'A' }],
    },
    none,
  );
  assert.deepEqual(
    [plan.next.sender.name, plan.next.itemsMax, plan.next.defaultSchedule.cadence],
    ['X', 40, 'daily'],
  );
});

test('whom a change reaches is counted among those whom it does', async () => {
  const segment = {
    newsletterId: 'paper',
    joinedAt: 0,
    schedule: { cadence: 'daily', hour: 7, zone: 'UTC' },
  } as const;
  const sizes: Readonly<Record<string, number>> = { all: 1_200, town: 30, weekly: 4 };
  const sections = [
    { id: 'news', name: 'News' },
    { id: 'town', name: 'Town' },
  ];
  const own = feed({
    id: 'own',
    url: 'https://a.example/',
    sectionId: 'town',
    title: 'A\u001b[2J',
  });
  const standing = stands([own], { sections });
  const value = {
    ...file,
    name: 'Y',
    cadences: ['daily', 'instant'],
    privacy: { contact: 'me' },
    gate: { settle: 15 },
    sections: [{ id: 'news', feeds: [{ url: 'https://b.example/' }] }],
  };
  const plan = planOf(value, standing, { prunes: true });
  const weighed = await weigh(plan, {
    segments: async () => [
      { ...segment, id: 'all', sections: 'all' },
      { ...segment, id: 'town', sections: ['town'] },
      {
        ...segment,
        id: 'weekly',
        sections: ['news'],
        schedule: { cadence: 'weekly', weekday: 1, hour: 7, zone: 'UTC' },
      },
    ],
    readersIn: async (ids) => ids.reduce((sum, id) => sum + (sizes[id] ?? 0), 0),
    waiting: async () => 3,
  });
  assert.deepEqual(
    weighed.map(({ sign, sentence, effect: { text } }) => `${sign} ${sentence}. ${text}`),
    [
      '~ name: “The Test Paper” → “Y”. 1,234 readers: in editions that are planned from now on.',
      '~ cadences: “instant”, “daily”, “weekly” → “daily”, “instant”. 4 readers have a cadence that is no longer offered, and may keep it.',
      '~ privacy contact: nothing said → “me”. It shows on the site.',
      '~ gate settle: nothing said → “15”. 3 waiting items are judged anew.',
      '- section Town goes. 30 readers had chosen nothing else: no edition until they choose a section again.',
      '+ feed https://b.example/ is read from now on, in section News. 1,204 readers of that section. What it shows now is not mailed.',
      '- feed A[2J is taken away. What it brought goes into no edition from now on: 3 waiting items are left out, too.',
    ],
  );
});

test('a clash says what was pulled, what is, and what the file says', () => {
  const before = stands([feed({ url: 'https://a.example/', title: 'A' })]);
  const reading = readWanted({ ...listing('https://a.example/'), name: 'File' }, []);
  assert.ok(reading.kind === 'wanted');
  const standing = stands([feed({ url: 'https://a.example/', title: 'A', state: 'stopped' })], {
    name: 'Desk',
  });
  const comparing = { wanted: reading.wanted, standing, pulled: factsOf(before), prunes: false };
  const planning = prepare(comparing, { domain: undefined, now: 1 });
  assert.ok(planning.kind === 'plan');
  assert.deepEqual(
    planning.plan.clashes.map((clash) => clashSentence(clash, standing)),
    [
      'name: it was “The Test Paper” when pulled and is “Desk” now; the file says “File”',
      'feed A, state: it was “active” when pulled and is “stopped” now; the file says “active”',
    ],
  );
});
