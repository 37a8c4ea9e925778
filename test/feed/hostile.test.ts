import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parse } from '../../functions/feed/parse.ts';
import { rss } from './support.ts';

const bytesMax = 4_800_000;
const fill = (unit: string) => unit.repeat(Math.floor(bytesMax / unit.length));
const around = (description: string, title = 'One') =>
  rss(`<title>${title}</title><description>${description}</description>`, '<title>Two</title>');
const numbered = (count: number, write: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => write(n)).join('');

/** How many items each must still give; undefined where a refusal is right. */
const cases: Record<string, [source: string | Buffer, items: number | undefined]> = {
  'elements nested 100,000 deep': [around(`${'<div>'.repeat(1e5)}x${'</div>'.repeat(1e5)}`), 2],
  'elements never closed': [around(fill('<b>')), 1],
  'nothing but <': [around(fill('<')), 2],
  'nothing but &': [around(fill('&')), 2],
  'nothing but references': [around(fill('&#65;')), 2],
  'names that nobody knows': [around(numbered(6e5, (n) => `&a${n.toString(36)};`)), 2],
  'an attribute of megabytes': [around(`<a href="${fill('y')}">z</a>`), 2],
  'attributes by the hundred thousand': [around(`<a ${numbered(4e5, (n) => `a${n}=1 `)}>z</a>`), 2],
  'namespaces by the hundred thousand': [
    rss('<title>One</title>').replace(
      '<rss',
      `<rss ${numbered(2e5, (n) => `xmlns:a${n}="u${n}" `)}`,
    ),
    1,
  ],
  'a namespace at every level': [around(fill('<a xmlns:q="u">')), 1],
  'tags without an end, as CDATA': [around(`<![CDATA[${fill('x<p')}]]>`), 2],
  'tags without an end': [around(fill('x<p')), 2],
  'titles never closed': [`<rss><channel>${fill('<title>')}`, undefined],
  'a million empty items': [`<rss><channel><title>T</title>${fill('<item/>')}`, 300],
  'CDATA without end': [around(`<![CDATA[${fill('a')}`), 1],
  'a comment without end': [around(`<!--${fill('-')}`), 1],
  'close tags of nothing': [`<rss><channel>${'<a>'.repeat(255)}${fill('</zz>')}`, undefined],
  'a title of megabytes': [around('x', fill('&lt;b&gt;')), 2],
  'categories by the hundred thousand': [
    rss(`<title>One</title>${fill('<category>x</category>')}`),
    1,
  ],
  'a million laughs': [
    `<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(99)}"><!ENTITY c "${'&b;'.repeat(99)}">]>${around('&c;'.repeat(999))}`,
    2,
  ],
  'one long entity used often': [
    `<!DOCTYPE r [<!ENTITY a "${'ha'.repeat(490)}">]>${around(fill('&a;'))}`,
    2,
  ],
  'an entity that is a file': [
    `<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>${around('&a;')}`,
    2,
  ],
  'a doctype that never ends': [`<!DOCTYPE rss [<!ENTITY ${fill(' ')}`, undefined],
  'JSON nested a million deep': [`{"version":"jsonfeed.org","items":${'['.repeat(2e6)}`, undefined],
  'JSON objects by the million': [
    `{"version":"https://jsonfeed.org/version/1","items":[${fill('{},')}{}]}`,
    undefined,
  ],
  'bytes of no encoding': [Buffer.alloc(bytesMax, 0xe9), undefined],
  'zero bytes': [Buffer.alloc(bytesMax), undefined],
  blanks: [fill(' '), undefined],
  'a page of links': [`<html>${fill('<link rel=alternate>')}`, undefined],
};

suite('hostile input ends with a value, soon, and small', () => {
  for (const [name, [source, items]] of Object.entries(cases)) {
    test(name, { timeout: 5_000 }, async () => {
      const bytes = Buffer.from(source);
      const start = process.cpuUsage();
      const parsed = await parse(bytes, { url: 'https://t.example/' });
      const { user, system } = process.cpuUsage(start);
      assert.equal(parsed.kind === 'feed' ? parsed.feed.items.length : undefined, items);
      assert.ok((user + system) / 1000 < 2_000, `${(user + system) / 1000} ms of CPU`);
      assert.ok(JSON.stringify(parsed).length < 1_200_000);
      assert.doesNotMatch(JSON.stringify(parsed), /root:|(?:ha){1000}/);
    });
  }
});

test('keys that are no keys pollute nothing', async () => {
  const parsed = await parse(
    Buffer.from(around('<__proto__ polluted="1"/>').replace('<title>', '<constructor/><title>')),
    {},
  );
  assert.equal(parsed.kind, 'feed');
  assert.equal('polluted' in {}, false);
});
