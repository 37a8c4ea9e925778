/** The owner's marks on the real table: what they do, to whom, and how they are recorded. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { activeAt, type Mark } from '../../functions/edition/mark.ts';
import { openComposer } from '../../functions/edition/plan/compose.ts';
import { findItem } from '../../functions/edition/plan/find-item.ts';
import { markItem, takeBack } from '../../functions/edition/plan/mark-items.ts';
import { openMarksOf } from '../../functions/edition/plan/marks-of.ts';
import { addNote, addOwnItem } from '../../functions/edition/plan/own-words.ts';
import type { Item } from '../../functions/feed/item.ts';
import { contentStore } from '../../functions/store/contents.ts';
import { editionMaterial } from '../../functions/store/edition-material.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { itemStore } from '../../functions/store/items.ts';
import { markStore, storeOwnItem } from '../../functions/store/marks.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { addItems, feed, item, newEdition, newsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const at = Date.UTC(2026, 10, 22, 7);
const twoSections = newsletter({
  sections: [
    { id: 'news', name: 'News' },
    { id: 'sport', name: 'Sport' },
  ],
});

async function desk(t: TestContext) {
  const table = await testTable(t);
  let clock = at - 3 * hourMs;
  const now = () => clock;
  await newsletterStore(table).save(twoSections);
  await feedStore(table).create(feed({ state: 'stopped' }), '30#0');
  await feedStore(table).create(
    feed({ id: 'feed2', sectionId: 'sport', title: 'Feed Two', state: 'stopped' }),
    '30#0',
  );
  let ids = 0;
  const marks = markStore(table, now);
  const book = {
    ...marks,
    storeItem: (one: Item) => storeOwnItem(table, one),
    randomId: () => `mark${ids++}`,
    now,
  };
  /** The titles that readers of these sections get, and what was kept of the edition. */
  const edition = async (
    sections: 'all' | readonly string[] = 'all',
    more: { scheduledAt?: number; cutoff?: number; from?: number; language?: string } = {},
  ) => {
    const compose = openComposer('https://paper.example/', editionMaterial(table, now));
    const contentFor = await compose({
      newsletterId: 'paper',
      schedule: twoSections.defaultSchedule,
      sections,
      scheduledAt: at,
      cutoff: at - 5_000,
      from: at - dayMs,
      ...more,
      marks: activeAt(await marks.list('paper'), more.scheduledAt ?? at),
    });
    const composed = await contentFor();
    if (composed === undefined) return { titles: [], html: '', text: '', excluded: [] };
    const content = await contentStore(table, now).load(composed.key);
    const join = (pieces: readonly unknown[] = []) =>
      pieces.filter((piece) => typeof piece === 'string').join('');
    const html = join(content?.html);
    const titles = [...html.matchAll(/<h3[^>]*>\s*<(?:a|span)[^>]*>([^<]*)</g)].map(
      ([, title]) => title,
    );
    return { titles, html, text: join(content?.text), excluded: content?.excluded ?? [] };
  };
  const mark = (key: string, wish: Parameters<typeof markItem>[2], feedId = 'feed1') =>
    markItem(twoSections, { feedId, key, title: `Story ${key}` }, wish, book);
  const setClock = (instant: number) => {
    clock = instant;
  };
  return { table, book, marks, edition, mark, now, setClock };
}

test('an item is pinned, left out, moved, called otherwise; each can be taken back', async (t) => {
  const { table, book, edition, mark } = await desk(t);
  await addItems(table, ...['a', 'b', 'c'].map((key, n) => item(at - (n + 1) * hourMs, { key })));
  assert.deepEqual((await edition()).titles, ['Story a', 'Story b', 'Story c']);
  const pinned = await mark('c', { kind: 'pin' });
  assert.deepEqual((await edition()).titles, ['Story c', 'Story a', 'Story b']);
  await mark('b', { kind: 'leave-out' });
  const without = await edition();
  assert.deepEqual(without.titles, ['Story c', 'Story a']);
  const left = { feedId: 'feed1', key: 'b' };
  assert.deepEqual(without.excluded, [{ item: left, reason: 'left-out', as: left }]);
  await mark('a', { kind: 'move', sectionId: 'sport' });
  assert.deepEqual(
    (await edition(['sport'])).titles,
    ['Story a'],
    'it comes to who reads that section',
  );
  assert.deepEqual((await edition(['news'])).titles, ['Story c'], 'and to nobody else');
  await mark('a', { kind: 'retitle', title: 'Goal!', excerpt: 'In our words.' });
  const renamed = await edition(['sport']);
  assert.deepEqual(renamed.titles, ['Goal!']);
  assert.match(renamed.html, /In our words\./);
  assert.match(renamed.text, /In our words\./);
  assert.doesNotMatch(renamed.html, /What happened in a/);
  assert.equal(pinned.kind, 'marked');
  for (const one of await book.list('paper')) await takeBack('paper', one.id, book);
  assert.deepEqual((await edition()).titles, ['Story a', 'Story b', 'Story c'], 'as it was before');
});

