import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import * as v from 'valibot';
import { NewsletterSchema } from '../../functions/edition/newsletter.ts';
import { parse } from '../../functions/feed/read/parse.ts';
import { demoApp } from '../../infra/local/demo/feeds.ts';
import { demoNewsletter } from '../../infra/local/demo/newsletter.ts';

const origin = 'http://127.0.0.1:4100';
const dayMs = 86_400_000;
const start = Date.UTC(2026, 10, 22, 9, 30);
const feeds = demoNewsletter(origin).feeds;

function demoAt(at: number): Hono {
  return new Hono().route(
    '/_demo',
    demoApp(() => at, origin),
  );
}

async function get(at: number, url: string, headers: Record<string, string> = {}) {
  return await demoAt(at).request(url, { headers });
}

/** Ids of a feed document, whatever its format, found by how that format writes them. */
function idsIn(body: string): string[] {
  const item =
    /<item rdf:about="([^"]+)"|<guid[^>]*>([^<]+)<|<entry>\s*<id>([^<]+)<|"id": "([^"]+)"/g;
  return [...body.matchAll(item)].map((m) => m[1] ?? m[2] ?? m[3] ?? m[4] ?? '');
}

test('the newsletter is one that the product accepts', () => {
  const { newsletter } = demoNewsletter(origin, 'Europe/Berlin');
  const checked = v.parse(NewsletterSchema, { ...newsletter, createdAt: start });
  assert.equal(checked.zone, 'Europe/Berlin');
  const sections = new Set(checked.sections.map(({ id }) => id));
  assert.ok(feeds.length >= 6);
  for (const feed of feeds) assert.ok(sections.has(feed.sectionId), feed.title);
});

for (const feed of feeds) {
  test(`${feed.title}: shows ten items, well-formed, with its own content type`, async () => {
    const response = await get(start, feed.url);
    const body = await response.text();
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^application\/(rss|atom|rdf|feed)\+/);
    assert.equal(new Set(idsIn(body)).size, 10);
    if (body.startsWith('{')) assert.equal(JSON.parse(body).items.length, 10);
    else assertWellFormed(body);
  });

  test(`${feed.title}: is read by the product, with titles, dates, links and texts`, async () => {
    const response = await get(start, feed.url);
    const contentType = response.headers.get('content-type') ?? '';
    const bytes = new Uint8Array(await response.arrayBuffer());
    const parsed = await parse(bytes, { contentType, url: feed.url });
    assert.equal(parsed.kind, 'feed');
    assert.equal(parsed.feed.title, feed.title);
    assert.equal(parsed.feed.items.length, 10);
    for (const item of parsed.feed.items) {
      assert.doesNotMatch(item.title, /&\w+;|&#/);
      assert.ok(item.link?.startsWith(`${origin}/_demo/`));
      assert.ok(item.publishedAt !== undefined && item.publishedAt <= start);
      assert.ok((item.content ?? item.summary ?? '').length > 20);
    }
  });

  test(`${feed.title}: never repeats an id or a title over 90 days, and never runs dry`, async () => {
    const titles = new Map<string, string>();
    let last = '';
    // The first weeks day by day; later the ten that are shown reach from one look to the next.
    for (let day = 0; day < 90; day += day < 15 ? 1 : 2) {
      const body = await (await get(start + day * dayMs, feed.url)).text();
      assert.notEqual(body, last, `nothing new on day ${day}`);
      last = body;
      for (const [id, story] of storiesIn(body)) titles.set(id, titleIn(story));
    }
    const numbers = [...titles.keys()]
      .map((id) => Number(id.split('/').at(-1)))
      .sort((a, b) => a - b);
    const first = numbers[0] ?? Number.NaN;
    assert.deepEqual(
      numbers,
      Array.from(numbers, (_, i) => first + i),
    );
    assert.ok(titles.size >= 99, `only ${titles.size} items in 90 days`);
    assert.equal(new Set(titles.values()).size, titles.size, 'two items with one title');
  });

  test(`${feed.title}: an id keeps its title and text for as long as it is shown`, async () => {
    const before = await storiesOf(start, feed.url);
    const after = await storiesOf(start + dayMs, feed.url);
    const kept = [...after].filter(([id]) => before.has(id));
    assert.ok(kept.length > 0 && kept.length < 10);
    for (const [id, story] of kept) assert.equal(story, before.get(id));
  });

  test(`${feed.title}: an unchanged feed is 304 by tag and by date, a grown one is not`, async () => {
    const response = await get(start, feed.url);
    const etag = response.headers.get('etag') ?? '';
    const modified = response.headers.get('last-modified') ?? '';
    const byTag = await get(start, feed.url, { 'if-none-match': `"other", W/${etag}` });
    assert.equal(byTag.status, 304);
    assert.equal(byTag.headers.get('etag'), etag);
    assert.equal(await byTag.text(), '');
    assert.equal((await get(start, feed.url, { 'if-modified-since': modified })).status, 304);
    const both = { 'if-none-match': '"other"', 'if-modified-since': modified };
    assert.equal((await get(start, feed.url, both)).status, 200, 'the tag goes before the date');
    const later = start + dayMs;
    assert.equal((await get(later, feed.url, { 'if-none-match': etag })).status, 200);
    assert.equal((await get(later, feed.url, { 'if-modified-since': modified })).status, 200);
  });
}

test('the feeds speak at least four languages, one of them from right to left', async () => {
  const bodies = await Promise.all(feeds.map(async ({ url }) => (await get(start, url)).text()));
  const languages = bodies.map(
    (body) => /<(?:dc:)?language>([^<]+)|xml:lang="([^"]+)"|"language": "([^"]+)"/.exec(body) ?? [],
  );
  const spoken = new Set(languages.map(([, a, b, c]) => (a ?? b ?? c ?? '').split('-')[0]));
  assert.deepEqual([...spoken].sort(), ['ar', 'de', 'en', 'fr', 'ja', 'zh']);
});

test('the formats are RSS 2.0, RSS 1.0, Atom and JSON Feed', async () => {
  const bodies = await Promise.all(feeds.map(async ({ url }) => (await get(start, url)).text()));
  for (const mark of [
    '<rss version="2.0"',
    '<rdf:RDF',
    '<feed xmlns="http://www.w3.org/2005/Atom"',
  ]) {
    assert.ok(
      bodies.some((body) => body.includes(mark)),
      mark,
    );
  }
  assert.ok(bodies.some((body) => body.includes('https://jsonfeed.org/version/1.1')));
});

test('a feed is empty before its first story and not an error', async () => {
  for (const { url } of feeds) {
    const response = await get(Date.UTC(2023, 0, 1), url);
    assert.equal(response.status, 200);
    assert.deepEqual(idsIn(await response.text()), []);
  }
});

test('the teaser feed holds the first lines, its pages the whole text and more around it', async () => {
  const teaser = feeds.find(({ fullText }) => fullText === 'always');
  assert.ok(teaser);
  const body = await (await get(start, teaser.url)).text();
  assert.ok(!body.includes('content:encoded>'));
  const links = [...body.matchAll(/<item>[\s\S]*?<link>([^<]+)<[\s\S]*?<description>([^<]+)</g)];
  assert.equal(links.length, 10);
  for (const [, link = '', lead = ''] of links) {
    const page = await (await get(start, link)).text();
    for (const tag of ['<nav', '<aside', '<footer', 'class="ad'])
      assert.ok(page.includes(tag), tag);
    const article = /<article>([\s\S]*)<\/article>/.exec(page)?.[1] ?? '';
    assert.ok(article.includes(lead.slice(0, 20)));
    assert.ok(article.length > lead.length * 5, 'the page has much more than the teaser');
  }
});

test('the dirty feed is as dirty as it is meant to be', async () => {
  const dirty = feeds.find(({ title }) => title === 'Le Petit Phare');
  assert.ok(dirty);
  const body = await (await get(start + dayMs, dirty.url)).text();
  const signs = [
    ['entities in titles', /<title>[^<]*&amp;(quot|amp|eacute|#39);/],
    ['a date line', /<div>\d\d\/\d\d\/\d{4} - \d\d:\d\d<\/div>/],
    ['promo containers', /<div data-selfpromo-newsletter><\/div>/],
    ['empty anchors', /<a href="[^"]{200,}"[^>]*><span><\/span><\/a>/],
    ['custom elements', /<share-button v-on:open="openModal">/],
    ['percent-encoding in percent-encoding', /%25C3%25A9/],
    ['lazy pictures', /src="data:image\/gif[^"]*" data-src="http/],
    ['a tracking pixel', /width="1" height="1"/],
  ] as const;
  for (const [what, sign] of signs) assert.match(body, sign, what);
  assert.equal(body.split('https://flux-entiers.example/premium').length - 1, 10);
});

test('a story that is not out yet has no page, and an old one keeps its page', async () => {
  assert.equal((await get(start, `${origin}/_demo/coast-line/99999/`)).status, 404);
  assert.equal((await get(start, `${origin}/_demo/coast-line/5`)).status, 200);
});

test('every picture that a feed shows is a PNG, drawn the same each time', async () => {
  const bodies = await Promise.all(feeds.map(async ({ url }) => (await get(start, url)).text()));
  const urls = new Set(bodies.join('').match(/http:[^"&<> ]+\.png/g));
  assert.ok(new Set([...urls].map((url) => url.split('-')[0])).size >= 4, 'several scenes');
  const [url = ''] = urls;
  const first = await get(start, url);
  assert.equal(first.headers.get('content-type'), 'image/png');
  const bytes = Buffer.from(await first.arrayBuffer());
  assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG');
  assert.equal(bytes.readUInt32BE(16), 640);
  assert.ok(bytes.length < 20_000);
  assert.deepEqual(Buffer.from(await (await get(start, url)).arrayBuffer()), bytes);
  for (const wrong of ['harbour-12.png', 'harbour--1.png', 'attic-1.png', 'harbour-1.png.png']) {
    assert.equal((await get(start, `${origin}/_demo/pictures/${wrong}`)).status, 404, wrong);
  }
});

test('the overview lists every feed, with and without the slash at its end', async () => {
  for (const path of ['/_demo', '/_demo/']) {
    const page = await (await get(start, `${origin}${path}`)).text();
    for (const { url } of feeds) assert.ok(page.includes(`href="${url}"`), url);
  }
});

async function storiesOf(at: number, url: string): Promise<Map<string, string>> {
  return storiesIn(await (await get(at, url)).text());
}

function storiesIn(body: string): Map<string, string> {
  const stories = body.match(
    /<item[ >][\s\S]*?<\/item>|<entry>[\s\S]*?<\/entry>|\{\s+"id"[\s\S]*?\n {4}\}/g,
  );
  return new Map((stories ?? []).map((story) => [idsIn(story)[0] ?? '', story]));
}

function titleIn(story: string): string {
  const [, xml, json] = /<title>([^<]+)<|"title": "([^"]+)"/.exec(story) ?? [];
  const title = xml ?? json;
  assert.ok(title);
  return title;
}

/** Tags balance and ampersands are escaped: what a strict XML reader would insist on. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  const markup = xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g, '');
  for (const [, close, name = '', empty] of markup.matchAll(/<(\/?)([\w:]+)[^>]*?(\/?)>/g)) {
    if (close) assert.equal(open.pop(), name);
    else if (!empty) open.push(name);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(markup, /&(?!amp;|lt;|gt;|quot;|apos;|#)/);
}
