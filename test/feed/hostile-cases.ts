/** Documents that were made to hurt whoever reads them, nearly as large as a body may be, or a part of that. */
import { rss } from './support.ts';

const bytesMax = 4_800_000;
const around = (description: string, title = 'One') =>
  rss(`<title>${title}</title><description>${description}</description>`, '<title>Two</title>');
const numbered = (count: number, write: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => write(n)).join('');
const cdata = (html: string) => around(`<![CDATA[${html}]]>`);

interface HostileCase {
  readonly source: () => string | Buffer;
  /** How many items it must still give; none where a refusal is right. */
  readonly items?: number;
}

/** A feed as large as those, with nothing in it that hurts. */
export function ordinaryFeed(part = 1): string {
  const html = `<p>${'What happened here, and why. '.repeat(10)}</p>`;
  return rss(
    ...Array.from(
      { length: Math.floor((bytesMax * part) / (html.length + 80)) },
      (_, n) => `<title>Story ${n}</title><description><![CDATA[${html}]]></description>`,
    ),
  );
}

/**
 * Each is made when it is wanted: all at once they would fill the memory by themselves. `part` of
 * the largest is enough to tell what grows with the square of its size from what does not.
 */
export function hostileCases(part = 1): Readonly<Record<string, HostileCase>> {
  const many = (count: number) => Math.floor(count * part);
  const fill = (unit: string) => unit.repeat(many(bytesMax / unit.length));
  return {
    'elements nested 100,000 deep': {
      source: () => around(`${'<div>'.repeat(many(1e5))}x${'</div>'.repeat(many(1e5))}`),
      items: 2,
    },
    'elements nested 100,000 deep, as CDATA': {
      source: () => cdata(`${'<div>'.repeat(many(1e5))}x${'</div>'.repeat(many(1e5))}`),
      items: 2,
    },
    'elements never closed': { source: () => around(fill('<b>')), items: 1 },
    'blocks never closed, as CDATA': { source: () => cdata(fill('<div>')), items: 2 },
    'foreign elements in each other': {
      source: () => cdata('<svg><math>'.repeat(many(5e4))),
      items: 2,
    },
    'a million line breaks': { source: () => cdata('<br>'.repeat(many(1e6))), items: 2 },
    'paragraphs by the hundred thousand': {
      source: () => cdata('<p>'.repeat(many(1e6))),
      items: 2,
    },
    'nothing but <': { source: () => around(fill('<')), items: 2 },
    'nothing but &': { source: () => around(fill('&')), items: 2 },
    'nothing but references': { source: () => around(fill('&#65;')), items: 2 },
    'references to what is no character': { source: () => around(fill('&#1114112;')), items: 2 },
    'names that nobody knows': {
      source: () => around(numbered(many(6e5), (n) => `&a${n.toString(36)};`)),
      items: 2,
    },
    'an attribute of megabytes': { source: () => around(`<a href="${fill('y')}">z</a>`), items: 2 },
    'attributes by the hundred thousand': {
      source: () => around(`<a ${numbered(many(4e5), (n) => `a${n}=1 `)}>z</a>`),
      items: 2,
    },
    'namespaces by the hundred thousand': {
      source: () =>
        rss('<title>One</title>').replace(
          '<rss',
          `<rss ${numbered(many(2e5), (n) => `xmlns:a${n}="u${n}" `)}`,
        ),
      items: 1,
    },
    'a namespace at every level': {
      // Whole, or it does not reach the limit of elements.
      source: () => around('<a xmlns:q="u">'.repeat(320_000)),
      items: 1,
    },
    'tags without an end, as CDATA': { source: () => cdata(fill('x<p')), items: 2 },
    'tags without an end': { source: () => around(fill('x<p')), items: 2 },
    'titles never closed': { source: () => `<rss><channel>${fill('<title>')}` },
    'a million empty items': {
      source: () => `<rss><channel><title>T</title>${fill('<item/>')}`,
      items: 300,
    },
    'items in each other': {
      source: () => `<rss><channel><title>T</title>${fill('<item><title>x</title>')}`,
      items: 300,
    },
    'hubs and links by the hundred thousand': {
      source: () =>
        rss('<title>One</title>').replace('<item>', `${fill('<link rel="hub" href="x:"/>')}<item>`),
      items: 1,
    },
    'CDATA without end': { source: () => around(`<![CDATA[${fill('a')}`), items: 1 },
    'a comment without end': { source: () => around(`<!--${fill('-')}`), items: 1 },
    'close tags of nothing': { source: () => `<rss><channel>${'<a>'.repeat(255)}${fill('</zz>')}` },
    'a title of megabytes': { source: () => around('x', fill('&lt;b&gt;')), items: 2 },
    'categories by the hundred thousand': {
      source: () => rss(`<title>One</title>${fill('<category>x</category>')}`),
      items: 1,
    },
    'a million laughs': {
      source: () =>
        `<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(99)}"><!ENTITY c "${'&b;'.repeat(99)}">]>${around('&c;'.repeat(999))}`,
      items: 2,
    },
    'one long entity used often': {
      source: () => `<!DOCTYPE r [<!ENTITY a "${'ha'.repeat(490)}">]>${around(fill('&a;'))}`,
      items: 2,
    },
    'entities without number': {
      source: () =>
        `<!DOCTYPE r [${numbered(many(2e5), (n) => `<!ENTITY a${n} "x">`)}]>${around('&a9;')}`,
      items: 2,
    },
    'an entity that is a file': {
      source: () => `<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>${around('&a;')}`,
      items: 2,
    },
    'an entity that is elsewhere': {
      source: () =>
        `<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd">%a;]>${around('&b;')}`,
      items: 2,
    },
    'a doctype that never ends': { source: () => `<!DOCTYPE rss [<!ENTITY ${fill(' ')}` },
    'JSON nested a million deep': {
      source: () => `{"version":"jsonfeed.org","items":${'['.repeat(many(2e6))}`,
    },
    'JSON objects by the million': {
      source: () => `{"version":"https://jsonfeed.org/version/1","items":[${fill('{},')}{}]}`,
    },
    'JSON numbers by the million': {
      source: () => `{"version":"https://jsonfeed.org/version/1","items":[${fill('1,')}1]}`,
      items: 0,
    },
    'bytes of no encoding': { source: () => Buffer.alloc(many(bytesMax), 0xe9) },
    'a feed with a bad byte everywhere': {
      source: () =>
        Buffer.concat([Buffer.from(rss('<title>One</title>')), Buffer.alloc(many(bytesMax), 0x80)]),
      items: 1,
    },
    'a feed that says it is UTF-16': {
      source: () => rss('<title>One</title>').replace('1.0"', '1.0" encoding="utf-16"'),
      items: 1,
    },
    'a feed of seven bits that changes its alphabet': {
      source: () => `<?xml version="1.0" encoding="iso-2022-jp"?>${around(fill('\x1b$B!!\x1b(B'))}`,
      items: 2,
    },
    'zero bytes': { source: () => Buffer.alloc(many(bytesMax)) },
    blanks: { source: () => fill(' ') },
    'a picture': { source: () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
    'a page of links': { source: () => `<html>${fill('<link rel=alternate>')}` },
    'a page that names feeds without end': {
      source: () => `<html>${fill('<link rel=alternate type="application/rss+xml" href="/f">')}`,
    },
  };
}