test('a story that is left out is not told by another feed instead, whoever reads that', async (t) => {
  const { table, edition, mark } = await desk(t);
  const link = 'https://wire.example/flood';
  await addItems(
    table,
    item(at - 3 * hourMs, { key: 'x', link }),
    item(at - 2 * hourMs, { key: 'y', feedId: 'feed2', link }),
    item(at - hourMs, { key: 'z', feedId: 'feed2' }),
  );
  await mark('x', { kind: 'leave-out' });
  for (const sections of ['all', ['sport'], ['news']] as const) {
    const { titles } = await edition(sections);
    assert.ok(!titles.some((title) => /Story [xy]/.test(title ?? '')), String(sections));
  }
  assert.deepEqual((await edition(['sport'])).titles, ['Story z']);
});

test('a pinned item is printed beyond the limit; what a mark leaves is no edition', async (t) => {
  const { table, edition, mark } = await desk(t);
  await newsletterStore(table).save({ ...twoSections, itemsMax: 1 });
  await addItems(table, ...['a', 'b', 'c'].map((key, n) => item(at - (n + 1) * hourMs, { key })));
  await mark('c', { kind: 'pin' });
  await mark('b', { kind: 'pin' });
  assert.equal((await edition()).titles.length, 2);
  for (const key of ['a', 'b', 'c']) await mark(key, { kind: 'leave-out' });
  assert.deepEqual((await edition()).titles, []);
});

test('a mark acts on what is due in its time, and on nothing else', async (t) => {
  const { table, edition, mark } = await desk(t);
  await addItems(table, item(at - hourMs, { key: 'a' }), item(at - 2 * hourMs, { key: 'b' }));
  await mark('b', { kind: 'leave-out', from: at - hourMs, until: at });
  assert.deepEqual((await edition()).titles, ['Story a', 'Story b'], 'it is over when this is due');
  await mark('b', { kind: 'leave-out', from: at, until: at + 1 });
  assert.deepEqual((await edition()).titles, ['Story a']);
  assert.deepEqual((await edition('all', { scheduledAt: at + 1 })).titles, ['Story a', 'Story b']);
  const wrong = await mark('b', { kind: 'pin', from: at, until: at - 1 });
  assert.equal(wrong.kind, 'refused');
  assert.equal((await mark('b', { kind: 'move', sectionId: 'nowhere' })).kind, 'refused');
  assert.equal((await mark('b', { kind: 'retitle' })).kind, 'refused');
});

