/** Feeds without a word about their encoding, in the languages that were written without UTF-8. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import iconv from 'iconv-lite';
import { decode } from '../../functions/feed/read/decode.ts';
import { languages } from '../fixtures/feed/languages.ts';
import { rss } from './support.ts';

/** A feed as a program of that time wrote it: most of its bytes are markup, addresses and dates. */
function feedOf(sentences: readonly string[]): string {
  const items = sentences.map((sentence, n) => {
    const address = `https://harbour.example/news/2026/${n}.html`;
    return (
      `<item><title>${sentence.slice(0, 24)}</title><link>${address}</link>` +
      `<guid isPermaLink="true">${address}</guid>` +
      `<pubDate>Mon, 02 Mar 2026 07:00:0${n} GMT</pubDate>` +
      `<description>&lt;p&gt;&lt;img src="${address}.jpg" alt=""&gt;${sentence}&lt;/p&gt;` +
      '</description></item>'
    );
  });
  return rss(items.join('\n'));
}

for (const [language, { charsets, headline, sentences }] of Object.entries(languages)) {
  for (const charset of charsets) {
    const texts = {
      'a feed': feedOf(sentences),
      'a feed of one item': feedOf([`${headline}. ${sentences[1]}`]),
      'a headline': headline,
    };
    for (const [what, text] of Object.entries(texts)) {
      test(`${what} in ${language}, as ${charset}`, async () => {
        assert.equal(await decode(iconv.encode(text, charset)), text);
      });
    }
  }
}

suite('bytes that are nothing in particular', () => {
  const mebibyte = 1_048_576;
  const cases: Readonly<Record<string, Buffer>> = {
    'one accented letter': Buffer.from([0xe9]),
    'a letter behind a mebibyte of markup': Buffer.from(`${'<'.repeat(mebibyte)}é`, 'latin1'),
    'only letters that no encoding begins a word with': Buffer.alloc(5 * mebibyte, 0xff),
    'halves of characters': Buffer.alloc(5 * mebibyte, Buffer.from([0x3c, 0xa1])),
  };
  for (const [name, bytes] of Object.entries(cases)) {
    test(name, async () => assert.notEqual(await decode(bytes), ''));
  }
});
