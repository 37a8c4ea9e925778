/**
 * Pages in another language hold no English sentence of ours: every page of the desk with much upon
 * it, and what forms answer that were filled in wrongly.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Outcome } from '../../../functions/edition/batch.ts';
import { haltForTrouble } from '../../../functions/mail/halt.ts';
import { pathOf } from '../../../functions/site/desk/desk.ts';
import { deskRoutes } from '../../../functions/site/desk/routes.ts';
import { batchStore } from '../../../functions/store/batches.ts';
import { callStore } from '../../../functions/store/calls.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { gateRows } from '../../../functions/store/gate.ts';
import { heldEditions } from '../../../functions/store/held-editions.ts';
import { hookStore } from '../../../functions/store/hooks.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { readerCountStore } from '../../../functions/store/readers.ts';
import { keepTrace } from '../../../functions/store/traces.ts';
import noted from '../../../templates/words/desk/en/noted.json' with { type: 'json' };
import {
  addItems,
  addReader,
  feed,
  item,
  newEdition,
  newsletter,
} from '../../support/newsletter.ts';
import { type DeskVisitor, deskOn, monday } from './stage.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'templates', 'words', 'desk');
const hourMs = 3_600_000;
const tongues = ['de', 'ar', 'zh-Hans'] as const;

const paper = newsletter({
  ...{ name: 'Kai', postalAddress: 'Kai 1', sender: { name: 'Kai', address: 'a@kai.example' } },
  sending: { mode: 'veto', lastCallMinutes: 60 },
  privacy: { contact: 'Kai' },
  appliedAt: monday - hourMs,
});

/** Words of nobody of ours. */
const theirs = 'Ablehnung-454';

/** Every sentence that a room may have noted, with a value in each place. */
const notedSentences = Object.entries(noted)
  // The name of a command is the same in every language.
  .filter(([name]) => name !== 'closedFirst')
  .map(([, text]) => text)
  .map((text) => text.replace(/\{n\}/g, '17').replace(/\{\w\}/g, 'wert'))
  .filter((text) => text.split(' ').length > 3);

/** A newsletter to which about everything has happened. */
async function busyDesk(t: TestContext) {
  const desk = await deskOn(t, [paper, newsletter({ id: 'zu', name: 'Zu', closedAt: monday })]);
  const { table, clock } = desk;
  const now = () => clock.at;
  const feeds = feedStore(table);
  for (const [n, lastError] of notedSentences.entries()) {
    const own = { id: `f${n}`, url: `https://f${n}.example/`, title: `F${n}`, sectionId: 'news' };
    const state = n % 9 === 0 ? 'stopped' : 'active';
    const failing = {
      failures: 1 + (n % 3),
      failingSince: monday - hourMs,
      lastError,
      state,
    } as const;
    await feeds.create(feed({ ...own, ...failing }), `60#${n}`);
  }
  await feeds.create(
    feed({
      id: 'one',
      title: 'Eins',
      gateAt: monday,
      filters: [{ does: 'drop', by: 'words', value: 'x' }],
    }),
    '60#1',
  );
  const gate = gateRows(table, table, now);
  const at = (key: string) => item(monday - hourMs, { key, feedId: 'one', title: `T-${key}` });
  for (const why of ['approval', 'settling', 'surge'] as const) {
    await gate.hold({ item: at(why), identityKeys: [why], why: [why] });
  }
  const out = [
    ...(['filter', 'dropped', 'skipped', 'notDecided'] as const).map((rule) => ({
      rule,
      reason: 'Dropped by the owner.',
    })),
    { rule: 'filter', reason: 'not meant by keep words “x”' },
    { rule: 'filter', reason: 'not meant by any of 3 filters that keep' },
  ] as const;
  for (const [n, { rule, reason }] of out.entries()) {
    const key = `out${n}`;
    await gate.hold({ item: at(key), identityKeys: [key], why: ['approval'] });
    await gate.exclude(at(key), { rule, reason, at: monday });
  }
  await addItems(table, at('gone'));
  const reader = await addReader(table, monday - 2 * hourMs, { address: 'a@leser.example' });
  const editions = editionStore(table, now);
  await editions.start(newEdition(monday - hourMs, { id: 'held' }));
  const held = await editions.load('held');
  assert.ok(held);
  await heldEditions(table, now).hold(held, [{ level: 'error', check: 'surge', count: 120 }]);
  const going = newEdition(monday - 2 * hourMs, { id: 'going', state: 'sending', readers: 5 });
  await editions.start(going);
  const batches = batchStore(table, now);
  const refusals = notedSentences.slice(0, 40);
  const readers = [reader.id, ...refusals.map((_, n) => `r${n}`)];
  await batches.add(going, { id: 'b', contentKey: 'c', from: 0, cutoff: going.cutoff, readers });
  const batch = await batches.load({ editionId: 'going', batchId: 'b' });
  assert.ok(batch);
  const refused = refusals.map((reason, n): [string, Outcome] => [
    `r${n}`,
    { kind: 'refused', reason, at: monday, kept: true },
  ]);
  const outcomes = {
    ...Object.fromEntries(refused),
    [reader.id]: { kind: 'submitted', messageId: 'm', at: monday },
  } as const;
  await batches.record(batch, { outcomes, stragglers: [] });
  await keepTrace(
    table,
    reader.id,
    { messageId: 'm', report: { kind: 'bounced', reason: theirs, recipients: [] } } as never,
    monday,
  );
  const times = {
    scheduledAt: monday + hourMs,
    cutoff: monday,
    calledAt: monday,
    goesAt: monday + hourMs,
  };
  await callStore(table, now).open({ newsletterId: 'paper', ...times, state: 'waiting' });
  const hook = {
    id: 'hook',
    url: 'https://hook.example/',
    events: ['reader.left'],
    createdAt: monday,
  } as const;
  await hookStore(table).add('paper', hook);
  await hookStore(table).noteFailure(
    { newsletterId: 'paper', id: 'hook' },
    { at: monday, reason: 'It answered 500.' },
  );
  await readerCountStore(table).countDue(monday);
  await haltForTrouble('The daily quota of the account is used up.', { ...paceStore(table), now });
  await desk.deps.sending.pause(monday, 'at the desk, by the owner.');
  return { ...desk, reader };
}