test('a note stands at the top in the reader’s language, and its markup is nobody’s', async (t) => {
  const { table, book, edition } = await desk(t);
  await addItems(table, item(at - hourMs, { key: 'a' }));
  const texts = {
    en: 'We **move** on [Friday](https://paper.example/move).\n\n<script>alert(1)</script> ![x](https://t.example/1.gif) [y](javascript:alert(1))',
    de: 'Wir *ziehen* um.',
  };
  await addNote(twoSections, { texts }, book);
  const english = await edition();
  assert.match(
    english.html,
    /<strong>move<\/strong> on <a[^>]*href="https:\/\/paper\.example\/move"/,
  );
  assert.doesNotMatch(english.html, /<script|javascript:|src="https:\/\/t\.example/);
  assert.match(english.text, /We move on Friday/);
  assert.ok(english.html.indexOf('We <strong>') < english.html.indexOf('>Story a</a>'));
  assert.match(
    (await edition('all', { language: 'de' })).html,
    /lang="de"[^>]*>\s*<p>Wir <em>ziehen/,
  );
  assert.match((await edition('all', { language: 'fr' })).html, /We <strong>move/);
  assert.equal((await addNote(twoSections, { texts: { 'no such': 'x' } }, book)).kind, 'refused');
  assert.equal((await addNote(twoSections, { texts: {} }, book)).kind, 'refused');
});

test('an item of the owner’s own comes to each reader once, and goes when it is taken back', async (t) => {
  const { book, edition, now, table } = await desk(t);
  const wish = {
    title: 'Come to the harbour',
    text: 'On *Sunday*, <b>at ten</b>.',
    link: 'https://paper.example/party',
    picture: 'https://paper.example/party.jpg',
    sectionId: 'sport',
  };
  const added = await addOwnItem(twoSections, wish, book);
  const { titles, html } = await edition();
  assert.deepEqual(titles, ['Come to the harbour']);
  assert.match(html, /On <em>Sunday<\/em>|On Sunday/);
  assert.match(html, /The Test Paper/, 'it comes from the newsletter itself');
  assert.deepEqual((await edition(['sport'])).titles, ['Come to the harbour']);
  assert.deepEqual((await edition(['news'])).titles, []);
  assert.deepEqual(
    (await edition('all', { from: now() })).titles,
    [],
    'who has got it gets it no more',
  );
  assert.equal(added.kind, 'marked');
  const found = await findItem('paper', 'come to the', { ...itemStore(table), now });
  assert.equal(found.kind, 'found');
  await takeBack('paper', added.kind === 'marked' ? added.mark.id : '', book);
  assert.deepEqual((await edition()).titles, []);
  const later = await addOwnItem(twoSections, { ...wish, from: at }, book);
  assert.equal(later.kind, 'marked');
  assert.deepEqual((await edition()).titles, [], 'it is not seen before its time');
  const next = { scheduledAt: at + dayMs, cutoff: at + dayMs, from: at - 5_000 };
  assert.deepEqual((await edition('all', next)).titles, ['Come to the harbour']);
  const bad = { ...wish, link: 'javascript:alert(1)', title: '' };
  assert.equal((await addOwnItem(twoSections, bad, book)).kind, 'refused');
});

test('an item of one’s own whose maker died is whole when its key is given again', async (t) => {
  const { book, edition } = await desk(t);
  const wish = { key: 'party', title: 'Come to the harbour', text: 'At ten.', sectionId: 'sport' };
  const dying = { ...book, storeItem: () => Promise.reject(new Error('died')) };
  await assert.rejects(addOwnItem(twoSections, wish, dying), /died/);
  assert.deepEqual((await edition()).titles, []);
  for (let n = 0; n < 2; n += 1) {
    assert.equal((await addOwnItem(twoSections, wish, book)).kind, 'marked');
  }
  assert.deepEqual((await edition()).titles, ['Come to the harbour']);
  assert.equal((await book.list('paper')).length, 1);
});

test('an item is found by its address, its title or its key, and never guessed', async (t) => {
  const { table, now } = await desk(t);
  await addItems(
    table,
    item(at - 6 * hourMs, { key: 'ferry-1' }),
    item(at - 5 * hourMs, { key: 'ferry-2' }),
  );
  const find = (name: string) => findItem('paper', name, { ...itemStore(table), now });
  for (const name of [
    'ferry-1',
    'feed1/ferry-1',
    'story FERRY-1',
    'https://feeds.example/ferry-1',
  ]) {
    const found = await find(name);
    assert.equal(found.kind === 'found' && found.item.key, 'ferry-1', name);
  }
  assert.equal((await find('ferry')).kind, 'several');
  assert.equal((await find('tram')).kind, 'none');
});

test('marks are as they are until a reader is frozen, and from then on as they were', async (t) => {
  const { table, book, marks, mark, now } = await desk(t);
  const editions = editionStore(table, now);
  const edition = newEdition(at);
  await editions.start(edition);
  const of = (one: typeof edition) => openMarksOf({ ...marks, now }).ofEdition(one);
  const kinds = (all: readonly Mark[]) => all.map(({ kind }) => kind).sort();
  assert.deepEqual(await of(edition), []);
  assert.equal((await editions.load('e1'))?.markIds, undefined, 'nothing is written without marks');
  await mark('a', { kind: 'pin' });
  assert.deepEqual(kinds(await of(edition)), ['pin']);
  await mark('a', { kind: 'leave-out' });
  assert.deepEqual(kinds(await of(edition)), ['leave-out', 'pin'], 'nobody was frozen');
  const kept = await editions.load('e1');
  assert.ok(kept);
  for (const one of await book.list('paper')) await takeBack('paper', one.id, book);
  assert.deepEqual(kinds(await of({ ...kept, batches: 1 })), ['leave-out', 'pin']);
  assert.deepEqual(
    kinds(await openMarksOf({ ...marks, now }).beside('paper', [{ ...kept, batches: 1 }], at)),
    ['leave-out', 'pin'],
  );
  assert.deepEqual(await openMarksOf({ ...marks, now }).beside('paper', [], at), []);
  assert.deepEqual(kinds(await marks.recorded('e1')), ['leave-out', 'pin']);
});

test('a mark made twice is one, and the table gives no more than what is to come', async (t) => {
  const { marks, mark, setClock } = await desk(t);
  await mark('a', { kind: 'pin' });
  await mark('a', { kind: 'pin', until: at + hourMs });
  const [only, ...more] = await marks.list('paper');
  assert.deepEqual([only?.until, more.length], [at + hourMs, 0]);
  setClock(at + 2 * hourMs);
  assert.deepEqual(await marks.list('paper'), []);
});
