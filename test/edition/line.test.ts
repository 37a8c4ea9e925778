import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  columnsOf,
  directionOfText,
  shorten,
  singleLine,
} from '../../functions/edition/print/single-line.ts';
import { topLines } from '../../functions/edition/print/subject.ts';
import { wrap } from '../../functions/edition/print/text.ts';
import { dayOf } from '../../functions/edition/words.ts';

describe('a single line', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'has no line breaks to add a header with',
      'Hi\r\nBcc: evil@x.example',
      'Hi Bcc: evil@x.example',
    ],
    ['has no bidi overrides', 'safe\u202Egpj.exe\u2066x', 'safegpj.exex'],
    ['has no C1 controls, at which mails are clipped', 'it\u0092s', 'its'],
    ['has no half surrogates', 'a\ud83d b', 'a b'],
    ['has no invisible marks', '\ufeffA\u200bB', 'AB'],
    ['keeps the joiners that emoji and Persian need', '👩‍👧 می‌روم', '👩‍👧 می‌روم'],
    ['folds space of every kind', ' a\u00a0\u3000\t b ', 'a b'],
  ];
  for (const [name, text, expected] of cases) {
    test(name, () => assert.equal(singleLine(text), expected));
  }

  test('is measured as a terminal shows it', () => {
    assert.equal(columnsOf('abc'), 3);
    assert.equal(columnsOf('日本'), 4);
    assert.equal(columnsOf('é'.normalize('NFD')), 1);
  });

  test('is shortened at a word, or within one that is too long', () => {
    assert.equal(shorten('one two three', 9), 'one two…');
    assert.equal(shorten('x'.repeat(20), 5), 'xxxx…');
    assert.equal(shorten('老渡口大桥修缮', 9), '老渡口大…');
  });

  test('runs in the direction of its first letter', () => {
    assert.equal(directionOfText('"3 שלום", he said', 'ltr'), 'rtl');
    assert.equal(directionOfText('2026: news', 'rtl'), 'ltr');
    assert.equal(directionOfText('123', 'rtl'), 'rtl');
  });
});

describe('a subject', () => {
  const of = (titles: readonly string[], firstText = '', language = 'en', day = '22 November') =>
    topLines({ titles, firstText, day }, { language });

  test('is the title of the only story and the day, and the preview its text', () => {
    assert.deepEqual(of(['Ferry opens'], 'It did.'), {
      subject: 'Ferry opens · 22 November',
      preview: 'It did.',
    });
  });

  test('names the leading stories, counts the others and ends with the day', () => {
    const { subject, preview } = of(['One', 'Two', 'Three', 'Four', 'Five']);
    assert.equal(subject, 'One · Two · Three · 2 more · 22 November');
    assert.equal(preview, 'Four · Five');
  });

  test('stays short whatever the titles', () => {
    for (const title of ['word '.repeat(99), 'x'.repeat(500), '字'.repeat(300)]) {
      const { subject, preview } = of([title, title, title], title);
      assert.ok(columnsOf(subject) <= 90, subject);
      assert.ok(columnsOf(preview) <= 140, preview);
      assert.match(subject, /… · 2 more · 22 November$/);
    }
  });

  const days: readonly (readonly [string, string])[] = [
    ['en', 'One · Two · Three · 1 more · November 22'],
    ['en-GB', 'One · Two · Three · 1 more · 22 November'],
    ['de', 'One · Two · Three · 1 weiterer · 22. November'],
    ['es', 'One · Two · Three · 1 más · 22 de noviembre'],
    ['zh-CN', 'One · Two · Three · 另有 1 篇 · 11月22日'],
    ['ar', 'One · Two · Three · وخبر آخر · 22 نوفمبر'],
  ];
  for (const [language, expected] of days) {
    test(`counts and dates in ${language}`, () => {
      const day = dayOf(Date.UTC(2026, 10, 22, 12), language, 'UTC');
      assert.equal(of(['One', 'Two', 'Three', 'Four'], '', language, day).subject, expected);
    });
  }
});

describe('wrapping', () => {
  test('keeps to 72 columns and keeps every word', () => {
    const text = 'The quick brown fox jumps over the lazy dog, again. '.repeat(9).trim();
    const lines = wrap(text);
    assert.ok(lines.every((line) => columnsOf(line) <= 72 && line === line.trim()));
    assert.equal(lines.join(' '), text);
  });

  test('breaks Chinese between words, with no comma at the start of a line', () => {
    const text =
      '市政府周二上午宣布老渡口大桥恢复通车，比原计划提前一周，花费也略低于预算。'.repeat(4);
    const lines = wrap(text);
    assert.ok(lines.every((line) => columnsOf(line) <= 72 && !/^[，。、]/.test(line)));
    assert.equal(lines.join(''), text);
  });

  test('lets a long address be longer than a line', () => {
    const url = `https://a.example/${'x'.repeat(100)}`;
    assert.deepEqual(wrap(url), [url]);
  });

  test('indents what follows the first line', () => {
    assert.ok(
      wrap(`* ${'word '.repeat(30)}`, '  ')
        .slice(1)
        .every((line) => line.startsWith('  word')),
    );
  });
});
