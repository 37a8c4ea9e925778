import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOpml, writeOpml } from '../../functions/feed/opml.ts';
import { fixture } from './support.ts';

const feeds = [
  { url: 'https://loose.example/feed', title: 'Loose' },
  {
    url: 'https://harbour.example/rss',
    title: 'Harbour "Gazette"',
    siteUrl: 'https://harbour.example/',
    section: 'News',
  },
  { url: 'https://kawara.example/index.rdf', title: '瓦版', section: 'News / Asia' },
];

test('outlines around a feed are its section; each address counts once', () => {
  const read = readOpml(fixture('opml.opml').toString());
  assert.deepEqual(read, { kind: 'feeds', title: 'My feeds & more', feeds });
});

test('what is written is read back the same', () => {
  const written = writeOpml('A & <B>', feeds);
  assert.deepEqual(readOpml(written), { kind: 'feeds', title: 'A & <B>', feeds });
});

test('a file that breaks off gives what it held', () => {
  const read = readOpml('<opml><body><outline text="A"><outline xmlUrl="http://a.example/"/><outl');
  assert.deepEqual(read.kind === 'feeds' && read.feeds, [
    { url: 'http://a.example/', title: '', section: 'A' },
  ]);
});

for (const text of ['', 'hello', '<rss></rss>', '{"feeds":[]}']) {
  test(`"${text}" is refused`, () => {
    assert.deepEqual(readOpml(text), { kind: 'refused', reason: 'It is no OPML file.' });
  });
}
