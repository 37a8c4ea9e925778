import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OpmlFeed, readOpml, writeOpml } from '../../functions/feed/read/opml.ts';
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

test('what is written is read back the same, with how each feed is watched', () => {
  const watched = feeds.map((feed, n) =>
    n === 0 ? { ...feed, fullText: 'always', every: 60, state: 'stopped' } : feed,
  ) as OpmlFeed[];
  const written = writeOpml('A & <B>', watched);
  assert.deepEqual(readOpml(written), { kind: 'feeds', title: 'A & <B>', feeds: watched });
});

test('what it says of watching and nobody offers is passed over', () => {
  const read = readOpml(
    '<opml><outline xmlUrl="http://a.example/" paperboy:fullText="maybe" ' +
      'paperboy:everyMinutes="1" paperboy:state="asleep"/></opml>',
  );
  assert.deepEqual(read.kind === 'feeds' && read.feeds, [{ url: 'http://a.example/', title: '' }]);
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
