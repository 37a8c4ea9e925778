/** Items at the desk: what waits is let go or left out, what is out comes back, in a few calls. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../../../functions/feed/item.ts';
import type { Table } from '../../../functions/store/client.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { gateRows } from '../../../functions/store/gate.ts';
import { itemStore } from '../../../functions/store/items.ts';
import { storeNews } from '../../../functions/store/new-items.ts';
import { feed, newsletter } from '../../support/newsletter.ts';
import { deskOn, monday } from './stage.ts';

const hostile = '"><img src=x onerror=alert(1)>';
const paper = newsletter({ id: 'harbour' });
const one = feed({ id: 'one', newsletterId: 'harbour', title: 'Quay news', gateAt: monday });

function item(key: string, fields: Partial<Item> = {}): Item {
  return {
    ...{ key, newsletterId: 'harbour', feedId: 'one', firstSeenAt: monday - 60_000 },
    ...{
      title: `Title ${key}`,
      link: `https://quay.example/${key}`,
      categories: [],
      enclosures: [],
    },
    ...fields,
  };
}

async function held(table: Table, now: () => number, key: string, fields: Partial<Item> = {}) {
  const gate = gateRows(table, table, now);
  await gate.hold({ item: item(key, fields), identityKeys: [key], why: ['approval'] });
}

const ticked = (page: string, key: string) =>
  new RegExp(`name="item" value="([^"]*\\.${key})"`).exec(page)?.[1] ?? '';

test('what waits is let go, left out with a reason, and brought back', async (t) => {
  const { table, clock, signedIn } = await deskOn(t, [paper]);
  const now = () => clock.at;
  await feedStore(table).create(one, '60#1');
  await held(table, now, 'alpha');
  await held(table, now, 'beta', { title: hostile, link: 'javascript:alert(1)' });
  const desk = await signedIn('writer', 'harbour');
  const page = await (await desk.get('/desk/n/harbour/items')).text();
  assert.match(page, /Title alpha/);
  assert.ok(!page.includes('<img src=x') && !page.includes('href="javascript'));
  const [alpha, beta] = [ticked(page, 'alpha'), ticked(page, 'beta')];
  const from = 'waiting';
  const none = await desk.post('/desk/n/harbour/items/release', { from });
  assert.match(none.headers.get('location') ?? '', /said=none/);
  const gone = await desk.post('/desk/n/harbour/items/release', { item: alpha, from });
  assert.equal(gone.headers.get('location'), '/desk/n/harbour/items?view=waiting&said=release&n=1');
  await desk.post('/desk/n/harbour/items/drop', { item: beta, reason: 'Old news', from });
  const twice = await desk.post('/desk/n/harbour/items/release', { item: beta, from });
  assert.match(twice.headers.get('location') ?? '', /said=some&n=0/);
  clock.at += 60_000;
  const out = await (await desk.get('/desk/n/harbour/items?view=out&q=ALPHA')).text();
  assert.match(out, /Title alpha/);
  const kept = await (await desk.get('/desk/n/harbour/items?view=kept')).text();
  assert.match(kept, /Old news/);
  await desk.post('/desk/n/harbour/items/back', { item: ticked(kept, 'beta'), from: 'kept' });
  clock.at += 60_000;
  const all = await itemStore(table).between('harbour', monday - 1, clock.at);
  assert.deepEqual(all.map(({ key }) => key).sort(), ['alpha', 'beta']);
  await desk.post('/desk/n/harbour/items/skip', { item: ticked(out, 'alpha'), from: 'out' });
  const taken = await (await desk.get('/desk/n/harbour/items?view=taken')).text();
  assert.match(taken, /Title alpha/);
  const reader = await signedIn('reader', 'harbour');
  const seen = await (await reader.get('/desk/n/harbour/items?view=out')).text();
  assert.ok(!seen.includes('name="item"'), 'who may not decide has nothing to tick');
});

test('a feed shows what waits, what it brought, and is changed, stopped and removed', async (t) => {
  const { table, clock, fetched, signedIn } = await deskOn(t, [paper]);
  const now = () => clock.at;
  await feedStore(table).create({ ...one, lately: ['gamma'] }, '60#1');
  await storeNews(
    table,
    [{ item: item('gamma', { summary: 'A ferry sank.' }), identityKeys: ['gamma'] }],
    now,
  );
  await held(table, now, 'alpha');
  clock.at += 60_000;
  const desk = await signedIn('owner');
  const page = await (await desk.get('/desk/n/harbour/f/one')).text();
  assert.match(page, /Title gamma/);
  assert.match(page, /Title alpha/);
  const section = paper.sections[0]?.id ?? '';
  const posted = (act: string, fields: Record<string, string> = {}) =>
    desk.post(`/desk/n/harbour/f/one/${act}`, fields);
  await posted('printing', { title: 'Renamed', section, text: 'always' });
  await posted('watching', { every: '60', settle: '30', approval: '24h-release' });
  const nonsense = await posted('watching', { every: '7', settle: '', approval: '' });
  assert.match(nonsense.headers.get('location') ?? '', /said=bad/);
  const loaded = () => feedStore(table).load({ newsletterId: 'harbour', feedId: 'one' });
  const set = await loaded();
  assert.deepEqual(
    [set?.title, set?.fullText, set?.chosenMinutes, set?.settleMinutes, set?.approval],
    ['Renamed', 'always', 60, 30, { hours: 24, otherwise: 'release' }],
  );
  const tried = await (
    await posted('filters/try', { does: 'drop', by: 'words', value: 'ferry' })
  ).text();
  assert.match(tried, /Of the last 2 items, 1 would be kept out/);
  assert.equal((await loaded())?.filters, undefined, 'trying saves nothing');
  await posted('filters', { filter: 'drop words=ferry' });
  assert.deepEqual((await loaded())?.filters, [{ does: 'drop', by: 'words', value: 'ferry' }]);
  await posted('read');
  assert.equal(fetched.length, 1);
  await posted('stop');
  assert.equal((await loaded())?.state, 'stopped');
  await posted('resume');
  assert.equal((await loaded())?.state, 'active');
  await posted('remove');
  assert.ok(await loaded(), 'without the tick it stays');
  await posted('remove', { sure: 'yes' });
  assert.equal(await loaded(), undefined);
  const left = await gateRows(table, table, now).list({ newsletterId: 'harbour', feedId: 'one' });
  assert.deepEqual(left, [], 'what waited is kept out');
});

test('gate settings of the newsletter and filters of a section are kept', async (t) => {
  const { table, signedIn, deps } = await deskOn(t, [paper]);
  await feedStore(table).create(one, '60#1');
  const desk = await signedIn('owner');
  await desk.post('/desk/n/harbour/feeds/gate', { settle: '15', approval: '48h-drop' });
  const section = paper.sections[0]?.id ?? '';
  const path = `/desk/n/harbour/feeds/section/${section}`;
  await desk.post(path, { does: 'keep', by: 'category', value: 'Harbour' });
  const gate = await deps.gateSettings.load('harbour');
  assert.deepEqual([gate.settleMinutes, gate.approval], [15, { hours: 48, otherwise: 'drop' }]);
  assert.equal(gate.filters.get(section)?.length, 1);
  assert.match(await (await desk.get(path)).text(), /Harbour/);
  const editor = await signedIn('editor', 'harbour');
  const refused = await editor.post('/desk/n/harbour/feeds/gate', {
    settle: 'off',
    approval: 'off',
  });
  assert.equal(refused.status, 403, 'who may not change settings does not');
});

test('3,000 feeds: each page in at most 20 table calls and 150 KB', async (t) => {
  const { table, clock, signedIn } = await deskOn(t, [paper]);
  const ids = Array.from({ length: 3_000 }, (_, n) => `feed${String(n).padStart(5, '0')}`);
  for (let at = 0; at < ids.length; at += 50) {
    const some = ids.slice(at, at + 50);
    await Promise.all(
      some.map((id, n) =>
        feedStore(table).create(
          {
            ...feed({ id, newsletterId: 'harbour', url: `https://${id}.example/feed` }),
            ...(at < 500 ? { gateAt: monday } : {}),
            ends: [[`${n}`.repeat(200)], ['x'.repeat(800)]],
          },
          '60#1',
        ),
      ),
    );
  }
  const gate = gateRows(table, table, () => clock.at);
  const many = Array.from({ length: 20 }, (_, n) => item(`k${n}`, { feedId: ids[n % 10] ?? '' }));
  for (const each of many)
    await gate.hold({ item: each, identityKeys: [each.key], why: ['surge'] });
  const desk = await signedIn('owner');
  let calls = 0;
  table.client.middlewareStack.add((next) => (args) => {
    calls += 1;
    return next(args);
  });
  const pages = ['/feeds', '/feeds?page=3&show=waiting', '/items', '/items?view=kept&page=2'];
  for (const path of [...pages, '/items?view=out&q=nothing', '/items?view=taken', '/f/feed00001']) {
    calls = 0;
    const page = await (await desk.get(`/desk/n/harbour${path}`)).text();
    assert.ok(calls <= 20, `${path}: ${calls} calls`);
    assert.ok(page.length < 150_000, `${path}: ${page.length} bytes`);
    t.diagnostic(`${path}: ${calls} calls, ${page.length} bytes`);
  }
});
