import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDocument } from 'htmlparser2';
import type { Piece } from '../../functions/edition/content.ts';
import { encodedBytes, encodedBytesMax } from '../../functions/edition/print/budget.ts';
import { renderEdition, templateVersion } from '../../functions/edition/print/render.ts';
import { columnsOf } from '../../functions/edition/print/single-line.ts';
import { headlineOf, storyOf } from '../../functions/edition/print/story.ts';
import { editionOf, sampleEdition, sampleItem, sampleNewsletter } from './sample.ts';

const joined = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : `[${piece.personal}]`)).join('');

const single = (...items: ReturnType<typeof sampleItem>[]) =>
  editionOf(sampleNewsletter('en'), {
    sections: [{ id: 'town', name: 'Town', items }],
    leftOut: [],
    excluded: [],
  });

describe('an edition', () => {
  const english = renderEdition(sampleEdition('en', 7));

  test('has its own links in both parts, once each, in their places', () => {
    assert.match(
      joined(english.html),
      /href="\[preferences\]">Change it<\/a>.*href="\[unsubscribe\]">Unsubscribe<\/a>/,
    );
    assert.match(
      joined(english.text),
      /at\n\[address\]\nbecause you subscribed to The Morning Paper\.\n\[schedule\]\n\nChange it:\n\[preferences\]\nUnsubscribe:\n\[unsubscribe\]\nForwarded this\? Subscribe:\nhttps:/,
    );
    for (const part of [english.html, english.text]) {
      assert.deepEqual(
        part.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.personal])),
        ['address', 'schedule', 'preferences', 'unsubscribe'],
      );
    }
  });

  test('names newsletter, date, sections and postal address in both parts', () => {
    for (const part of [english.html, english.text].map(joined)) {
      for (const text of [
        'The Morning Paper',
        'Sunday, 22 November 2026 · 7 stories',
        'Around town',
        'Science and sea',
        '1 Quay Street',
      ]) {
        assert.ok(part.includes(text), text);
      }
    }
  });

  test('writes no line of text beyond 72 columns but addresses', () => {
    for (const language of ['en', 'zh', 'ar'] as const) {
      const { text } = renderEdition(sampleEdition(language, 9));
      const long = joined(text)
        .split('\n')
        .filter((line) => columnsOf(line) > 72);
      assert.deepEqual(
        long.filter((line) => !line.trim().startsWith('https://')),
        [],
      );
    }
  });

  test('takes the date of the zone', () => {
    const late = { ...sampleEdition('en', 1), at: Date.UTC(2026, 10, 22, 23, 30) };
    assert.match(
      joined(renderEdition({ ...late, zone: 'Asia/Tokyo' }).text),
      /Monday, 23 November/,
    );
    assert.match(joined(renderEdition({ ...late, zone: 'UTC' }).text), /Sunday, 22 November/);
  });

  test('is the same for the same input', () => {
    assert.deepEqual(renderEdition(sampleEdition('en', 7)), english);
    assert.match(templateVersion, /^[0-9a-f]{16}$/);
  });

  test('runs right to left as a whole, and each story in its own direction', () => {
    const html = joined(renderEdition(sampleEdition('ar', 5)).html);
    assert.match(html, /<html lang="ar" dir="rtl"/);
    assert.doesNotMatch(html, /direction:ltr|text-align:left/);
    assert.match(html, /dir="ltr" align="left"[^>]*>(?:(?!<td).)*Harbour notes/);
    assert.match(html, /dir="rtl" align="right"[^>]*>(?:(?!<td).)*المكتبة/);
  });

  test('lists what is left out by title and link, in both parts', () => {
    const { sections } = sampleEdition('en', 2).choice;
    const input = editionOf(sampleNewsletter('en'), {
      sections,
      leftOut: [sampleItem('en', 3)],
      excluded: [],
    });
    const rendered = renderEdition(input);
    assert.match(
      joined(rendered.html),
      /More headlines<\/h2>.*href="https:\/\/harbour\.example\/2026\/11\/story-number-3">Bakers agree/,
    );
    assert.match(
      joined(rendered.text),
      /More headlines\n-+\n\n\* Bakers agree on the price of a loaf\n {2}Harbour Gazette\n {2}https:/,
    );
  });

  test('shows no picture when the newsletter wants none', () => {
    assert.doesNotMatch(
      joined(renderEdition(sampleEdition('en', 5, { images: false })).html),
      /<img/,
    );
  });

  test('shows the picture of the text once, with its alternative text', () => {
    const content =
      '<p>Text enough.</p><img src="https://a.example/a.jpg" alt="A &quot;bridge&quot;">';
    const edition = single(sampleItem('en', 2, { content }));
    const html = joined(
      renderEdition({ ...edition, newsletter: sampleNewsletter('en', { excerptChars: 5000 }) })
        .html,
    );
    assert.equal(html.split('https://a.example/a.jpg').length, 2);
    assert.match(html, /alt="A &quot;bridge&quot;"/);
  });

  test('links nothing that is not http or https', () => {
    const edition = single(
      sampleItem('en', 0, { link: 'javascript:alert(1)', image: 'data:image/png;base64,xx' }),
    );
    assert.doesNotMatch(joined(renderEdition(edition).html), /javascript:|data:/);
  });

  test('drops what all items of a feed repeat', () => {
    const items = [0, 1, 2, 3].map((n) =>
      sampleItem('en', n, {
        feedId: 'one',
        content: `<p>Told in ${'very '.repeat(n + 1)}different words.</p><p>Brought to you by <a href="https://feeds.example/">our feed service</a>.</p>`,
      }),
    );
    const html = joined(renderEdition(single(...items)).html);
    assert.match(html, /very very different words/);
    assert.doesNotMatch(html, /feed service/);
  });

  test('is inert whatever its texts say', () => {
    const evil =
      '</td></tr></table><script>alert(1)</script>{{@unsubscribe}}<!-- if x -->"onload="x\r\nBcc: a@b.example\u202e';
    const item = sampleItem('en', 0, {
      title: evil,
      author: evil,
      content: `<p>${evil}</p>`,
      link: `https://a.example/"${evil}`,
    });
    const rendered = renderEdition(single({ ...item, source: evil }));
    const html = joined(rendered.html);
    assert.doesNotMatch(html, /<script|\u202e|[\r]/);
    assert.equal(rendered.html.filter((piece) => typeof piece !== 'string').length, 4);
    assert.doesNotMatch(rendered.subject, /[\x00-\x1f\u202e]/);
    const names = attributeNames(html);
    assert.ok(!names.has('onload'), [...names].join());
  });
});

