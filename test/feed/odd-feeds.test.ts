/** What feeds do against all standards, one oddity a line. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ParsedItem } from '../../functions/feed/item.ts';
import { parseFeed, rss } from './support.ts';

const url = 'https://odd.example/blog/feed.xml';
const rdfNs = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';
const mediaNs = 'xmlns:media="http://search.yahoo.com/mrss/"';

const within = (attributes: string, item: string) =>
  rss(item).replace('<rss ', `<rss ${attributes} `);
const atom = (entry: string, attributes = 'xmlns="http://www.w3.org/2005/Atom"') =>
  `<feed ${attributes}><title>T</title><entry>${entry}</entry></feed>`;
const rdf = (attributes: string, inside: string) =>
  `<rdf:RDF ${rdfNs} ${attributes}><channel><title>T</title></channel>${inside}</rdf:RDF>`;

type Case = readonly [source: string, first: Partial<ParsedItem>];

const tables: Record<string, Record<string, Case>> = {
  'versions and vocabularies': {
    'RSS 0.90': [
      rdf('xmlns="http://my.netscape.com/rdf/simple/0.9/"', '<item><title>Ebb</title></item>'),
      { title: 'Ebb' },
    ],
    'RSS 1.1, with another root': [
      `<Channel xmlns="http://purl.org/net/rss1.1#" ${rdfNs}><title>T</title><items><item rdf:about="n:1"><title>Ebb</title></item></items></Channel>`,
      { id: 'n:1', title: 'Ebb' },
    ],
    'RSS 2.0 in a namespace of nobody': [
      within('xmlns="https://nobody.example/ns"', '<title>Ebb</title><guid>n:1</guid>'),
      { id: 'n:1', title: 'Ebb' },
    ],
    'RSS 2.0 that says it is Atom': [
      within(
        'xmlns="http://www.w3.org/2005/Atom"',
        '<title>Ebb</title><description>d</description>',
      ),
      { title: 'Ebb', summary: 'd' },
    ],
    'everything under prefixes, Dublin Core as the default': [
      `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://purl.org/rss/1.0/" xmlns="http://purl.org/dc/elements/1.1/"><s:channel><s:title>T</s:title></s:channel><s:item><title>not this</title><s:title>Ebb</s:title><creator>Ito</creator></s:item></r:RDF>`,
      { title: 'Ebb', author: 'Ito' },
    ],
    'a prefix that usually means something else': [
      within(
        'xmlns:media="http://purl.org/dc/elements/1.1/"',
        '<media:creator>Ito</media:creator>',
      ),
      { author: 'Ito' },
    ],
    'namespaces declared on the elements themselves': [
      rss(
        '<creator xmlns="http://purl.org/dc/elements/1.1/">Ito</creator><encoded xmlns="http://purl.org/rss/1.0/modules/content/">Long</encoded>',
      ),
      { author: 'Ito', content: 'Long' },
    ],
    'items beside the channel, in a second channel, without one': [
      '<rss><item><title>Ebb</title></item><channel><title>T</title></channel></rss>',
      { title: 'Ebb' },
    ],
    'a feed inside another document': [
      `<data status="ok">${rss('<title>Ebb</title>').slice(21)}</data>`,
      { title: 'Ebb' },
    ],
    'the namespace of a draft of Atom': [
      atom('<title>Ebb</title><link href="/1"/>', 'xmlns="http://purl.org/atom/ns#draft-06"'),
      { title: 'Ebb', link: 'https://odd.example/1' },
    ],
  },

  'Atom 0.3': Object.fromEntries(
    Object.entries({
      'escaped HTML': [
        '<title>E</title><content type="text/html" mode="escaped">&lt;i>ebb&lt;/i></content>',
        { content: '<i>ebb</i>' },
      ],
      'XML in place': [
        '<content type="application/xhtml+xml" mode="xml"><p>ebb &amp; <i>flow</i></p></content>',
        { content: '<p>ebb &amp; <i>flow</i></p>' },
      ],
      base64: [
        '<title mode="base64" type="text/html">RWJi</title><content mode="base64">PHA+ZWJiPC9wPg==</content>',
        { title: 'Ebb', content: '<p>ebb</p>' },
      ],
      'one content in several types': [
        '<content type="multipart/alternative"><content type="text/plain">ebb</content><content type="text/html" mode="escaped">&lt;i>ebb&lt;/i></content></content>',
        { content: '<i>ebb</i>' },
      ],
    } satisfies Record<string, Case>).map(([name, [entry, first]]) => [
      name,
      [atom(entry, 'version="0.3" xmlns="http://purl.org/atom/ns#"'), first],
    ]),
  ),

  titles: {
    'the first is empty': [rss('<title/><title>Ebb</title>'), { title: 'Ebb' }],
    'escaped twice': [rss('<title>Ebb &amp;amp; flow</title>'), { title: 'Ebb & flow' }],
    'what only looks like a tag': [
      rss('<title>A List&lt;Tide&gt; for i &lt; 3, I &lt;3 it</title>'),
      { title: 'A List<Tide> for i < 3, I <3 it' },
    ],
    'a character in two halves': [rss('<title>&#55357;&#56832; ebb</title>'), { title: '😀 ebb' }],
    'numbers of windows-1252': [rss('<title>&#147;ebb&#x94;</title>'), { title: '“ebb”' }],
    'an entity that nobody knows': [rss('<title>&ebb; &hellip;</title>'), { title: '&ebb; …' }],
    'CDATA that was escaped': [rss('<title>&lt;![CDATA[Ebb]]&gt;</title>'), { title: 'Ebb' }],
    'a title of another vocabulary before it': [
      within(mediaNs, '<media:title>not this</media:title><title>Ebb</title>'),
      { title: 'Ebb' },
    ],
  },

  bodies: {
    'HTML in place of escaped HTML': [
      rss('<description><p>ebb<br>and <a href="https://a.example/">flow</a></description>'),
      { summary: '<p>ebb<br>and <a href="https://a.example/">flow</a></p>' },
    ],
    'one stray tag among escaped HTML': [
      atom('<content type="html">&lt;p>ebb&lt;/p><br/>&lt;p>flow&lt;/p></content>'),
      { content: '<p>ebb</p><br><p>flow</p>' },
    ],
    'XHTML under a prefix': [
      atom(
        '<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml">a <h:b>b</h:b> c</h:div></content>',
      ),
      { content: '<div>a <b>b</b> c</div>' },
    ],
    'escaped and CDATA side by side': [
      rss('<description>&lt;b&gt;ebb&lt;/b&gt; <![CDATA[<i>flow</i>]]></description>'),
      { summary: '<b>ebb</b> <i>flow</i>' },
    ],
    'a body that is a picture is none': [
      atom('<content type="image/png">iVBORw0KGgoAAAANSUhEUgAA</content><summary>ebb</summary>'),
      { summary: 'ebb' },
    ],
  },

  'relative addresses': {
    'in escaped HTML, against xml:base at every level': [
      atom(
        '<link href="1"/><content type="html" xml:base="c/">&lt;img alt=x src=../i.png srcset="a.png 1x, b.png 2x">&lt;a href="?q&amp;amp;r">x&lt;/a></content>',
        'xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/a/"',
      ),
      {
        link: 'https://base.example/a/1',
        content:
          '<img alt=x src=https://base.example/a/i.png srcset="https://base.example/a/c/a.png 1x, https://base.example/a/c/b.png 2x"><a href="https://base.example/a/c/?q&amp;r">x</a>',
      },
    ],
    'xml:base of an RSS description': [
      rss(
        '<description xml:base="https://base.example/a/">&lt;a href="b#c"&gt;x&lt;/a&gt; &lt;a href="#d"&gt;y&lt;/a&gt;</description>',
      ),
      { summary: '<a href="https://base.example/a/b#c">x</a> <a href="#d">y</a>' },
    ],
    'without xml:base the page itself decides, later': [
      rss('<link>/p/1</link><description>&lt;img src="i.png"&gt;</description>'),
      { link: 'https://odd.example/p/1', summary: '<img src="i.png">' },
    ],
    'an xml:base that is relative itself': [
      atom('<link href="1"/>', 'xmlns="http://www.w3.org/2005/Atom" xml:base="/x/"'),
      { link: 'https://odd.example/x/1' },
    ],
  },

  'who and what': {
    'the mailbox is not printed beside the name': [
      rss('<author>ito@odd.example (Ito Rei)</author>'),
      { author: 'Ito Rei' },
    ],
    'the name first, the mailbox in brackets': [
      rss('<author>Ito Rei (ito@odd.example)</author>'),
      { author: 'Ito Rei' },
    ],
    'the mailbox, then the name': [
      rss('<author>ito@odd.example Ito Rei</author>'),
      { author: 'Ito Rei' },
    ],
    'an empty id before the right one': [rss('<guid> </guid><guid>n:1</guid>'), { id: 'n:1' }],
    'a guid that is a number is no link': [rss('<guid>123</guid>'), { id: '123' }],
    'a relative guid that says that it is a link': [
      rss('<guid isPermaLink="TRUE">/p/1</guid>'),
      { id: '/p/1', link: 'https://odd.example/p/1' },
    ],
    'a bare ampersand before what could be an entity': [
      rss('<link>https://a.example/?x=1&copy=2&lt=3</link>'),
      { link: 'https://a.example/?x=1&copy=2&lt=3' },
    ],
    'relations written as addresses': [
      atom(
        '<link rel="http://www.iana.org/assignments/relation/enclosure" href="/a.ogg"/><link rel="http://www.iana.org/assignments/relation/alternate" href="/1"/>',
      ),
      { link: 'https://odd.example/1', enclosures: [{ url: 'https://odd.example/a.ogg' }] },
    ],
    'a picture that only its ending gives away': [
      rss('<enclosure url="https://a.example/i.JPG?w=9" length="0"/>'),
      { image: 'https://a.example/i.JPG?w=9' },
    ],
    'a film and its picture in a group': [
      within(
        mediaNs,
        '<media:group><media:content url="/v.mp4"/><media:thumbnail url="/t.jpg"/></media:group>',
      ),
      { enclosures: [{ url: 'https://odd.example/v.mp4' }], image: 'https://odd.example/t.jpg' },
    ],
  },
};

for (const [name, cases] of Object.entries(tables)) {
  suite(name, () => {
    for (const [oddity, [source, first]] of Object.entries(cases)) {
      test(oddity, async () => {
        const [item] = (await parseFeed(source, { url })).items;
        const fields = Object.keys(first) as (keyof ParsedItem)[];
        assert.deepEqual(Object.fromEntries(fields.map((field) => [field, item?.[field]])), first);
      });
    }
  });
}

test('authors of a JSON Feed that are bare names', async () => {
  const item = { id: 1, authors: ['Ito Rei', { name: 'Bo' }], author: null };
  const source = JSON.stringify({ version: 'https://jsonfeed.org/version/1', items: [item] });
  assert.equal((await parseFeed(source)).items[0]?.author, 'Ito Rei, Bo');
});

test('a JSON Feed that writes halves of pairs and control characters', async () => {
  const source = String.raw`{"version":"https://jsonfeed.org/version/1.1","title":"\u001b[2JT","items":
    [{"id":"\udc00","title":"a\ud800b\u0000","content_html":"<p>\udfff\u0008\ud83d\ude00"}]}`;
  const { title, items } = await parseFeed(source);
  assert.deepEqual(
    [title, items[0]?.id, items[0]?.title, items[0]?.content],
    ['[2JT', '\ufffd', 'a\ufffdb', '<p>\ufffd😀'],
  );
});
