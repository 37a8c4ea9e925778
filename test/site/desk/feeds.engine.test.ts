/** The feeds of a newsletter at the desk: how they are doing, and adding one by pasting anything. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AddressRefusedError } from '../../../functions/feed/get/connect.ts';
import { reasonOf } from '../../../functions/feed/get/fetch-reason.ts';
import { newFeed } from '../../../functions/feed/new-feed.ts';
import { slotOf } from '../../../functions/feed/schedule/poll-slot.ts';
import { healthText } from '../../../functions/site/desk/feed-says.ts';
import { feedsWords } from '../../../functions/site/desk/feeds-words.ts';
import { deskLanguageFor } from '../../../functions/site/desk/words.ts';
import type { Table } from '../../../functions/store/client.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { newsletter } from '../../support/newsletter.ts';
import { serve } from '../../support/server.ts';
import { deskOn, monday } from './stage.ts';

const hostile = '"><script>alert(1)</script>';
const paper = newsletter({ id: 'harbour' });
const [section] = paper.sections;
const dayMs = 86_400_000;

export async function withFeed(table: Table, url: string, fields: object = {}) {
  const place = { newsletterId: paper.id, sectionId: section?.id ?? '', url, siteUrl: undefined };
  const row = { ...newFeed({ ...place, addedAt: monday - dayMs, backlogItems: 0 }, {}), ...fields };
  await feedStore(table).create(row, slotOf(row.id, row.intervalMinutes));
  return row;
}

/** A site with a feed of three items. */
async function site(t: TestContext) {
  const server = await serve((request, response) => {
    if (request.url === '/feed') {
      response.writeHead(200, { 'content-type': 'application/rss+xml' });
      const items = ['First', 'Second', hostile.replaceAll('<', '&lt;')].map(
        (title, n) =>
          `<item><title>${title}</title><link>http://site.example/${n}</link><guid>${n}</guid><description>What it says ${n}.</description></item>`,
      );
      return response.end(
        `<rss version="2.0"><channel><title>Harbour site</title><link>http://site.example</link>${items.join('')}</channel></rss>`,
      );
    }
    response.writeHead(200, { 'content-type': 'text/html' });
    return response.end(
      '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>Hello</body></html>',
    );
  });
  t.after(() => server.close());
  return server.origin;
}

test('each feed says in plain words how it is doing, the ill first, and none is markup', async (t) => {
  const { table, signedIn } = await deskOn(t, [paper]);
  await withFeed(table, 'https://fine.example/feed', { title: 'Fine one', started: true });
  await withFeed(table, 'https://bad.example/feed', {
    title: hostile,
    failures: 4,
    failingSince: monday - dayMs,
    lastError: 'Its server refused the connection.',
  });
  await withFeed(table, 'https://odd.example/feed', {
    title: 'Odd one',
    failures: 1,
    lastError: `The request failed: ${hostile}`,
  });
  await withFeed(table, 'https://gone.example/feed', {
    title: 'Gone one',
    state: 'stopped',
    lastError: 'The feed is gone for good (410).',
  });
  const desk = await signedIn('reader', paper.id);
  const page = await (await desk.get('/desk/n/harbour/feeds')).text();
  assert.match(page, /Feeds: 4. To be seen to: 3./);
  assert.match(page, /could not be read since .*4 times in a row. Its server refused/);
  assert.match(page, /gone for good. It is not asked any more/);
  assert.ok(!page.includes('<script>alert'), 'text of feeds is text');
  assert.ok(page.indexOf('Fine one') > page.indexOf('Gone one'), 'the ill come first');
  const ill = await (await desk.get('/desk/n/harbour/feeds?show=ill&q=GONE.ex')).text();
  assert.ok(ill.includes('Gone one') && !ill.includes('Odd one'));
});

test('every reason for which a feed fails is told as what it is', () => {
  const saying = { words: feedsWords.en, zone: 'UTC', language: deskLanguageFor('en') };
  const ofCode = (code: string) => reasonOf(Object.assign(new Error('why'), { code }));
  const { whys } = feedsWords.en;
  const told: readonly (readonly [string | undefined, string])[] = [
    [undefined, whys.unknown],
    [ofCode('ENOTFOUND'), whys.name],
    [ofCode('EAI_AGAIN'), whys.nameNotNow],
    [ofCode('ECONNREFUSED'), whys.refused],
    [ofCode('ECONNRESET'), whys.broken],
    [ofCode('UND_ERR_SOCKET'), whys.broken],
    [ofCode('UND_ERR_CONNECT_TIMEOUT'), whys.slow],
    [ofCode('UND_ERR_HEADERS_TIMEOUT'), whys.slow],
    [ofCode('UND_ERR_BODY_TIMEOUT'), whys.slow],
    [reasonOf(Object.assign(new Error('late'), { name: 'TimeoutError' })), whys.slow],
    [ofCode('CERT_HAS_EXPIRED'), whys.certificate],
    [ofCode('Z_DATA_ERROR'), ofCode('Z_DATA_ERROR')],
    [new AddressRefusedError('x.example does not lead to a public address.').message, whys.private],
    ['It is a web page, not a feed.', whys.notFeed],
    ['The server answered 401.', whys.status401],
    ['The server answered 403.', whys.status403],
    ['The server answered 404.', whys.status404],
    ['The server answered 429 and asks to come back later.', whys.status429],
    ['The server answered 503.', 'Its server has an error of its own (503).'],
    ['The server answered 418.', 'Its server answered with the code 418.'],
  ];
  for (const [why, says] of told) {
    const text = healthText({ kind: 'failing', times: 1, since: undefined, why }, saying);
    assert.equal(text, `The last try failed. ${says}`);
  }
});

