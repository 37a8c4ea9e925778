import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { contrast, mix } from '../../functions/edition/colour.ts';
import type { Piece } from '../../functions/edition/content.ts';
import { palettesOf } from '../../functions/edition/palette.ts';
import { renderEdition } from '../../functions/edition/print/render.ts';
import { type Theme, ThemeSchema } from '../../functions/edition/theme.ts';
import { renderGoodbye } from '../../functions/mail/letter.ts';
import { themeStyle } from '../../functions/site/theme-style.ts';
import { sampleEdition, sampleNewsletter } from './sample.ts';

describe('contrast', () => {
  for (const [one, other, ratio] of [
    ['#000000', '#ffffff', 21],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#8c2f22', '#8c2f22', 1],
  ] as const) {
    test(`of ${one} and ${other} is ${ratio}`, () => {
      assert.equal(Math.round(contrast(one, other) * 100) / 100, ratio);
      assert.equal(contrast(one, other), contrast(other, one));
    });
  }
});

describe('a theme', () => {
  const refused: readonly (readonly [string, unknown, string, RegExp])[] = [
    [
      'a pale accent is told what would do',
      { light: { accent: '#fc0' } },
      'light.accent',
      /^The accent #ffcc00 on the background #fffefb has a contrast of 1\.5:1 in the light scheme; it takes 4\.5:1 to be read\. #[0-9a-f]{6} would do/,
    ],
    ['dark text in the dark', { dark: { text: '#333333' } }, 'dark.text', /in the dark scheme/],
    [
      'a background that the own text cannot be read on',
      { light: { background: '#23211d' } },
      'light.background',
      /The text #23211d/,
    ],
    ['a colour by name', { light: { accent: 'red' } }, 'light.accent', /written like #8c2f22/],
    [
      'a colour that closes the style',
      { light: { text: '#000;}</style>' } },
      'light.text',
      /written like/,
    ],
    [
      'a logo in the clear',
      { logo: { url: 'http://a.example/l.png', alt: 'A' } },
      'logo.url',
      /https/,
    ],
    ['a logo that is a script', { logo: { url: 'javascript:1', alt: 'A' } }, 'logo.url', /https/],
    [
      'a logo without a text',
      { logo: { url: 'https://a.example/l.png', alt: ' ' } },
      'logo.alt',
      /empty/,
    ],
    ['a font of one’s own', { font: 'Comic Sans' }, 'font', /paper, sans, serif, mono/],
    ['two lines at the foot', { footer: 'a\nb' }, 'footer', /single line/],
  ];
  for (const [name, theme, field, message] of refused) {
    test(`refuses ${name}`, () => {
      const { issues = [] } = v.safeParse(ThemeSchema, theme);
      const found = issues.find(({ path }) => path?.map(({ key }) => key).join('.') === field);
      assert.match(found?.message ?? '', message);
    });
  }

  test('what is refused with a colour is taken with the one that would do', () => {
    const { issues = [] } = v.safeParse(ThemeSchema, { light: { accent: '#fc0' } });
    const [accent] = /#[0-9a-f]{6} would do/.exec(issues[0]?.message ?? '') ?? [''];
    assert.equal(v.is(ThemeSchema, { light: { accent: accent.slice(0, 7) } }), true);
  });

  test('colours of three digits and in capitals are one with those of six', () => {
    const { light } = v.parse(ThemeSchema, { light: { accent: ' #A00 ' } });
    assert.equal(light?.accent, '#aa0000');
  });

  test('that is taken can be read everywhere, in light and dark', () => {
    const channel = fc.integer({ min: 0, max: 255 });
    const colour = fc
      .tuple(channel, channel, channel)
      .map((parts) => `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`);
    const colours = fc.record(
      { accent: colour, text: colour, background: colour },
      { requiredKeys: [] },
    );
    const themes = fc.record({ light: colours, dark: colours }, { requiredKeys: [] });
    fc.assert(
      fc.property(themes, (theme) => {
        if (!v.is(ThemeSchema, theme)) return;
        for (const { page, sheet, ink, soft, accent, onAccent } of Object.values(
          palettesOf(theme),
        )) {
          for (const [over, under] of [
            [ink, sheet],
            [ink, page],
            [soft, sheet],
            [soft, page],
            [accent, sheet],
            [onAccent, accent],
          ] as const) {
            assert.ok(contrast(over, under) >= 4.5, `${over} on ${under}`);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

const theme: Theme = {
  light: { accent: '#005f3c', text: '#101820', background: '#f4fbf7' },
  logo: { url: 'https://paper.example/logo.png?a=1&b="2"', alt: 'The "Paper"' },
  font: 'serif',
  footer: 'Made by <friends> & {{family}}',
};

describe('a mail', () => {
  test('wears the theme, its words escaped and no more templates', () => {
    const html = joined(renderEdition(sampleEdition('en', 3, { theme })).html);
    for (const colour of ['#005f3c', '#101820', '#f4fbf7', mix('#f4fbf7', '#101820', 0.06)]) {
      assert.ok(html.includes(colour), colour);
    }
    assert.doesNotMatch(html, /#8c2f22|#fffefb|#f1ede3|Segoe UI/);
    assert.match(html, /<img[^>]+alt="The &quot;Paper&quot;"/);
    assert.match(html, /logo\.png\?a=1&amp;b=&quot;2&quot;/);
    assert.match(html, /Made by &lt;friends&gt; &amp; \{\{family\}\}/);
  });

  test('without a theme looks as Paperboy does', () => {
    const html = joined(renderEdition(sampleEdition('en', 3)).html);
    assert.match(html, /#8c2f22/);
    assert.match(html, /font-family:-apple-system,Segoe UI/);
    assert.doesNotMatch(html, /class="logo"/);
  });

  test('that is no edition wears it, too', () => {
    const newsletter = sampleNewsletter('en', { theme });
    const { html } = renderGoodbye({ newsletter, signupUrl: 'https://x.example', language: 'en' });
    assert.match(html, /#005f3c/);
    assert.match(html, /Made by &lt;friends&gt;/);
    assert.match(html, /<img[^>]+alt="The &quot;Paper&quot;"/);
  });
});

describe('reading in a browser', () => {
  const pageKey = '0123456789abcdef0123456789abcdef';
  const url = `https://paper.example/n/sample/e/${pageKey}`;

  for (const language of ['en', 'zh', 'ar'] as const) {
    test(`is offered in both parts: ${language}`, () => {
      const { html, text, page } = renderEdition({ ...sampleEdition(language, 3), pageKey });
      assert.ok(joined(html).includes(`href="${url}"`));
      assert.ok(joined(text).includes(`\n${url}\n`));
      assert.equal(page?.html.includes('class="view"'), false);
    });
  }

  test('is not offered by a private newsletter', () => {
    const edition = sampleEdition('en', 3, { archive: 'private' });
    const { html, text, page } = renderEdition({ ...edition, pageKey });
    assert.doesNotMatch(joined(html) + joined(text), /\/n\/sample\/e\//);
    assert.equal(page, undefined);
  });
});

describe('the pages', () => {
  test('get only what the theme changes', () => {
    assert.equal(themeStyle(undefined), undefined);
    assert.equal(themeStyle({ footer: 'x' }), undefined);
    assert.match(themeStyle({ font: 'mono' }) ?? '', /^@media all\{:root\{--sans:ui-monospace/);
    const dark = themeStyle({ dark: { accent: '#aaccff' } }) ?? '';
    assert.match(dark, /^@media \(prefers-color-scheme:dark\)\{:root\{.*--accent:#aaccff/);
  });
});

function joined(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.personal)).join('');
}
