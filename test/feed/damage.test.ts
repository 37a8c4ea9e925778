import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { parse } from '../../functions/feed/read/parse.ts';
import { anyText } from '../support/any-text.ts';
import { fixture, parseFeed } from './support.ts';

const feeds = ['golden/harbour.rss', 'golden/kawaraban.rdf', 'golden/souk.atom'];
const texts = new Map(feeds.map((name) => [name, fixture(name).toString()]));

const lastClose = (text: string) => text.lastIndexOf('</');
const firstItem = /<(\w*:?)(item|entry)[ >]/;

/** Each leaves the titles of all items as they are. */
const damages: Record<string, (text: string) => string | Buffer> = {
  'a leading line': (text) => `\n${text}`,
  'a byte order mark': (text) => `\ufeff${text}`,
  'two byte order marks': (text) => `\ufeff\ufeff${text}`,
  'a warning before the XML': (text) => `<br />\n<b>Notice</b>: x in <b>y.php</b>\n${text}`,
  'text after the root': (text) => `${text}\nbye & thanks <`,
  'a script after the root': (text) => `${text}<script>if (a<b) document.write("<item>")</script>`,
  'no XML declaration': (text) => text.slice(text.indexOf('?>') + 2),
  'a wrong version of XML': (text) => text.replace('version="1.0"', "version='7.3'"),
  'the root never closed': (text) => text.slice(0, lastClose(text)),
  'the root and the channel never closed': (text) => {
    const cut = text.slice(0, lastClose(text));
    return cut.slice(0, Math.max(lastClose(cut), cut.search(/<\/\w*:?(item|entry)>\s*$/)));
  },
  'an undeclared prefix': (text) => text.replace(firstItem, '<foo:bar>x</foo:bar>$&'),
  'a mismatched close tag': (text) => text.replace(firstItem, '</b></nonsense>$&'),
  'a bare ampersand': (text) => text.replace(firstItem, '<note>a & b &c; &</note>$&'),
  'a stray less-than': (text) => text.replace(firstItem, '<note>1 < 2 <3 </note>$&'),
  'a forbidden character': (text) => text.replace(firstItem, '\x0b\x00<note>\x1f</note>$&'),
  'a forbidden reference': (text) => text.replace(firstItem, '<note>&#11;&#xFFFF;&#0;</note>$&'),
  'an unquoted attribute': (text) => text.replace(firstItem, '<note a=1 b=x/y>z</note>$&'),
  'a doubled attribute': (text) => text.replace(firstItem, '<note a="1" a="2" a>z</note>$&'),
  'an unclosed break': (text) => text.replace(firstItem, '<description>x<br>y</description>$&'),
  'an unclosed element': (text) => text.replace(firstItem, '<description>x<b>y$&'),
  'a comment with dashes': (text) => text.replace(firstItem, '<!-- a -- b ---->$&'),
  'a doctype with entities': (text) =>
    text.replace('?>', '?>\n<!DOCTYPE x [<!ENTITY co "ACME"><!ELEMENT y (z)>]>'),
  'a doctype of Netscape': (text) =>
    text.replace('?>', '?><!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/x.dtd">'),
  'line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
  'line ends of old Macs': (text) => text.replaceAll('\n', '\r'),
  'utf-16': (text) => iconv.encode(text, 'utf-16'),
  'utf-8 labelled iso-8859-1': (text) => text.replace('UTF-8', 'ISO-8859-1'),
  gb18030: (text) => iconv.encode(text.replace('UTF-8', 'GB18030'), 'gb18030'),
  'invalid dates': (text) => text.replaceAll(/(date|published|updated)>[^<]*</gi, '$1>soon<'),
};

for (const [name, text] of texts) {
  suite(`${name} keeps its items in spite of`, async () => {
    const titles = (await parseFeed(text)).items.map((item) => item.title);
    for (const [damage, apply] of Object.entries(damages)) {
      test(damage, async () => {
        const feed = await parseFeed(Buffer.from(apply(text)));
        assert.deepEqual(
          feed.items.map((item) => item.title),
          titles,
        );
      });
    }
  });
}

test('wherever a feed breaks off, what came whole before is kept', async () => {
  for (const [name, text] of texts) {
    const whole = (await parseFeed(text)).items;
    for (let cut = text.length; cut > 0; cut -= 59) {
      const before = text.slice(0, cut);
      const complete = before.match(/<\/\w*:?(?:item|entry)>/g)?.length ?? 0;
      const parsed = await parse(Buffer.from(before), {});
      const items = parsed.kind === 'feed' ? parsed.feed.items : [];
      assert.deepEqual(items.slice(0, complete), whole.slice(0, complete), `${name} at ${cut}`);
    }
  }
});

test('whatever is done to a feed, reading it ends with a value', async () => {
  const splice = fc.record({
    at: fc.nat(5_000),
    remove: fc.nat(40),
    put: fc.oneof(
      anyText(20),
      fc.constantFrom('<', '>', '</', '<![CDATA[', ']]>', '<!--', '&', '&#', '<item>', '"', '<a:'),
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...texts.values()),
      fc.array(splice, { minLength: 1, maxLength: 8 }),
      async (text, splices) => {
        let mutant = text;
        for (const { at, remove, put } of splices) {
          mutant = mutant.slice(0, at) + put + mutant.slice(at + remove);
        }
        const parsed = await parse(Buffer.from(mutant), { url: 'https://t.example/' });
        assert.ok(['feed', 'page', 'refused'].includes(parsed.kind));
      },
    ),
    { numRuns: 120 },
  );
});