describe('the size of an edition', () => {
  const text = {
    en: 'Three member states asked for more time to study the annex, and were given until the end of the month by a narrow vote. ',
    zh: '三个成员国要求更多时间研究预算附件，会议以微弱多数同意将期限延长到月底，届时将再次表决并公布全文。',
  };
  for (const [language, count] of [
    ['en', 60],
    ['zh', 50],
  ] as const) {
    test(`is below 100 KB for ${count} ordinary items in ${language}, excerpts whole`, () => {
      const items = Array.from({ length: count }, (_, n) =>
        sampleItem(language, n, { content: `<p>${n}. ${text[language].repeat(6)}</p>` }),
      );
      const newsletter = sampleNewsletter(language, {
        excerptChars: language === 'zh' ? 160 : 400,
      });
      const sections = [{ id: 'town', name: 'Town', items }];
      const { html } = renderEdition(
        editionOf(newsletter, { sections, leftOut: [], excluded: [] }),
      );
      assert.ok(encodedBytes(html) < encodedBytesMax, String(encodedBytes(html)));
      const excerptChars = joined(html).split(text[language].trim()).length - 1;
      assert.ok(excerptChars >= count * 2, `only ${excerptChars} sentences`);
    });
  }

  test('is kept by shorter excerpts, and every story stays', () => {
    const items = Array.from({ length: 60 }, (_, n) =>
      sampleItem('en', n, {
        title: `Story no. ${n}.`,
        content: `<p>${n} ${text.en.repeat(60)}</p>`,
      }),
    );
    const newsletter = sampleNewsletter('en', { excerptChars: 8_000 });
    const sections = [{ id: 'town', name: 'Town', items }];
    const { html } = renderEdition(editionOf(newsletter, { sections, leftOut: [], excluded: [] }));
    assert.ok(encodedBytes(html) <= encodedBytesMax);
    for (let n = 0; n < 60; n += 1) assert.ok(joined(html).includes(`Story no. ${n}.`));
  });

  test('is measured as it will be encoded', () => {
    assert.equal(encodedBytes(['a'.repeat(73)]), 73 + 3);
    assert.ok(encodedBytes(['字'.repeat(300)]) < 900 * 1.4);
  });
});

