/** Feeds, items, editions and the rest for programs: what the pages do, as JSON that the document describes. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { newFeed } from '../../../functions/feed/new-feed.ts';
import { slotOf } from '../../../functions/feed/schedule/poll-slot.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import { getRow, type Table } from '../../../functions/store/client.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { gateRows } from '../../../functions/store/gate.ts';
import { readerCountStore } from '../../../functions/store/readers.ts';
import { keys } from '../../../functions/store/table.ts';
import { addItems, feed, item, newsletter } from '../../support/newsletter.ts';
import { serve } from '../../support/server.ts';
import { deskForPrograms } from './program.ts';
import { monday } from './stage.ts';

const paper = newsletter({ sending: { mode: 'veto', lastCallMinutes: 60 } });
const [closed, other] = [
  newsletter({ id: 'closed', closedAt: monday }),
  newsletter({ id: 'other' }),
];
const papers = [paper, closed, other];
const at = '/newsletters/paper';

async function withFeed(table: Table, url: string) {
  const place = { newsletterId: 'paper', sectionId: 'news', url, siteUrl: undefined };
  const row = newFeed({ ...place, addedAt: monday, backlogItems: 0 }, { title: `Feed at ${url}` });
  await feedStore(table).create(row, slotOf(row.id, row.intervalMinutes));
  return row;
}

/** A site with a feed, a page that names two, and nothing else. */
async function site(t: TestContext): Promise<string> {
  const server = await serve((request, response) => {
    if (request.url === '/feed' || request.url === '/second') {
      response.writeHead(200, { 'content-type': 'application/rss+xml' });
      return response.end(
        `<rss version="2.0"><channel><title>Harbour site ${request.url}</title><item><title>On ${request.url}</title><guid>${request.url}</guid></item></channel></rss>`,
      );
    }
    const links = ['/feed', '/second'].map(
      (href) => `<link rel="alternate" type="application/rss+xml" title="${href}" href="${href}">`,
    );
    response.writeHead(request.url === '/two' ? 200 : 404, { 'content-type': 'text/html' });
    return response.end(`<html><head>${links.join('')}</head><body>Hello</body></html>`);
  });
  t.after(() => server.close());
  return server.origin;
}

test('newsletters are those that the token may look at, with settings as their file has them', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  await readerCountStore(table).countDue(monday);
  const all = await program();
  const ids = (await all.get('/newsletters')).body.newsletters.map(({ id }: { id: string }) => id);
  assert.deepEqual(ids.sort(), ['closed', 'other', 'paper']);
  const one = await program({ of: 'paper', role: 'reader', rights: ['look'] });
  const { newsletters } = (await one.get('/newsletters')).body;
  assert.deepEqual(
    newsletters.map(({ id }: { id: string }) => id),
    ['paper'],
  );
  const { body } = await all.get(at);
  assert.equal(body.name, paper.name);
  assert.equal(body.mode, 'veto');
  assert.equal((await all.get('/newsletters/closed')).body.closedAt, '2026-03-02T09:00:00.000Z');
  await withFeed(table, 'https://one.example/feed');
  const settings = await all.get(`${at}/settings`);
  assert.equal(settings.body.postalAddress, paper.postalAddress);
  assert.equal(settings.body.sections[0].feeds[0].url, 'https://one.example/feed');
  assert.equal((await one.get(`${at}/settings`)).status, 403);
  for (const name of ['none', 'closed', 'other', 'x'.repeat(3_000)]) {
    assert.equal((await one.get(`/newsletters/${name}`)).status, 404, name);
  }
});

