/** Settings, the gate, feeds, the log and what is to come, for programs: what the forms of the desk do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newFeed } from '../../../functions/feed/new-feed.ts';
import { slotOf } from '../../../functions/feed/schedule/poll-slot.ts';
import { opmlBytesMax } from '../../../functions/site/desk/feeds-list.ts';
import type { Table } from '../../../functions/store/client.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { gateRows } from '../../../functions/store/gate.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { addItems, addReader, feed, item, newsletter } from '../../support/newsletter.ts';
import { serve } from '../../support/server.ts';
import { deskForPrograms, root } from './program.ts';
import { monday } from './stage.ts';

const paper = newsletter();
const at = '/newsletters/paper';

async function withFeed(table: Table) {
  const place = { newsletterId: 'paper', sectionId: 'news', url: 'https://one.example/feed' };
  const wish = { ...place, siteUrl: undefined, addedAt: monday, backlogItems: 0 };
  const row = newFeed(wish, { title: 'One' });
  await feedStore(table).create(row, slotOf(row.id, row.intervalMinutes));
  return `${at}/feeds/${row.id}`;
}

test('a change of settings is planned, made as planned, and made once', async (t) => {
  const { program, table } = await deskForPrograms(t, [paper]);
  const { get, post } = await program({ rights: ['look', 'settings'] });
  const values = { name: 'The new paper', itemsMax: 7, 'theme.font': null };
  const planned = await post(`${at}/settings/plan`, { values });
  assert.equal(planned.status, 200);
  const keys = planned.body.changes.map(({ key }: { key: string }) => key);
  assert.ok(keys.includes('name') && keys.includes('itemsMax'), String(keys));
  assert.match(planned.body.changes[0].says, /The new paper/);
  assert.equal((await get(at)).body.name, paper.name, 'Nothing is changed by planning.');
  const { plan } = planned.body;
  const made = await post(`${at}/settings`, { values, plan });
  assert.deepEqual([made.status, made.body.changes.length], [200, keys.length]);
  assert.equal((await get(at)).body.name, 'The new paper');
  assert.equal((await get(`${at}/settings`)).body.itemsMax, 7);
  assert.equal((await get(`${at}/settings`)).body.description, paper.description);
  assert.deepEqual((await post(`${at}/settings`, { values, plan })).body, { changes: [] });
  assert.deepEqual((await post(`${at}/settings/plan`, { values })).body, { changes: [] });
  const [entry] = (await get(`${at}/log`)).body.entries.filter(
    ({ outcome, before }: { outcome: string; before?: string }) => outcome === 'done' && before,
  );
  assert.match(entry.before, /name/);
  assert.match(entry.after, /The new paper/);
  const stale = await post(`${at}/settings/plan`, { values: { itemsMax: 9 } });
  const row = await newsletterStore(table).load('paper');
  assert.ok(row);
  await newsletterStore(table).save({ ...row, excerptChars: 150 });
  const refused = await post(`${at}/settings`, { values: { itemsMax: 9 }, plan: stale.body.plan });
  assert.deepEqual([refused.status, refused.body.kind], [409, 'notNow']);
  assert.equal((await newsletterStore(table).load('paper'))?.itemsMax, 7);
});

test('settings that do not fit are refused with their place, and so is what is none', async (t) => {
  const { program } = await deskForPrograms(t, [paper, newsletter({ id: 'shut', closedAt: 1 })]);
  const { post } = await program();
  const plan = (values: object) => post(`${at}/settings/plan`, { values });
  assert.equal((await plan({ zone: 'Moon/Crater' })).body.errors[0].at, '/values/zone');
  const places = async (path: string, body: object) => {
    const { status, body: told } = await post(path, body);
    assert.equal(status, 422, JSON.stringify(told));
    return told.errors.map((one: { at: string }) => one.at);
  };
  const [first] = paper.sections;
  const going = { id: 'gone', name: 'Gone', feedsTo: 'news' };
  const nameless = { id: 'town', name: '' };
  for (const end of ['settings/plan', 'settings']) {
    const sent = (body: object) =>
      places(`${at}/${end}`, { ...body, ...(end === 'settings' ? { plan: 'p' } : {}) });
    assert.deepEqual(await sent({ values: { 'theme.font': 'comic' } }), ['/values/theme.font']);
    assert.deepEqual(
      await sent({ values: { defaultSchedule: { ...paper.defaultSchedule, hour: 99 } } }),
      ['/values/defaultSchedule/hour'],
    );
    assert.deepEqual(await sent({ sections: [going, first, nameless] }), ['/sections/2/name']);
  }
  const more = { 'sender.address': 'a@paper.example', postalAddress: 'A street 1' };
  const wish = { name: 'Third', sections: [{ name: 'One' }, { name: '', id: 'two' }] };
  assert.deepEqual(
    await places('/newsletters', { ...wish, values: { ...more, zone: 'Moon/Crater' } }),
    ['/values/zone', '/sections/1/name', '/values/zone'],
  );
  const bad = { name: 'x', id: 'No id', values: { ...more, zone: 'UTC' } };
  assert.deepEqual(await places('/newsletters', bad), ['/id']);
  assert.equal((await plan({ itemsMax: { $gt: 1 } })).status, 422);
  assert.equal((await plan({ createdAt: 1 })).status, 422);
  assert.equal((await plan({ 'sender.address': 'x@y.example' })).status, 422, 'has its own call');
  assert.equal((await post('/newsletters/shut/settings/plan', {})).body.kind, 'closed');
});

test('sections are added, renamed, put in order, and leave with their feeds elsewhere', async (t) => {
  const { program, table } = await deskForPrograms(t, [paper]);
  const feedPath = await withFeed(table);
  const { get, post } = await program();
  const change = async (sections: object[]) => {
    const { plan } = (await post(`${at}/settings/plan`, { sections })).body;
    return await post(`${at}/settings`, { sections, plan });
  };
  const [first] = paper.sections;
  assert.equal((await change([{ id: 'town', name: 'Town' }, { ...first }])).status, 200);
  const ids = async () => (await get(at)).body.sections.map(({ id }: { id: string }) => id);
  assert.deepEqual(await ids(), ['town', 'news']);
  await change([
    { id: 'town', name: 'Our town' },
    { ...first, feedsTo: 'town' },
  ]);
  assert.deepEqual((await get(at)).body.sections, [{ id: 'town', name: 'Our town' }]);
  assert.equal((await get(feedPath)).body.section, 'town');
});

test('whom mails come from takes a token made for what cannot be undone', async (t) => {
  const { program } = await deskForPrograms(t, [paper]);
  const [usual, grave] = [await program(), await program({ isGrave: true })];
  const values = { 'sender.address': 'new@paper.example' };
  const { plan } = (await usual.post(`${at}/sender/plan`, { values })).body;
  assert.equal((await usual.post(`${at}/sender`, { values, plan })).body.kind, 'grave');
  assert.equal((await grave.post(`${at}/sender`, { values, plan })).status, 200);
  const { sender } = (await usual.get(`${at}/settings`)).body;
  assert.equal(sender.address, 'new@paper.example');
});

test('a newsletter is set up once, closed and opened again', async (t) => {
  const { program, signedIn } = await deskForPrograms(t, [paper]);
  await signedIn('owner');
  const { get, post } = await program();
  const values = {
    ...{ 'sender.address': 'a@paper.example', postalAddress: 'A street 1', zone: 'UTC' },
    ...{ ownerAddress: 'owner@paper.example', language: 'en', description: 'A paper.' },
  };
  const wish = { name: 'Harbour news', values };
  const made = await post('/newsletters', wish);
  assert.deepEqual([made.status, made.body.id], [201, 'harbour-news'], JSON.stringify(made.body));
  const again = await post('/newsletters', wish);
  assert.deepEqual([again.status, again.body], [200, made.body]);
  const taken = await post('/newsletters', { ...wish, name: 'Other', id: 'harbour-news' });
  assert.deepEqual([taken.status, taken.body.kind], [422, 'refused']);
  const wrong = await post('/newsletters', { name: 'Third', values: { ...values, zone: 'Moon' } });
  assert.deepEqual([wrong.status, wrong.body.kind], [422, 'invalid']);
  const renamed = await post('/newsletters', { ...wish, values: { ...values, name: 'Other' } });
  assert.equal(renamed.body.errors[0].at, '/values/name', 'A name is said once.');
  const path = '/newsletters/harbour-news';
  assert.equal((await post(`${path}/close`)).body.closedAt, '2026-03-02T09:00:00.000Z');
  assert.equal((await post(`${path}/close`)).status, 200);
  assert.equal((await get(path)).body.closedAt, '2026-03-02T09:00:00.000Z');
  assert.equal((await post(`${path}/reopen`)).body.closedAt, undefined);
  assert.equal((await get(path)).body.closedAt, undefined);
  const local = await program({ of: 'paper' });
  assert.equal((await local.post('/newsletters', wish)).status, 403);
});

test('programs that set up the same at once are all told of the one newsletter', async (t) => {
  const { program } = await deskForPrograms(t, [paper]);
  const { post } = await program();
  const values = { 'sender.address': 'a@paper.example', postalAddress: 'A street 1', zone: 'UTC' };
  const sections = [
    { name: '港口' },
    { name: '城市' },
    { name: 'News' },
    { name: 'x', id: 'news' },
  ];
  const wish = { name: 'Harbour news', values, sections };
  const all = await Promise.all([1, 2, 3].map(() => post('/newsletters', wish)));
  assert.deepEqual(all.map(({ status }) => status).sort(), [200, 200, 201]);
  for (const { body } of all) {
    const ids = body.sections.map(({ id }: { id: string }) => id);
    assert.deepEqual(ids, ['news-2', 'news-3', 'news-4', 'news']);
  }
});

test('a feed is printed and watched as a program says, read at once, and what is held of it goes', async (t) => {
  const { program, table, clock, fetched } = await deskForPrograms(t, [paper]);
  const path = await withFeed(table);
  const { get, post } = await program();
  assert.deepEqual((await get(`${path}/settings`)).body, { section: 'news', title: 'One' });
  const printed = await post(`${path}/printing`, { title: 'Uno', fullText: 'always' });
  assert.deepEqual(printed.body, { section: 'news', title: 'Uno', fullText: 'always' });
  assert.equal((await post(`${path}/printing`, { section: 'nowhere' })).status, 422);
  const watched = await post(`${path}/watching`, { every: '30', settle: '15' });
  assert.deepEqual(
    [watched.body.every, watched.body.settle, watched.body.title],
    ['30', '15', 'Uno'],
  );
  const unset = await post(`${path}/watching`, { settle: null });
  assert.deepEqual([unset.body.every, unset.body.settle], ['30', undefined]);
  assert.equal((await post(`${path}/watching`, { settle: '16' })).status, 422);
  assert.equal((await get(path)).body.everyMinutes, 30);
  assert.equal((await post(`${path}/read`)).status, 200);
  assert.equal(fetched.length, 1);

  const gate = gateRows(table, table, () => clock.at);
  const { id: feedId } = (await get(path)).body;
  for (const [key, firstSeenAt] of [
    ['a', monday - 2_000],
    ['b', monday],
  ] as const) {
    const waiting = item(firstSeenAt, { feedId, key });
    await gate.hold({ item: waiting, identityKeys: [key], why: ['surge'] });
  }
  const held = { word: 'release', upTo: '2026-03-02T08:59:59.000Z' };
  assert.deepEqual((await post(`${path}/held`, held)).body, { items: 1 });
  const late = await post(`${path}/held`, held);
  assert.deepEqual([late.status, late.body.kind], [409, 'decided']);
  const rest = { word: 'drop', upTo: '2026-03-02T09:00:00.000Z' };
  assert.deepEqual((await post(`${path}/held`, rest)).body, { items: 1 });
});

test('filters are tried on what came of late before they are set, for a feed and for a section', async (t) => {
  const { program, table } = await deskForPrograms(t, [paper]);
  await feedStore(table).create(feed({ lately: ['id:k0', 'id:k1'] }), '60#0');
  const { id } = feed();
  const items = ['Harbour opens', 'Advert: a sofa'].map((title, n) =>
    item(monday - (n + 1) * 60_000, { key: `k${n}`, title }),
  );
  await addItems(table, ...items);
  const { get, post } = await program();
  const wish = { filters: ['drop words=advert'] };
  for (const path of [`${at}/feeds/${id}/filters`, `${at}/sections/news/filters`]) {
    const tried = (await post(`${path}/try`, wish)).body.items;
    const out = tried.filter(({ keptOutBy }: { keptOutBy?: string }) => keptOutBy !== undefined);
    assert.deepEqual(
      out.map(({ title }: { title: string }) => title),
      ['Advert: a sofa'],
      path,
    );
    assert.deepEqual((await get(path)).body.filters, [], 'Nothing is changed by trying.');
    assert.deepEqual((await post(path, wish)).body, wish);
    assert.deepEqual((await get(path)).body, wish);
    assert.deepEqual((await post(path, { filters: [] })).body, { filters: [] });
    assert.equal((await post(path, { filters: ['eat words=x'] })).status, 422);
  }
  assert.equal((await get(`${at}/sections/nowhere/filters`)).status, 404);
});

test('the gate holds for all feeds what a program says', async (t) => {
  const { program } = await deskForPrograms(t, [paper]);
  const { get, post } = await program();
  assert.deepEqual((await get(`${at}/gate`)).body, { settle: 'off', approval: 'off' });
  const said = { settle: '30', approval: '24h-drop' };
  assert.deepEqual((await post(`${at}/gate`, said)).body, said);
  assert.deepEqual((await get(`${at}/gate`)).body, said);
  assert.equal((await post(`${at}/gate`, { settle: '31', approval: 'off' })).status, 422);
});

test('a section that is not there is told in the language of who asks, by each route that names one', async (t) => {
  const { program, table } = await deskForPrograms(t, [paper]);
  const path = await withFeed(table);
  const { get, post } = await program();
  const { opml } = (await get(`${at}/opml`)).body;
  const calls = [
    [`${at}/opml`, { opml }],
    [`${path}/printing`, {}],
    [`${at}/feeds`, { url: 'https://two.example/feed' }],
  ] as const;
  for (const [to, body] of calls) {
    const german = { 'accept-language': 'de' };
    const answer = await post(to, { ...body, section: 'nowhere' }, german);
    const errors = [{ at: '/section', says: 'Es gibt keine Rubrik nowhere.' }];
    const { kind, errors: told } = answer.body;
    const said = told?.map((one: { says: string }) => ({
      ...one,
      says: one.says.replaceAll(/[\u2068\u2069]/g, ''),
    }));
    assert.deepEqual([answer.status, kind, said], [422, 'invalid', errors], to);
  }
});

test('feeds go out as OPML and come back in, once', async (t) => {
  const { program, table } = await deskForPrograms(t, [paper, newsletter({ id: 'other' })]);
  await withFeed(table);
  const { get, post } = await program();
  const { opml } = (await get(`${at}/opml`)).body;
  assert.match(opml, /https:\/\/one\.example\/feed/);
  const local = opml.replace('</body>', '<outline type="rss" xmlUrl="http://10.0.0.1/f"/></body>');
  const taken = await post('/newsletters/other/opml', { opml: local });
  assert.deepEqual([taken.status, taken.body.added, taken.body.known], [200, 1, 0]);
  assert.match(taken.body.refused[0].url, /10\.0\.0\.1/);
  const german = { 'accept-language': 'de' };
  const told = await post('/newsletters/other/opml', { opml: local }, german);
  const [{ url, reason }] = told.body.refused;
  assert.equal(url, 'http://10.0.0.1/f');
  assert.match(reason, /^http:\/\/10\.0\.0\.1 ist nicht öffentlich/);
  const again = await post('/newsletters/other/opml', { opml, section: 'news' });
  assert.deepEqual(again.body, { added: 0, known: 1, refused: [] });
  assert.equal((await post(`${at}/opml`, { opml: 'no list' })).body.kind, 'refused');
  assert.equal((await post(`${at}/opml`, { opml, section: 'nowhere' })).status, 422);
});

test('a list of feeds that the form takes is taken of programs, however its letters are written', async (t) => {
  const { program, request } = await deskForPrograms(t, [paper]);
  const { text: token } = await program();
  const line = '<outline type="rss" text="Новости" xmlUrl="https://one.example/feed"/>\n';
  const times = Math.floor((opmlBytesMax - 1_000) / Buffer.byteLength(line));
  const opml = `<opml version="2.0"><body>${line.repeat(times)}</body></opml>`;
  const escaped = JSON.stringify({ opml }).replace(
    /[^\x00-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  assert.ok(escaped.length > 1.2 * opmlBytesMax);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: escaped };
  const taken = await request(`${root}${at}/opml`, init);
  assert.deepEqual([taken.status, (await taken.json()).added], [200, 1]);
  const larger = await request(`${root}${at}/opml`, {
    ...init,
    body: `"${'x'.repeat(5_000_000)}"`,
  });
  assert.equal(larger.status, 413);
});

test('what is to come is told for as many days as are asked, and how it would look now', async (t) => {
  const { program, table } = await deskForPrograms(t, [paper]);
  const { get } = await program({ rights: ['look'] });
  assert.equal((await get(`${at}/next/printed`)).body.kind, 'notNow');
  await feedStore(table).create(feed(), '60#0');
  await addItems(table, item(monday - 60_000, { key: 'a', title: 'The harbour opens' }));
  await addReader(table, monday - 120_000);
  const week = (await get(`${at}/forecast`)).body;
  assert.equal(week.editions[0].due, '2026-03-03T07:00:00.000Z');
  assert.equal(week.editions[0].known, 1);
  const day = (await get(`${at}/forecast?days=1`)).body;
  assert.ok(day.editions.length < week.editions.length);
  assert.equal((await get(`${at}/forecast?days=29`)).status, 422);
  const { subject, html, text } = (await get(`${at}/next/printed`)).body;
  for (const part of [subject, html, text]) assert.match(part, /The harbour opens/);
  assert.doesNotMatch(html, /\/u\/|token=/, 'Its personal links lead nowhere.');
});

test('the log comes in pages, and tells who did what by which token', async (t) => {
  const { program, table, clock } = await deskForPrograms(t, [paper]);
  const path = await withFeed(table);
  const { get, post, person } = await program();
  for (let n = 0; n < 60; n++) {
    clock.at += 1;
    await post(`${path}/read`);
  }
  const seen: string[] = [];
  for (let after = ''; ; ) {
    const { body } = await get(`${at}/log${after}`);
    seen.push(...body.entries.map(({ id }: { id: string }) => id));
    const [entry] = body.entries;
    assert.deepEqual([entry.via, entry.person, entry.outcome], ['api', person.id, 'done']);
    assert.match(entry.token, /^program/);
    if (body.next === undefined) break;
    after = `?after=${body.next}`;
  }
  assert.equal(new Set(seen).size, 60);
});

test('a webhook is tried, and says why it took nothing', async (t) => {
  let status = 500;
  const server = await serve((_, response) => response.writeHead(status).end());
  t.after(() => server.close());
  const pages = { feedOrigins: [server.origin] };
  const { program } = await deskForPrograms(t, [paper], pages);
  const { post } = await program();
  const made = await post(`${at}/webhooks`, { url: `${server.origin}/told` });
  const path = `${at}/webhooks/${made.body.id}/test`;
  const refused = await post(path);
  assert.deepEqual([refused.status, refused.body.kind], [409, 'notNow']);
  assert.match(refused.body.detail, /500/);
  status = 204;
  assert.equal((await post(path)).status, 204);
  assert.equal((await post(`${at}/webhooks/none/test`)).status, 404);
});
