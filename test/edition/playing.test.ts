import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { languages } from '../../functions/edition/languages.ts';
import { playingText, recordingOf } from '../../functions/edition/print/playing.ts';
import { parseFeed, rss } from '../feed/support.ts';

const none = { enclosures: [] };
const audio = { enclosures: [{ url: 'https://r.example/12.mp3', type: 'audio/mpeg' }] };

describe('what an item brings to hear or see', () => {
  test('is said with its length', () => {
    assert.equal(playingText({ ...audio, playSeconds: 2_530 }, 'en'), 'Listen, 42 min');
    assert.equal(playingText(audio, 'en'), 'Listen');
    assert.equal(
      playingText({ ...none, link: 'https://www.youtube.com/watch?v=Ab3dEfGh' }, 'de'),
      'Ansehen',
    );
    assert.equal(playingText({ enclosures: [{ url: 'https://r.example/12.mp4' }] }, 'en'), 'Watch');
    assert.equal(playingText({ ...none, link: 'https://r.example/12' }, 'en'), '');
  });

  test('is said in all languages of words', () => {
    for (const language of languages) {
      assert.match(playingText({ ...audio, playSeconds: 2_530 }, language), /^\p{L}.*42/u);
    }
  });

  test('is where an item without a page leads', () => {
    assert.equal(recordingOf(audio), 'https://r.example/12.mp3');
    assert.equal(
      recordingOf({ enclosures: [{ url: 'https://r.example/a.jpg', type: 'image/jpeg' }] }),
      undefined,
    );
  });

  const written = [
    ['<itunes:duration>42:10</itunes:duration>', 2_530],
    ['<itunes:duration>1:02:03</itunes:duration>', 3_723],
    ['<itunes:duration>2530</itunes:duration>', 2_530],
    ['<itunes:duration>soon</itunes:duration>', undefined],
    ['<media:content url="https://r.example/1.mp4" duration="61"/>', 61],
  ] as const;
  for (const [xml, seconds] of written) {
    test(`takes ${seconds ?? 'no known number of'} seconds by ${xml.slice(0, 40)}`, async () => {
      const names =
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"';
      const source = rss(`<title>One</title>${xml}`).replace('<rss ', `<rss ${names} `);
      assert.equal((await parseFeed(source)).items[0]?.playSeconds, seconds);
    });
  }
});