test('a feed is added by a page that names it, and twice is once', async (t) => {
  const origin = await site(t);
  const { program, fetched, table } = await deskForPrograms(t, papers, { feedOrigins: [origin] });
  const { post, get } = await program();
  const first = await post(`${at}/feeds`, { url: `${origin}/feed`, backlog: 1 });
  assert.equal(first.status, 201);
  assert.equal(first.body.title, 'Harbour site /feed');
  assert.equal(first.body.section, paper.sections[0]?.id, 'the first one, as none was named');
  assert.equal(fetched.length, 1);
  const again = await post(`${at}/feeds`, { url: `${origin}/feed` });
  assert.equal(again.status, 200);
  assert.equal(again.body.id, first.body.id);
  assert.equal(fetched.length, 1);
  assert.equal((await get(`${at}/feeds`)).body.feeds.length, 1);
  const several = await post(`${at}/feeds`, { url: `${origin}/two` });
  assert.equal(several.status, 409);
  assert.deepEqual(
    several.body.feeds.map(({ url }: { url: string }) => url),
    [`${origin}/feed`, `${origin}/second`],
  );
  for (const [body, status, kind] of [
    [{ url: `${origin}/nothing` }, 422, 'refused'],
    [{ url: 'http://10.0.0.1/' }, 422, 'refused'],
    [{ url: `${origin}/feed`, section: 'nowhere' }, 422, 'invalid'],
    [{ url: `${origin}/feed`, backlog: 11 }, 422, 'invalid'],
    [{ url: `${origin}/feed`, backlogs: 1 }, 422, 'invalid'],
    [{}, 422, 'invalid'],
  ] as const) {
    const refused = await post(`${at}/feeds`, body);
    assert.equal(refused.status, status, JSON.stringify(refused.body));
    assert.equal(refused.body.kind, kind);
  }
  const late = await post('/newsletters/closed/feeds', { url: `${origin}/feed` });
  assert.equal(late.status, 409);
  assert.match(late.body.detail, /This newsletter is closed: open it before you add feeds/);
  assert.equal((await feedStore(table).list('closed')).length, 0);
});

test('a feed is stopped, resumed and removed; what of it waited is kept out', async (t) => {
  const { program, table, clock, fetched } = await deskForPrograms(t, papers);
  const row = await withFeed(table, 'https://one.example/feed');
  const gate = gateRows(table, table, () => clock.at);
  const waiting = item(monday - 1_000, { feedId: row.id, key: 'w' });
  await gate.hold({ item: waiting, identityKeys: ['w'], why: ['approval'] });
  const { get, post, remove } = await program({ isGrave: true });
  const path = `${at}/feeds/${row.id}`;
  const stopped = await post(`${path}/stop`);
  assert.deepEqual([stopped.body.state, stopped.body.health.kind], ['stopped', 'stopped']);
  assert.equal((await get(path)).body.state, 'stopped');
  assert.equal((await post(`${path}/resume`)).body.state, 'active');
  assert.equal(fetched.length, 1);
  assert.deepEqual((await remove(path)).body, { keptOut: 1 });
  assert.equal((await get(path)).status, 404);
  assert.equal((await remove(path)).status, 404);
  assert.equal((await get(`/newsletters/other/feeds/${row.id}`)).status, 404);
  const acts = (await auditLog(table).list('paper', { limit: 10 })).map(({ act, via }) => [
    via,
    act,
  ]);
  assert.ok(
    acts.some(
      ([via, act]) => via === 'api' && act === 'POST /newsletters/:newsletter/feeds/:feed/stop',
    ),
  );
});

test('feeds come in pages whose places are those of the list', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  const { get } = await program();
  // A row is as long as the table takes: a page of the table has a megabyte.
  for (const n of [1, 2, 3, 4, 5]) {
    await feedStore(table).create(
      feed({ id: `feed-${n}`, url: `https://f${n}.example/`, title: 'x'.repeat(300_000) }),
      '60#0',
    );
  }
  const seen: string[] = [];
  let after = '';
  for (let page = 0; page < 9; page += 1) {
    const { body } = await get(`${at}/feeds${after}`);
    seen.push(...body.feeds.map(({ id }: { id: string }) => id));
    if (body.next === undefined) break;
    after = `?after=${body.next}`;
  }
  assert.deepEqual(seen, ['feed-1', 'feed-2', 'feed-3', 'feed-4', 'feed-5']);
  assert.equal((await get(`${at}/feeds?afer=x`)).status, 422);
  assert.equal((await get(`${at}/feeds?after=nowhere`)).body.feeds.length, 5);
});