function attributeNames(html: string): Set<string> {
  const names = new Set<string>();
  const visit = (nodes: ReturnType<typeof parseDocument>['children']): void => {
    for (const node of nodes) {
      if ('attribs' in node) for (const name of Object.keys(node.attribs)) names.add(name);
      if ('children' in node) visit(node.children);
    }
  };
  visit(parseDocument(html).children);
  return names;
}

describe('the date of a story', () => {
  const day = 86_400_000;
  const firstSeenAt = Date.UTC(2026, 10, 21, 10);
  const aboutOf = (publishedAt: number, language = 'en') => {
    const newsletter = sampleNewsletter('en', { language });
    return headlineOf(sampleItem('en', 0, { publishedAt, firstSeenAt }), newsletter).about;
  };

  test('is not repeated where the edition says it', () => {
    assert.equal(aboutOf(firstSeenAt - day), 'Harbour Gazette');
  });

  test('is printed in the language of the edition when the story is old', () => {
    const published = Date.UTC(2019, 6, 14, 9);
    assert.equal(aboutOf(published), 'Harbour Gazette · July 14, 2019');
    assert.equal(aboutOf(published, 'de'), 'Harbour Gazette · 14. Juli 2019');
    assert.equal(aboutOf(published, 'zh-Hans'), 'Harbour Gazette · 2019年7月14日');
  });

  test('is not believed when it lies before all feeds or in the future', () => {
    assert.equal(aboutOf(0), 'Harbour Gazette');
    assert.equal(aboutOf(firstSeenAt + 400 * day), 'Harbour Gazette');
  });
});

describe('an item without a title', () => {
  const long =
    'It rained all night on the quay. Then the sun came out and dried every rope there was.';
  const cases: readonly (readonly [string, string, string, boolean])[] = [
    ['is called what it says', '<p>Rain on the quay.</p>', 'Rain on the quay.', false],
    [
      'is called how it begins',
      `<p>${long}</p>`,
      'It rained all night on the quay. Then the sun came out and dried every rope…',
      true,
    ],
    [
      'is called how Chinese begins',
      `<p>${'渡口今天下雨。'.repeat(9)}</p>`,
      '渡口今天下雨。渡口今天下雨。渡口今天下雨。渡口今天下雨。渡口今天下雨。渡口今天…',
      true,
    ],
    [
      'without text, too, has its address',
      '',
      'https://harbour.example/2026/11/story-number-0',
      false,
    ],
  ];
  for (const [name, content, title, hasExcerpt] of cases) {
    test(name, () => {
      const { item } = sampleItem('en', 0, { title: ' ', content });
      const newsletter = sampleNewsletter('en');
      const chosen = { item, source: 'Feed', alsoIn: [] };
      const cleaned = { chosen, html: content, isPlain: false };
      const story = storyOf(cleaned, { newsletter, excerptChars: 300 });
      assert.equal(story.title, title);
      assert.equal(story.excerpt.html !== undefined, hasExcerpt);
    });
  }
});
