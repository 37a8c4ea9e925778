import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cutText, excerpt } from '../../functions/edition/excerpt.ts';

const options = { charsMax: 80, title: 'A title', images: true };
const textOf = (html: string, changes: Partial<typeof options> = {}) =>
  excerpt(html, { ...options, ...changes }).paragraphs.join('|');

describe('cutting a text', () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['leaves what fits', 'Short.', 20, 'Short.'],
    ['ends at a sentence', 'One is done. Two is a longer sentence.', 20, 'One is done.'],
    [
      'ends at a word when no sentence ends in time',
      'A sentence of many words here',
      20,
      'A sentence of many…',
    ],
    [
      'does not end behind an abbreviation',
      'We have met Dr. Grey at the old harbour',
      20,
      'We have met Dr…',
    ],
    [
      'ends Chinese at a sentence',
      '今天下雨了，路很滑。明天会放晴，我们出发去海边。',
      15,
      '今天下雨了，路很滑。',
    ],
    [
      'cuts Chinese at a word',
      '港务长解释了这笔账以及保险公司为什么对此感兴趣',
      10,
      '港务长解释了这笔账…',
    ],
    ['ends Japanese at a sentence', '橋が開通した。市長は歩いて渡った。', 10, '橋が開通した。'],
    [
      'ends Arabic at a sentence',
      'فُتح الجسر اليوم. عبر الناس سيرًا على الأقدام.',
      24,
      'فُتح الجسر اليوم.',
    ],
    [
      'cuts Thai, which writes no spaces, at a word',
      'สะพานเก่าเปิดใช้งานอีกครั้งหลังซ่อมสิบเอ็ดปี',
      20,
      'สะพานเก่าเปิดใช้งาน…',
    ],
    ['cuts a word longer than the room', 'x'.repeat(50), 10, `${'x'.repeat(9)}…`],
    ['keeps an emoji whole', `${'a'.repeat(8)}👩‍👩‍👧 and more words`, 10, 'aaaaaaaa…'],
  ];
  for (const [name, text, charsMax, expected] of cases) {
    test(name, () => {
      const cut = cutText(text, charsMax);
      assert.equal(cut, expected);
      assert.ok(cut.isWellFormed());
    });
  }
});

describe('an excerpt', () => {
  test('is one escaped paragraph of the blocks, in order', () => {
    const { html } = excerpt(
      '<div><p>One &amp; <b>two</b>.</p><ul><li>Three</li></ul></div>',
      options,
    );
    assert.deepEqual(html, { cleanHtml: '<p>One &amp; two. • Three</p>' });
  });

  test('joins Chinese paragraphs without a space', () => {
    assert.equal(textOf('<p>第一段在这里说完。</p><p>第二段。</p>'), '第一段在这里说完。第二段。');
  });

  test('leaves out a first line that is the title again', () => {
    assert.equal(
      textOf('<h2>A Title!</h2><p>Then the story begins here.</p>'),
      'Then the story begins here.',
    );
  });

  const empty: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['only a picture', '<img src="https://a.example/a.jpg" alt="" />'],
    ['the title once more', '<p>A title</p>'],
    ['the title and next to nothing', '<p>A title (Video)</p>'],
  ];
  for (const [name, html] of empty) {
    test(`is empty when there is ${name}`, () => {
      assert.equal(excerpt(html, options).html, undefined);
      assert.equal(textOf(html), '');
    });
  }

  test('is empty when the owner wants titles only', () => {
    assert.equal(excerpt('<p>Text.</p>', { ...options, charsMax: 0 }).html, undefined);
  });

  test('keeps its structure when it may be long, headings below the title', () => {
    const html =
      '<h2>Part</h2><p>Some <em>text</em>.</p><img src="https://a.example/a.jpg" alt="" />';
    const long = excerpt(html, { ...options, charsMax: 5000 });
    assert.equal(
      long.html?.cleanHtml,
      '<h4>Part</h4><p>Some <em>text</em>.</p><img src="https://a.example/a.jpg" alt="">',
    );
    assert.deepEqual(long.paragraphs, ['Part', 'Some text.']);
  });

  test('closes every tag where it breaks off', () => {
    const html = `<div><p>${'Well begun. '.repeat(90)}<b>${'Half done. '.repeat(90)}</b></p></div><p>Gone.</p>`;
    const cut = excerpt(html, { ...options, charsMax: 1500 }).html?.cleanHtml ?? '';
    assert.match(cut, /Half done\.<\/b><\/p><\/div>$/);
    assert.ok(cut.length < 1600);
  });

  test('has no pictures when the newsletter has none', () => {
    const html = '<p>Text that is long enough.</p><img src="https://a.example/a.jpg" alt="" />';
    const { html: shown } = excerpt(html, { ...options, charsMax: 5000, images: false });
    assert.doesNotMatch(shown?.cleanHtml ?? '', /<img/);
  });

  test('tells the reading time of the whole, whatever the script', () => {
    const minutes = (html: string) => excerpt(html, options).minutes;
    assert.equal(minutes(`<p>${'word '.repeat(920)}</p>`), 4);
    assert.equal(minutes(`<p>${'字'.repeat(1350)}</p>`), 3);
    assert.equal(minutes('<p>Short.</p>'), 1);
  });
});