test('items are let go, left out, taken out and brought back, each once', async (t) => {
  const { program, table, clock } = await deskForPrograms(t, papers);
  await feedStore(table).create(feed({ gateAt: monday }), '60#0');
  const gate = gateRows(table, table, () => clock.at);
  for (const key of ['alpha', 'beta']) {
    const waiting = item(monday - 60_000, { key });
    await gate.hold({ item: waiting, identityKeys: [key], why: ['approval'] });
  }
  await addItems(table, item(monday - 120_000, { key: 'gamma' }));
  const { get, post } = await program();
  const waits = (await get(`${at}/items`)).body.items;
  assert.deepEqual(
    waits.map(({ state }: { state: string }) => state),
    ['waiting', 'waiting'],
  );
  const [alpha, beta] = ['alpha', 'beta'].map(
    (key) => waits.find(({ id }: { id: string }) => id.endsWith(key)).id,
  );
  assert.deepEqual((await post(`${at}/items/release`, { items: [alpha] })).body, {
    done: [alpha],
    left: [],
  });
  assert.deepEqual((await post(`${at}/items/release`, { items: [alpha, alpha] })).body, {
    done: [],
    left: [alpha],
  });
  const drop = { items: [beta, 'no.place'], reason: 'Not ours.' };
  assert.deepEqual((await post(`${at}/items/drop`, drop)).body, {
    done: [beta],
    left: ['no.place'],
  });
  clock.at += 10_000;
  const out = (await get(`${at}/items?view=out`)).body.items;
  assert.equal(out.length, 2);
  assert.ok(out[0].id.endsWith('alpha'), 'the latest first');
  const kept = (await get(`${at}/items?view=kept&q=beta`)).body.items;
  assert.match(kept[0].says, /Not ours\./);
  assert.equal(kept[0].rule, 'dropped');
  const gamma = out.find(({ id }: { id: string }) => id.endsWith('gamma')).id;
  assert.deepEqual((await post(`${at}/items/skip`, { items: [gamma] })).body.done, [gamma]);
  assert.equal((await get(`${at}/items?view=taken`)).body.items.length, 1);
  assert.deepEqual((await post(`${at}/items/back`, { items: [gamma] })).body.done, [gamma]);
  const none = await post(`${at}/items/back`, { items: [] });
  assert.deepEqual([none.status, none.body.errors[0].says], [422, 'Name at least one item.']);
  const most = Array.from({ length: 100 }, (_, n) => `no.place.${n}`);
  assert.equal((await post(`${at}/items/back`, { items: most })).body.left.length, 100);
  const more = await post(`${at}/items/back`, { items: [...most, 'no.place'] });
  assert.deepEqual([more.status, more.body.errors[0].says], [422, 'At most 100 items at once.']);
  assert.equal((await get(`${at}/items?view=all`)).body.errors[0].at, 'view');
});

test('of each feed with items that wait the latest 300 are listed', async (t) => {
  const { program, table, clock } = await deskForPrograms(t, papers);
  await feedStore(table).create(feed({ gateAt: monday }), '60#0');
  const gate = gateRows(table, table, () => clock.at);
  for (let n = 0; n < 305; n++) {
    clock.at += 1;
    const waiting = item(clock.at, { key: `k${n}` });
    await gate.hold({ item: waiting, identityKeys: [`k${n}`], why: ['approval'] });
  }
  const { get } = await program();
  const ids: string[] = [];
  for (let after = ''; ; ) {
    const { body } = await get(`${at}/items${after}`);
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    if (body.next === undefined) break;
    after = `?after=${body.next}`;
  }
  assert.equal(ids.length, 300);
  assert.ok(ids[0]?.endsWith('k304') && !ids.some((id) => id.endsWith('.k4')));
});

