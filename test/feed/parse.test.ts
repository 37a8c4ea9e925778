import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parse } from '../../functions/feed/read/parse.ts';
import { fixture, parseFeed, rss } from './support.ts';

suite('RSS 2.0', () => {
  test('a whole item, every field of it', async () => {
    const feed = await parseFeed(fixture('harbour.rss'), { url: 'https://harbour.example/rss' });
    assert.equal(feed.title, 'The Harbour Gazette');
    assert.equal(feed.link, 'https://harbour.example/');
    assert.equal(feed.language, 'en-GB');
    assert.deepEqual(feed.items[0], {
      id: 'ferry-1',
      title: 'Ferry & tide: late again',
      link: 'https://harbour.example/ferry?utm_source=rss',
      publishedAt: Date.UTC(2026, 2, 3, 13, 30),
      author: 'Ana Reyes, Bo Lind',
      summary: 'The ferry waited for the tide.',
      content: '<p>The ferry waited <b>an hour</b> for the tide.</p>',
      categories: ['Transport', 'Wind & Weather'],
      enclosures: [
        { url: 'https://harbour.example/horn.mp3', type: 'audio/mpeg' },
        { url: 'https://harbour.example/horn.ogg', type: 'audio/ogg' },
      ],
      image: 'https://harbour.example/ferry.jpg',
    });
  });

  test('an unreadable date, a permalink guid, unescaped markup, a name in brackets', async () => {
    const [, item] = (await parseFeed(fixture('harbour.rss'))).items;
    assert.deepEqual(item, {
      id: 'https://harbour.example/boats',
      title: 'Vector<int> of boats',
      link: 'https://harbour.example/boats',
      author: 'Harbour Desk',
      summary: 'Unescaped <b>markup</b> with a<br>break',
      categories: [],
      enclosures: [],
    });
  });
});

test('RSS 1.0 has its items beside the channel and its ids in rdf:about', async () => {
  const feed = await parseFeed(fixture('kawaraban.rdf'));
  assert.equal(feed.title, '瓦版通信');
  assert.equal(feed.language, 'ja');
  assert.deepEqual(feed.items, [
    {
      id: 'https://kawara.example/1',
      title: '朝市が川辺に移ります',
      link: 'https://kawara.example/1',
      publishedAt: Date.UTC(2026, 2, 2, 22),
      author: '佐々木',
      summary: '来週の日曜日から、朝市は川辺の広場で開かれます。',
      categories: ['町'],
      enclosures: [],
    },
  ]);
});

test('Atom under a prefix: xml:base, xhtml in order, title types, an inherited author', async () => {
  const feed = await parseFeed(fixture('souk.atom'));
  assert.equal(feed.link, 'https://souk.example/akhbar/index.html');
  assert.equal(feed.language, 'ar');
  const [first, second] = feed.items;
  assert.equal(first?.title, 'سعر <التمر> يرتفع');
  assert.equal(first?.link, 'https://souk.example/akhbar/1');
  assert.equal(first?.author, 'هيئة التحرير');
  assert.deepEqual(first?.categories, ['تمر']);
  assert.equal(
    first?.content,
    '<div><p>بدأ <b>الموسم</b> ثم <i>ارتفع</i> السعر &lt; قليلا.</p></div>',
  );
  assert.equal(first?.updatedAt, Date.UTC(2026, 2, 4, 5, 30));
  assert.deepEqual(first?.enclosures, [
    { url: 'https://souk.example/akhbar/1.mp3', type: 'audio/mpeg' },
  ]);
  assert.equal(second?.title, '1 < 2 &amp; نص');
  assert.equal(second?.link, 'https://souk.example/akhbar/mulhaq/2.html');
  assert.equal(second?.author, 'ضيف');
  assert.equal(second?.updatedAt, undefined);
});

test('addresses inside XHTML follow xml:base, those of other schemes stay', async () => {
  const [item] = (
    await parseFeed(
      `<feed xmlns="http://www.w3.org/2005/Atom"><entry xml:base="https://b.example/x/"><content type="xhtml" xml:base="y/"><div xmlns="http://www.w3.org/1999/xhtml"><a href="z?a=1&amp;b=2">1</a><img src="/p.png"/><a href="mailto:a@b.example">2</a></div></content></entry></feed>`,
    )
  ).items;
  assert.equal(
    item?.content,
    '<div><a href="https://b.example/x/y/z?a=1&amp;b=2">1</a><img src="https://b.example/p.png"><a href="mailto:a@b.example">2</a></div>',
  );
});

suite('JSON Feed', () => {
  const feed = (fields: object) =>
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1',
      title: 'Notes',
      home_page_url: '/',
      author: { name: 'House' },
      ...fields,
    });

  test('1.0 has one author, ids may be numbers, text becomes HTML', async () => {
    const source = feed({ items: [{ id: 7, url: '/7', content_text: 'a < b\n\nc' }] });
    const read = await parseFeed(source, { url: 'https://j.example/feed.json' });
    assert.equal(read.link, 'https://j.example/');
    assert.deepEqual(read.items[0], {
      id: '7',
      title: '',
      link: 'https://j.example/7',
      author: 'House',
      content: '<p>a &lt; b</p><p>c</p>',
      categories: [],
      enclosures: [],
    });
  });

  test('values of the wrong type are not there', async () => {
    const item = { id: {}, title: 5, tags: 'x', authors: [null, { name: 'Eve' }], attachments: 1 };
    const [read] = (await parseFeed(feed({ items: [null, 'x', item] }))).items;
    assert.deepEqual(read, { title: '5', author: 'Eve', categories: [], enclosures: [] });
  });
});

