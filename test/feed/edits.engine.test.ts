/** What a feed changes in an item that it showed before, on the real table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseHeld } from '../../functions/feed/gate/decide.ts';
import { gateRows } from '../../functions/store/gate.ts';
import { itemStore } from '../../functions/store/items.ts';
import { rss } from './support.ts';
import { dayMs, hourMs, issue, range, start, story, type World, world } from './table-world.ts';

/** The newest story under another title, the others as they were. */
const retitled = (title: string, upTo = 2) =>
  issue(range(1, upTo), (n) => (n === upTo ? { title } : {}));

async function items({ table, clock }: World) {
  const all = await itemStore(table).between('paper', start - 1, clock.now);
  return all.map(({ title, link, firstSeenAt, key }) => ({ title, link, firstSeenAt, key }));
}

/** One item of the backlog, and one that is news. */
async function withNews(t: Parameters<typeof world>[0]): Promise<World> {
  const paper = await world(t);
  await paper.refresh(issue([1]));
  paper.clock.now += hourMs;
  await paper.refresh(issue([1, 2]));
  paper.clock.now += hourMs;
  return paper;
}

test('an item that is edited before it goes out goes out as it reads then', async (t) => {
  const paper = await withNews(t);
  const [before] = await items(paper);
  assert.deepEqual(await paper.refresh(retitled('Mended')), {
    kind: 'updated',
    stored: 0,
    held: 0,
  });
  assert.deepEqual(await items(paper), [{ ...before, title: 'Mended' }]);
  await paper.refresh(retitled('Story 2'));
  assert.deepEqual(await items(paper), [before], 'and back again');
});

test('an edit is written once, and what is as it was is not', async (t) => {
  const paper = await withNews(t);
  paper.writes.length = 0;
  await paper.refresh(`${issue([1, 2])} `);
  assert.deepEqual(paper.writes, ['UpdateItem'], 'the feed row, for the new bytes');
  await paper.refresh(retitled('Mended'));
  paper.writes.length = 0;
  await paper.refresh(`${retitled('Mended')} `);
  assert.deepEqual(paper.writes, ['UpdateItem']);
});

test('an edit under another guid finds the item too', async (t) => {
  const paper = await withNews(t);
  await paper.refresh(issue([1, 2], (n) => (n === 2 ? { id: 'other', title: 'Mended' } : {})));
  assert.deepEqual(await paper.news(), ['Mended']);
});

test('an edited item of the backlog stays where it was: nowhere', async (t) => {
  const paper = await withNews(t);
  await paper.refresh(issue([1, 2], (n) => (n === 1 ? { title: 'Old story, new title' } : {})));
  assert.deepEqual(await paper.news(), ['Story 2']);
});

test('what went out long ago is not touched', async (t) => {
  const paper = await withNews(t);
  paper.clock.now += 45 * dayMs;
  await paper.refresh(retitled('Mended'));
  assert.deepEqual(await paper.news(), ['Story 2']);
});

test('a feed whose words all change by themselves is not written again and again', async (t) => {
  const paper = await world(t);
  await paper.refresh(issue([1]));
  paper.clock.now += 30 * dayMs;
  await paper.refresh(issue(range(1, 8)));
  paper.clock.now += hourMs;
  const counting = (count: number) =>
    issue(range(1, 8), (n) => ({ title: `Story ${n} (${count})` }));
  paper.writes.length = 0;
  await paper.refresh(counting(1));
  await paper.refresh(counting(2));
  assert.deepEqual([...new Set(paper.writes)], ['UpdateItem']);
});

test('a guid that is used again is two items, and neither is written over the other', async (t) => {
  const daily = (day: number, words: string) =>
    rss(story(day, { id: 'daily', title: 'Daily' }).replace('What happened', words));
  const paper = await world(t);
  await paper.refresh(issue([1]));
  for (const [day, words] of [
    [2, 'What the gale did'],
    [3, 'How calm it was'],
    [3, 'How calm it stayed'],
  ] as const) {
    paper.clock.now += hourMs;
    await paper.refresh(daily(day, words));
  }
  const links = (await items(paper)).map(({ link }) => link);
  assert.deepEqual(links, ['https://t.example/2', 'https://t.example/3']);
});

test('an item that is held is edited where it waits', async (t) => {
  const paper = await world(t);
  await paper.refresh(issue([1]));
  paper.clock.now += hourMs;
  await paper.refresh(issue(range(2, 30)));
  paper.clock.now += hourMs;
  await paper.refresh(issue(range(2, 30), (n) => (n === 9 ? { title: 'Mended' } : {})));
  assert.deepEqual(await paper.news(), []);
  const now = () => paper.clock.now++;
  await releaseHeld(paper.key, { ...gateRows(paper.table, paper.table, now), now });
  const news = await paper.news();
  assert.equal(news.length, 29);
  assert.ok(news.includes('Mended') && !news.includes('Story 9'));
});

test('an item whose text is gone for a while keeps the text that it had', async (t) => {
  const paper = await withNews(t);
  const bare = (title: string) =>
    rss(story(2, { title }).replace(/<description>.*<\/description>/, ''), story(1));
  const texts = async () => {
    const all = await itemStore(paper.table).between('paper', start - 1, paper.clock.now);
    return all.map(({ title, content, summary }) => [title, content ?? summary]);
  };
  const [[, text] = []] = await texts();
  assert.match(String(text), /harbour on day 2/);
  await paper.refresh(bare('Story 2'));
  assert.deepEqual(await texts(), [['Story 2', text]]);
  await paper.refresh(bare('Mended'));
  assert.deepEqual(await texts(), [['Mended', text]], 'and has its new title');
  await paper.refresh(issue([1, 2], (n) => (n === 2 ? { title: 'Mended' } : {})));
  assert.deepEqual(await texts(), [['Mended', text]]);
});