test('an item is pinned once, moved and taken back, and stands first in the next edition', async (t) => {
  const sections = [...paper.sections, { id: 'more', name: 'More' }];
  const { program, table } = await deskForPrograms(t, [newsletter({ sections })]);
  await feedStore(table).create(feed(), '60#0');
  await addItems(table, item(monday - 120_000, { key: 'a' }), item(monday - 60_000, { key: 'b' }));
  const { get, post, remove } = await program();
  const items = (await get(`${at}/items?view=out`)).body.items;
  const last = items.find(({ id }: { id: string }) => id.endsWith('.b')).id;
  const before = (await get(`${at}/next`)).body.edition.stories;
  assert.equal(before.length, 2);
  const named = before.at(-1).key;
  const pinned = items.find(({ id }: { id: string }) => id.endsWith(`.${named}`)).id;
  const first = await post(`${at}/marks`, { item: pinned, kind: 'pin' });
  assert.equal(first.status, 200);
  assert.equal(Date.parse(first.body.until), monday + 5 * 7 * 86_400_000, 'five weeks');
  await post(`${at}/marks`, { item: pinned, kind: 'pin' });
  const { marks } = (await get(`${at}/marks`)).body;
  assert.equal(marks.length, 1);
  assert.equal((await get(`${at}/next`)).body.edition.stories[0].key, named);
  const moved = await post(`${at}/marks`, { item: last, kind: 'move', section: 'more' });
  assert.equal(moved.body.kind, 'move');
  const nowhere = await post(`${at}/marks`, { item: last, kind: 'move', section: 'nowhere' });
  assert.equal(nowhere.body.errors[0].says, 'There is no section nowhere.');
  assert.equal((await post(`${at}/marks`, { item: 'gone.1.x', kind: 'pin' })).status, 422);
  assert.equal((await post(`${at}/marks`, { item: last, kind: 'retitle' })).status, 422);
  const until = '2026-03-01T00:00:00Z';
  assert.equal((await post(`${at}/marks`, { item: last, kind: 'pin', until })).status, 422);
  assert.equal((await remove(`${at}/marks/${marks[0].id}`)).status, 204);
  assert.equal((await remove(`${at}/marks/${marks[0].id}`)).status, 404);
  assert.equal((await get(`${at}/marks`)).body.marks.length, 1);
});

test('notes, own items and tests are made by a key, each once', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  await feedStore(table).create(feed(), '60#0');
  await addItems(table, item(monday - 60_000, { key: 'a' }));
  const { get, post, remove } = await program();
  const marksNow = async () => (await get(`${at}/marks`)).body.marks;

  const note = await post(`${at}/notes`, { key: 'spring', texts: { en: 'The ferry *rests*.' } });
  assert.equal(note.status, 200);
  const again = await post(`${at}/notes`, { key: 'spring', texts: { en: 'The ferry is back.' } });
  assert.equal(again.body.id, note.body.id);
  assert.deepEqual((await marksNow())[0].texts, { en: 'The ferry is back.' });
  assert.equal((await post(`${at}/notes`, { key: 'x', texts: { xx1: 'No' } })).status, 422);
  assert.equal((await post(`${at}/notes`, { key: 'x y', texts: { en: 'No' } })).status, 422);
  assert.equal((await post(`${at}/notes`, { texts: { en: 'No' } })).status, 422);

  const wish = { key: 'fair', title: 'The fair', text: 'On *Sunday*.', section: 'news' };
  const own = await post(`${at}/own-items`, wish);
  assert.equal(own.body.kind, 'own');
  const repeated = await post(`${at}/own-items`, wish);
  assert.deepEqual(repeated.body, own.body);
  const stories = (await get(`${at}/next`)).body.edition.stories;
  const titles = stories.map(({ title }: { title: string }) => title);
  assert.equal(titles.filter((title: string) => title === 'The fair').length, 1);
  const nowhere = await post(`${at}/own-items`, { ...wish, key: 'b', section: 'nowhere' });
  assert.equal(nowhere.body.errors[0].says, 'There is no section nowhere.');
  const link = 'javascript:alert(1)';
  assert.equal((await post(`${at}/own-items`, { ...wish, key: 'c', link })).status, 422);
  await remove(`${at}/marks/${own.body.id}`);
  const used = await post(`${at}/own-items`, wish);
  assert.equal(used.body.errors[0].says, 'The key fair was used before: give another one.');
  assert.equal((await marksNow()).length, 1);

  assert.equal((await post(`${at}/next/test`, { to: 'stranger@else.example' })).status, 422);
  assert.equal((await post(`${at}/next/test`, {})).status, 204);
});

test('of an edition that has nothing to say there is no test, and of an instant one no time', async (t) => {
  const defaultSchedule = { cadence: 'instant', zone: 'UTC' } as const;
  const instant = newsletter({ id: 'instant', defaultSchedule });
  const { program } = await deskForPrograms(t, [...papers, instant]);
  const { get, post } = await program();
  assert.equal((await get(`${at}/next`)).body.due, '2026-03-03T07:00:00.000Z');
  const next = (await get('/newsletters/instant/next')).body;
  assert.deepEqual([next.due, next.edition], [undefined, undefined]);
  assert.equal((await post(`${at}/next/test`, {})).status, 409);
});

