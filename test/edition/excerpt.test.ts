import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseHtml, visibleText } from '../../functions/edition/clean/dom.ts';
import { cutText } from '../../functions/edition/print/cut.ts';
import { excerpt } from '../../functions/edition/print/excerpt.ts';

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
    [
      'leaves out the quotation mark of the next sentence',
      '列車は今朝遅れた。「乗客は二時間待った。」',
      12,
      '列車は今朝遅れた。',
    ],
    [
      'keeps the mark that closes in German',
      '„Es regnet.“ Dann kam die Sonne.',
      14,
      '„Es regnet.“',
    ],
    ['ends Hindi at a sentence', 'बारिश आज हुई। रास्ता गीला है और लोग', 20, 'बारिश आज हुई।'],
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
  test('is escaped paragraphs, in order', () => {
    const { html } = excerpt(
      '<div><p>One &amp; <b>two</b>.</p><ul><li>Three</li></ul></div>',
      options,
    );
    assert.deepEqual(html, { cleanHtml: '<p>One &amp; two.</p><p>• Three</p>' });
  });

  test('keeps Chinese paragraphs apart, and joins them without a space where one line is wanted', () => {
    const { paragraphs, lead } = excerpt('<p>第一段在这里说完。</p><p>第二段。</p>', options);
    assert.deepEqual(paragraphs, ['第一段在这里说完。', '第二段。']);
    assert.equal(lead, '第一段在这里说完。第二段。');
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

describe('a long excerpt that breaks off', () => {
  const line = 'This is a sentence of fifty letters, all in all here. ';
  const start = `<p>${line.repeat(20).trim()}</p>`;
  const cases: readonly (readonly [string, string, string])[] = [
    ['ends with whole sentences', `${start}<p>${line.repeat(9)}</p>`, 'all in all here.</p>'],
    ['leaves out a line of which no sentence fits', `${start}<p>${'so '.repeat(99)}</p>`, start],
    ['leaves no heading behind', `${start}<h3>Next</h3><p>${'so '.repeat(99)}</p>`, start],
    [
      'ends a list with a whole entry',
      `${start}<ul><li>One entry</li><li>${'so '.repeat(99)}</li></ul>`,
      '<ul><li>One entry</li></ul>',
    ],
    [
      'ends a table with a whole row, and leaves none empty',
      `${start}<table><tbody><tr><td>a</td></tr><tr><td>${'so '.repeat(99)}</td></tr></tbody></table>`,
      '<tr><td>a</td></tr></tbody></table>',
    ],
    [
      'leaves out a table whose first row is too long',
      `${start}<table><tr><td>${'so '.repeat(99)}</td></tr></table>`,
      start,
    ],
    [
      'ends code with a whole line',
      `${start}<pre><code>one();\n${'two(); '.repeat(40)}</code></pre>`,
      '<pre><code>one();</code></pre>',
    ],
    [
      'cuts at a word, marked, rather than say next to nothing',
      `<table><tr><td>${'cell '.repeat(300)}</td></tr></table>`,
      'cell cell…</td></tr></table>',
    ],
    [
      'ends Chinese at a sentence',
      `<p>${'老渡口大桥今天重新通车了。'.repeat(120)}</p>`,
      '重新通车了。</p>',
    ],
  ];
  for (const [name, html, end] of cases) {
    test(name, () => {
      const cut = excerpt(html, { ...options, charsMax: 1200 }).html?.cleanHtml ?? '';
      assert.ok(cut.endsWith(end), cut.slice(-120));
      assert.ok(visibleText(parseHtml(cut).children).length <= 1200);
      assert.ok(cut.length > 1000);
    });
  }
});

describe('the plain text of a whole article', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'keeps a list together',
      '<ul><li>One</li><li>Two<ol start="3"><li>Inner</li></ol></li></ul>',
      ['• One\n• Two\n  3. Inner'],
    ],
    [
      'has a line for each row of a table',
      '<table><thead><tr><th>Ship</th><th>Load</th></tr></thead><tbody><tr><td>Anna</td><td>Tea</td></tr></tbody></table>',
      ['Ship | Load\nAnna | Tea'],
    ],
    ['keeps the lines of code', '<pre><code>a {\n  b\n\n}\n</code></pre>', ['a {\n  b\n\n}']],
    ['marks a quotation', '<blockquote><p>So</p><p>it is.</p></blockquote>', ['> So', '> it is.']],
    [
      'says where links lead, each once',
      '<p><a href="https://a.example/x">One</a>, <a href="https://b.example/">b.example</a>, <a href="https://a.example/x">again</a>.</p>',
      ['One [1], b.example, again [1].', '[1] https://a.example/x'],
    ],
  ];
  for (const [name, html, expected] of cases) {
    test(name, () => {
      const { paragraphs, html: shown } = excerpt(html, { ...options, charsMax: 5000 });
      assert.deepEqual(paragraphs, expected);
      assert.doesNotMatch(shown?.cleanHtml ?? '', /\[1\]|•|>&gt;/);
    });
  }
});