test('a pasted page shows what would be printed, and only the second step adds it', async (t) => {
  const origin = await site(t);
  const { table, fetched, signedIn } = await deskOn(t, [paper], { feedOrigins: [origin] });
  const desk = await signedIn('owner');
  const looked = await desk.post('/desk/n/harbour/feeds/look', { paste: `${origin}/` });
  const page = await looked.text();
  assert.equal(looked.status, 200);
  assert.match(page, /Harbour site shows 3 items now/);
  assert.ok(page.includes('What it says 0.') && !page.includes('<script>alert'));
  assert.equal((await feedStore(table).list('harbour')).length, 0, 'looking adds nothing');
  const url = /name="url" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const fields = { url, section: section?.id ?? '', backlog: '3' };
  const added = await desk.post('/desk/n/harbour/feeds/add', fields);
  const [feed] = await feedStore(table).list('harbour');
  assert.equal(added.headers.get('location'), `/desk/n/harbour/f/${feed?.id}?said=added`);
  assert.deepEqual([feed?.title, feed?.backlogItems], ['Harbour site', 3]);
  assert.deepEqual(fetched, [{ feeds: [{ newsletterId: 'harbour', feedId: feed?.id }] }]);
  const again = await desk.post('/desk/n/harbour/feeds/add', fields);
  assert.match(again.headers.get('location') ?? '', /said=exists/);
});

test('the desk looks at no address that polls would not be let to', async (t) => {
  const origin = await site(t);
  const { signedIn } = await deskOn(t, [paper]);
  const desk = await signedIn('owner');
  for (const paste of [origin, 'http://169.254.169.254/latest/meta-data', 'http://localhost/']) {
    const page = await (await desk.post('/desk/n/harbour/feeds/look', { paste })).text();
    assert.match(page, /It could not be added\./, paste);
    assert.ok(!page.includes('Harbour site'), paste);
  }
  const writer = await signedIn('editor', 'harbour');
  const refused = await writer.post('/desk/n/harbour/feeds/look', { paste: origin });
  assert.equal(refused.status, 403);
});

test('a list of feeds goes in after a look, and comes out as it went in', async (t) => {
  const { table, fetched, signedIn } = await deskOn(t, [paper]);
  const desk = await signedIn('owner');
  const feeds = Array.from(
    { length: 120 },
    (_, n) => `<outline type="rss" text="Feed ${n}" xmlUrl="https://site${n}.example/feed"/>`,
  );
  const paste = `<opml version="2.0"><body><outline text="Town">${feeds.join('')}</outline><outline text="x" xmlUrl="http://localhost/feed"/></body></opml>`;
  const page = await (await desk.post('/desk/n/harbour/feeds/look', { paste })).text();
  assert.match(page, /This list holds 120 feeds/);
  assert.match(page, /and 70 more/);
  assert.match(page, /Not possible: 1/);
  const list = /name="list" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const done = await desk.post('/desk/n/harbour/feeds/list', { list, section: '' });
  assert.match(done.headers.get('location') ?? '', /said=list&n=120/);
  const kept = await feedStore(table).list('harbour');
  assert.equal(kept.length, 120);
  assert.ok(kept.every(({ sectionId }) => sectionId === 'town'));
  assert.ok(kept.every(({ backlogItems }) => backlogItems === 0));
  assert.equal(fetched.flatMap(({ feeds: asked }) => asked).length, 120, 'all of them are asked');
  const long = `<opml version="2.0"><body>${Array.from({ length: 20_000 }, (_, n) => `<outline xmlUrl="https://l${n}.example/feed"/>`).join('')}</body></opml>`;
  const longer = await desk.post('/desk/n/harbour/feeds/look', { paste: long });
  assert.match(await longer.text(), /longer than the desk takes at once.*paperboy feeds import/);
  const file = await desk.get('/desk/n/harbour/feeds/opml');
  assert.match(file.headers.get('content-disposition') ?? '', /harbour\.opml/);
  assert.equal((await file.text()).match(/xmlUrl=/g)?.length, 120);
  await newsletterStore(table).save({ ...paper, closedAt: monday });
  for (const [act, fields] of [
    ['list', { list, section: '' }],
    ['add', { url: 'https://site0.example/feed', section: section?.id ?? '' }],
  ] as const) {
    const late = await desk.post(`/desk/n/harbour/feeds/${act}`, fields);
    assert.match(late.headers.get('location') ?? '', /said=closed/);
  }
  const closed = await (await desk.get('/desk/n/harbour/feeds?said=closed')).text();
  assert.match(
    closed,
    /role="status"[^>]*>This newsletter is closed: open it before you add feeds/,
  );
  await newsletterStore(table).save(paper);
  const forged = await desk.post('/desk/n/harbour/feeds/list', { list: 'AAAA', section: '' });
  assert.match(forged.headers.get('location') ?? '', /said=bad/);
});