test('sending is paused once with its reason, and resumed; health is told in sentences', async (t) => {
  const { program } = await deskForPrograms(t, papers);
  const { get, post } = await program();
  assert.deepEqual((await get('/sending')).body, {});
  const paused = await post('/sending/pause', { reason: 'The sender changes.' });
  assert.equal(paused.body.paused.reason, 'The sender changes.');
  await post('/sending/pause');
  assert.equal((await get('/sending')).body.paused.reason, 'The sender changes.');
  const { lines } = (await get('/health')).body;
  assert.ok(lines.some(({ isFine }: { isFine: boolean }) => !isFine));
  const german = (await get('/health', { 'accept-language': 'de' })).body.lines;
  assert.notEqual(german[0].says, lines[0].says);
  assert.deepEqual((await post('/sending/resume')).body, {});
  const local = await program({ of: 'paper' });
  assert.equal((await local.post('/sending/pause')).status, 403);
  assert.equal((await local.get('/health')).status, 403);
});

test('a webhook is made once, its secret is told once and kept nowhere, and it goes', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  const { get, post, remove } = await program();
  const url = 'https://hooks.example/told?token=1';
  const made = await post(`${at}/webhooks`, { url, events: ['reader.left'] });
  assert.equal(made.status, 201);
  assert.match(made.body.secret, /^whsec_/);
  const again = await post(`${at}/webhooks`, { url });
  assert.deepEqual(
    [again.status, again.body.id, again.body.secret],
    [200, made.body.id, undefined],
  );
  assert.doesNotMatch(JSON.stringify((await get(`${at}/webhooks`)).body), /whsec/);
  assert.doesNotMatch(JSON.stringify(await getRow(table, keys.hooks('paper'))), /whsec/);
  for (const [wanted, kind] of [
    [{ url: 'http://hooks.example/' }, 'refused'],
    [{ url: 'https://10.0.0.1/' }, 'refused'],
    [{ url: 'nonsense' }, 'refused'],
    [{ url, events: [] }, 'invalid'],
    [{ url, events: ['reader.came'] }, 'invalid'],
  ] as const) {
    const refused = await post(`${at}/webhooks`, wanted);
    assert.deepEqual([refused.status, refused.body.kind], [422, kind], wanted.url);
  }
  const path = `${at}/webhooks/${made.body.id}`;
  assert.equal((await remove(path)).status, 204);
  assert.equal((await remove(path)).status, 404);
  assert.deepEqual((await get(`${at}/webhooks`)).body, { webhooks: [] });
  const audit = JSON.stringify(await auditLog(table).list('paper', { limit: 20 }));
  assert.doesNotMatch(audit, /token=1|whsec/);
});

test('what cannot be read, is too much or leads nowhere is told as such', async (t) => {
  const { program, request } = await deskForPrograms(t, papers);
  const { text, get } = await program();
  const send = async (body: string, type = 'application/json', path = `${at}/feeds`) => {
    const headers = { authorization: `Bearer ${text}`, 'content-type': type };
    const answer = await request(`/desk/api${path}`, { method: 'POST', body, headers });
    const told = JSON.parse(await answer.text()) as { kind: string; status: number };
    assert.equal(answer.status, told.status);
    return [answer.status, told.kind];
  };
  assert.deepEqual(await send('{'), [400, 'unreadable']);
  assert.deepEqual(await send('url=x', 'application/x-www-form-urlencoded'), [415, 'mediaType']);
  assert.deepEqual(await send('[]'), [422, 'invalid']);
  assert.deepEqual(await send('"x"'), [422, 'invalid']);
  assert.deepEqual(await send(`{"url":"${'x'.repeat(300_000)}"}`), [413, 'tooLarge']);
  assert.deepEqual(await send('{}', 'application/json', '/nowhere'), [404, 'missing']);
  const german = await get('/newsletters/nowhere', { 'accept-language': 'de' });
  assert.equal(german.headers.get('content-language'), 'de');
  assert.equal(german.headers.get('content-type'), 'application/problem+json');
  assert.equal(
    german.body.type,
    'https://news.example.com/desk/api/openapi.json#/x-problems/missing',
  );
  assert.match(german.body.title, /nicht/);
});