/** Does a little of everything, so that the log tells of it. */
async function act(owner: DeskVisitor): Promise<string> {
  const post = (path: string, fields: Record<string, string> = {}) =>
    owner.post(`/desk/n/paper${path}`, fields);
  await post('/today/stop', { due: String(monday + hourMs) });
  await post('/today/go', { due: String(monday + hourMs) });
  await post('/e/held/release');
  await post('/f/one/printing', { section: 'news', title: 'Zwei', text: 'always' });
  await post('/feeds/gate', { settle: '15', approval: '24h-drop' });
  await post('/f/f3/remove', { sure: 'yes' });
  await post('/today/gate', { feed: 'one', word: 'drop', upTo: String(monday) });
  await post('/readers/default/look');
  await post('/settings/end/close');
  await post('/settings/end/reopen');
  await owner.post('/desk/sending/resume');
  await owner.post('/desk/sending/pause');
  const imported = await post('/imports', { paste: 'email\nb@leser.example\n' });
  return imported.headers.get('location') ?? '';
}

/** The texts of a page; what is quoted, typed or meant for a machine is not ours. */
function textsOf(page: string): string[] {
  return page
    .replace(/<(script|style|code|pre|textarea|q|iframe|title)\b[^>]*>.*?<\/\1>/gs, ' ')
    .replace(/<(\w+)[^>]*dir="ltr"[^>]*>.*?<\/\1>/gs, ' ')
    .replace(/<(?:option|datalist)\b[^>]*>[^<]*/g, ' ')
    .split(/<[^>]*>/)
    .map((text) =>
      text
        .replace(/[\u2066-\u2069]/g, '')
        .replace(/&[a-z]+;|&#\d+;/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((text) => text !== '');
}

type Words = string | { readonly [name: string]: Words };
const flat = (words: Words): string[] =>
  typeof words === 'string' ? [words] : Object.values(words).flatMap(flat);
const wordsOf = (tongue: string) =>
  readdirSync(join(folder, tongue)).flatMap((file) =>
    flat(JSON.parse(readFileSync(join(folder, tongue, file), 'utf8'))),
  );

/** Parts of English sentences that are long enough to be told from names. */
const english = [...new Set(wordsOf('en').flatMap((text) => text.split(/\{\w+\}/)))]
  .map((part) => part.trim())
  .filter((part) => (part.match(/\p{L}{2,}/gu) ?? []).length >= 4);

/** Four words in Latin letters, one behind the other. */
const latin = /(?:[A-Za-z][A-Za-z’']+[,;:.]? ){3,}[A-Za-z’']{2,}/;

function englishIn(page: string, tongue: (typeof tongues)[number]): string[] {
  const own = wordsOf(tongue).join('\n');
  return textsOf(page).filter((text) => {
    const isOurs = english.some((part) => text.includes(part) && !own.includes(part));
    return (
      isOurs || (tongue !== 'de' && latin.test(text) && !own.includes(latin.exec(text)?.[0] ?? ''))
    );
  });
}

test('what is looked for is found', () => {
  assert.equal(englishIn('<p>Its server broke off the connection.</p>', 'de').length, 1);
  assert.equal(englishIn('<td>what nobody has words for</td>', 'ar').length, 1);
  assert.deepEqual(englishIn('<q>Its server broke off the connection.</q><p>Kai 1</p>', 'de'), []);
});

test('a page has one kind of digits, and one calendar, whatever region asks', async (t) => {
  const desk = await busyDesk(t);
  const owner = await desk.signedIn('owner');
  await act(owner);
  const paths = [
    '',
    '/next',
    '/feeds',
    '/items',
    '/growth',
    '/editions',
    '/e/going',
    '/log',
    '/forecast',
  ];
  const all = [
    ...paths,
    '/readers',
    `/r/${desk.reader.id}`,
    '/settings',
    '/settings/schedule',
    '/imports',
  ];
  for (const tag of [
    'ar',
    'ar-EG',
    'ar-SA',
    'ar-u-nu-arab',
    'zh-Hans-u-nu-hanidec',
    'de-u-ca-buddhist',
  ]) {
    for (const path of all) {
      const answer = await owner.get(`/desk/n/paper${path}`, { 'accept-language': tag });
      const text = textsOf(await answer.text()).join('\n');
      assert.doesNotMatch(text, /[٠-٩۰-۹〇]/, `${path} in ${tag}`);
    }
    const page = await (await owner.get('/desk/n/paper', { 'accept-language': tag })).text();
    assert.match(page, /2026/, tag);
    assert.match(page, new RegExp(`<html lang="${tag}"`));
  }
});

test('no page in German, Arabic or Chinese holds an English sentence of ours', async (t) => {
  const desk = await busyDesk(t);
  const owner = await desk.signedIn('owner');
  const imported = await act(owner);
  const places: Readonly<Record<string, string>> = {
    ...{ ':id': 'paper', ':edition': 'going', ':feed': 'one', ':section': 'news' },
    ...{ ':reader': desk.reader.id, ':import': imported.split('/').at(-1) ?? '' },
  };
  const concrete = (path: string) =>
    path.replace(/:[a-z]+/g, (name) => places[name] ?? (name === ':part' ? 'about' : name));
  const paths = deskRoutes
    .filter(({ method, path }) => method === 'get' && !/\/preview$|\/opml$|\/find$/.test(path))
    .map((route) => concrete(pathOf(route)));
  const more = [
    ...['sections', 'look', 'schedule', 'editions', 'places', 'privacy'].map(
      (part) => `/settings/${part}`,
    ),
    ...['/e/held', '/items?view=kept', '/items?view=out', '/items?view=taken', '/growth?days=90'],
    ...[0, 1, 2, 3, 4, 5].map((page) => `/feeds?page=${page}`),
    ...notedSentences.map((_, n) => `/f/f${n}`),
  ].map((path) => `/desk/n/paper${path}`);
  for (const tongue of tongues) {
    const headers = { 'accept-language': tongue };
    const left: string[] = [];
    const look = async (path: string, answer: Promise<Response>) => {
      const { status, page } = await answer.then(async (one) => ({
        status: one.status,
        page: await one.text(),
      }));
      assert.ok(status < 500, `${path}: ${status}`);
      left.push(...englishIn(page, tongue).map((text) => `${path}: ${text.slice(0, 160)}`));
    };
    for (const path of [...paths, ...more]) await look(path, owner.get(path, headers));
    const wrong: readonly (readonly [string, Record<string, string>])[] = [
      ['/settings/about/plan', { name: '', zone: 'Mond', language: 'xx-1-y' }],
      [
        '/settings/look/plan',
        { 'theme.light.text': '#eeeeee', 'theme.light.background': '#ffffff' },
      ],
      ['/settings/editions/plan', { itemsMax: '900', excerptChars: 'x' }],
      ['/settings/places/plan', { embedOrigins: 'ftp://x' }],
      ['/settings/privacy/plan', { 'privacy.url': 'x' }],
      ['/feeds/look', { paste: 'http://10.0.0.1/' }],
      ['/feeds/look', { paste: 'https://a:b@c.example/' }],
      ['/hooks', { url: 'http://10.0.0.1/', event: 'reader.left' }],
      ['/f/one/filters/try', { does: 'keep', by: 'words', value: 'nichts' }],
      ['/imports', { paste: 'farbe\nrot\n' }],
      ['/readers/add', { address: 'x' }],
    ];
    for (const [path, fields] of wrong) {
      await look(path, owner.post(`/desk/n/paper${path}`, fields, headers));
    }
    await look('/desk/new', owner.post('/desk/new', { name: 'x', zone: 'Mond' }, headers));
    assert.deepEqual([...new Set(left)], [], tongue);
  }
  assert.deepEqual(desk.errors, []);
});