describe('a short excerpt is what a person would have chosen:', () => {
  const prose = 'The ferry runs again, though more slowly than it did before the war.';
  const leftOut: readonly (readonly [string, string])[] = [
    [
      'a caption',
      '<div><img src="https://a.example/a.jpg"><p><small>The pier in May.</small></p></div>',
    ],
    ['a byline', '<p>By Ada Grey and Ole Blau</p>'],
    ['a German byline', '<p>Von Ina Grau</p>'],
    ['a Korean byline', '<p>김바다 기자</p>'],
    ['a credit', '<p>Photo : M. Valette / Le Quai</p>'],
    ['a credit in Chinese', '<p>图片来源：渡口观察</p>'],
    ['figures', '<p>Reading time: 4 minutes</p>'],
    ['figures in Polish', '<p>Czas czytania: 4 min</p>'],
    ['a heading', '<h2>What is new</h2>'],
    ['a bare address', '<p>https://a.example/ferry</p>'],
    [
      'a table',
      '<table><tr><th>Day</th><th>Hour</th></tr><tr><td>Monday</td><td>9</td></tr></table>',
    ],
    ['code', '<pre>tide --next 3</pre>'],
    ['what announces code', '<p>Type this:</p><pre>tide --next 3</pre>'],
    ['chapter marks', '<p>00:00 Welcome<br>04:12 The lamp<br>17:40 Winter</p>'],
    ['a list beside enough text', '<ul><li>Ropes</li><li>Knots</li></ul>'],
    ['a player', '<p><a href="https://v.example/1">▶ The film</a></p>'],
  ];
  for (const [name, html] of leftOut) {
    test(`no sentence is ${name}`, () => {
      const text = textOf(`${html}<p>${prose}</p>`, { charsMax: 280 });
      assert.equal(text, prose);
    });
  }

  const kept: readonly (readonly [string, string, string])[] = [
    [
      'the lines of a poem',
      '<p>Follow us,<br>said the geese,<br>follow us home.</p>',
      'Follow us,\nsaid the geese,\nfollow us home.',
    ],
    ['a post without a full stop', '<p>nobody expected fog today</p>', 'nobody expected fog today'],
    [
      'a list that is the post',
      '<p>Links for Friday</p><ul><li>The rope walk</li><li>How gulls sleep</li></ul>',
      'Links for Friday|• The rope walk\n• How gulls sleep',
    ],
    [
      'a sentence that begins with a time',
      '<p>19:30 is when the last ferry leaves, and nobody has ever seen it wait for anyone.</p>',
      '19:30 is when the last ferry leaves, and nobody has ever seen it wait for anyone.',
    ],
    [
      'a square',
      '<p>The pull falls with d<sup>2</sup>, and water is H<sub>2</sub>O.</p>',
      'The pull falls with d², and water is H₂O.',
    ],
    [
      'the address that a short post is about',
      '<p>Read this!</p><p>https://a.example/why</p>',
      'Read this!|https://a.example/why',
    ],
    ['no marks of notes', '<p>Text<sup><a href="#f1">[1]</a></sup> goes on.</p>', 'Text goes on.'],
    ['a caption that is all there is', '<p><small>The pier in May</small></p>', 'The pier in May'],
  ];
  for (const [name, html, expected] of kept) {
    test(`it keeps ${name}`, () => assert.equal(textOf(html, { charsMax: 280 }), expected));
  }

  test('paragraphs stay apart, up to the room that there is', () => {
    const html = `<p>${prose}</p><p>A second one has its own line. It goes on for much longer than that.</p>`;
    assert.equal(textOf(html, { charsMax: 110 }), `${prose}|A second one has its own line.`);
  });

  test('the title is not said again below the byline either', () => {
    assert.equal(
      textOf(`<p>By Ada Grey</p><h2>A title</h2><p>${prose}</p>`, { charsMax: 280 }),
      prose,
    );
  });

  const summaries: readonly (readonly [string, string, boolean])[] = [
    ['is preferred where it is one', 'Why the ferry is slow, and who is paid for that.', true],
    ['is none where it breaks off', 'Why the ferry is slow, and who is paid for […]', false],
    ['is none where it is a label', 'Ferries and other news from the harbour', false],
    ['is none where it is the title', 'A title', false],
  ];
  for (const [name, summary, isTaken] of summaries) {
    test(`the feed’s own summary ${name}`, () => {
      const own = { ...options, charsMax: 280, summary: `<p>${summary}</p>` };
      const { paragraphs } = excerpt(`<p>${prose}</p>`, own);
      assert.deepEqual(paragraphs, [isTaken ? summary : prose]);
    });
  }
});
