/** What is read is in `golden.test.ts`, pair by pair; here is what is made by changing one feed. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseFeed, rss } from './support.ts';

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

suite('a tag in a title', () => {
  const titles: Record<string, string> = {
    'The <nav> element': 'The <nav> element',
    'What <script> and <style> do': 'What <script> and <style> do',
    'From <B> to <strong>': 'From <B> to <strong>',
    'The <em>old</em> mill': 'The old mill',
    'One<br>two': 'One two',
    '<p>A paragraph': 'A paragraph',
    'An <a href="https://t.example/">address</a>': 'An address',
  };
  for (const [written, read] of Object.entries(titles)) {
    test(`${written} reads ${read}`, async () => {
      const escaped = written.replaceAll('<', '&lt;');
      const feed = await parseFeed(rss(`<title>${escaped}</title>`));
      assert.equal(feed.items[0]?.title, read);
      const atom = await parseFeed(
        `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id><title type="html">${escaped}</title></entry></feed>`,
      );
      assert.equal(atom.items[0]?.title, read);
    });
  }
});