suite('damage', () => {
  const items = [
    '<title>One</title><guid>1</guid><description>first</description>',
    '<title>Two</title><guid>2</guid><description>second</description>',
  ];
  const whole = rss(...items);
  const damages: Record<string, string> = {
    'a warning before the XML': `<br />\n<b>Warning</b>: x in <b>y</b>\n${whole}`,
    'blank lines and two marks': `\ufeff\ufeff\n\n ${whole}`,
    'no version': whole.replace(' version="2.0"', ''),
    'upper case': whole.replaceAll('item>', 'ITEM>').replaceAll('rss', 'RSS'),
    'a bare ampersand': whole.replace('first', 'fish & chips'),
    'a stray less-than': whole.replace('first', '5 < 6'),
    'an unclosed description': whole.replace('first</description>', 'first'),
    'an unclosed item': whole.replace('</item>', ''),
    'no end tags at all': whole.replace('</channel></rss>', ''),
    'a script after the root': `${whole}<script>alert("<item>")</script>`,
    'no channel': whole.replace('<channel>', '').replace('</channel>', ''),
    'no root': whole.replace('<rss version="2.0">', '').replace('</rss>', ''),
    'a forbidden character': whole.replace('first', 'f\x0bi\x00rst'),
    'a reference to a forbidden character': whole.replace('first', 'fi&#11;rst'),
    'an unquoted attribute': whole.replace('<guid>', '<guid isPermaLink=false>'),
    'an unclosed CDATA at the end': `${whole.replace('second</description></item></channel></rss>', '')}<![CDATA[second`,
    'a doctype of Netscape': whole.replace(
      '<rss',
      '<!DOCTYPE rss PUBLIC "-//Netscape//DTD" "http://x.example/rss.dtd"><rss',
    ),
  };
  for (const [name, source] of Object.entries(damages)) {
    test(name, async () => {
      const feed = await parseFeed(source);
      assert.deepEqual(
        feed.items.slice(0, 2).map((item) => [item.id, item.title]),
        [
          ['1', 'One'],
          ['2', 'Two'],
        ],
      );
      assert.match(feed.items[1]?.summary ?? '', /^second/);
    });
  }

  test('what came before the cut is kept', async () => {
    const feed = await parseFeed(whole.slice(0, whole.indexOf('Two')));
    assert.equal(feed.items[0]?.title, 'One');
  });
});

suite('what is no feed is said to be none', () => {
  const cases: Record<string, [string, string]> = {
    nothing: ['', 'It is empty.'],
    'white space': [' \n\t ', 'It is empty.'],
    text: ['hello', 'It is neither RSS, Atom nor JSON Feed.'],
    'an error in JSON': ['{"error":"no"}', 'It is JSON, but no JSON Feed.'],
    'broken JSON': ['{"version"', 'Its JSON cannot be read.'],
    'an empty channel': ['<rss><channel></channel></rss>', 'It has neither a title nor items.'],
    'a picture': ['\x89PNG\r\n\x1a\n\0\0', 'It is neither RSS, Atom nor JSON Feed.'],
  };
  for (const [name, [source, reason]] of Object.entries(cases)) {
    test(name, async () => {
      assert.deepEqual(await parse(Buffer.from(source, 'latin1'), {}), { kind: 'refused', reason });
    });
  }

  test('a page gives the feeds that it names, and never what looks like one inside it', async () => {
    const page = `<!doctype html><html><head><base href="/blog/">
      <link rel="stylesheet alternate" type="text/css" href="x.css">
      <link rel="ALTERNATE" type="application/rss+xml; charset=utf-8" title="All &amp; more" href="feed">
      <link rel=alternate type=application/atom+xml href=//other.example/atom>
      </head><body><rss><channel><item><title>no</title></item></channel></rss></body></html>`;
    assert.deepEqual(await parse(Buffer.from(page), { url: 'https://p.example/' }), {
      kind: 'page',
      links: [
        { url: 'https://p.example/blog/feed', title: 'All & more' },
        { url: 'https://other.example/atom', title: '' },
      ],
    });
  });
});

test('a feed that is too long keeps its newest 300 items, whichever end they are at', async () => {
  const item = (n: number) =>
    `<guid isPermaLink="false">${n}</guid><pubDate>${new Date(n * 86_400_000).toUTCString()}</pubDate>`;
  const rising = Array.from({ length: 350 }, (_, n) => item(n));
  const oldestFirst = await parseFeed(rss(...rising));
  assert.equal(oldestFirst.items.length, 300);
  assert.equal(oldestFirst.items.at(-1)?.id, '349');
  const newestFirst = await parseFeed(rss(...rising.reverse()));
  assert.equal(newestFirst.items.length, 300);
  assert.equal(newestFirst.items[0]?.id, '349');
});
