/**
 * A dozen editions of different papers, each at 360 and 600 px side by side in one page, in light and
 * in dark: nothing is wider than its window. `PICTURES=1` keeps what the browser saw in test/output.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeHtml } from '../../functions/edition/html.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { type EditionInput, renderEdition } from '../../functions/edition/print/render.ts';
import type { Item } from '../../functions/feed/item.ts';
import { screenshot, testPage } from '../support/browser.ts';
import { editionOf, sampleEdition, sampleItem, sampleNewsletter } from './sample.ts';

const widths = [360, 600] as const;

type Changes = Partial<Item>;

function paper(items: readonly Changes[], changes: Partial<Newsletter> = {}): EditionInput {
  const all = items.map((own, n) => sampleItem('en', n, own));
  const sections = [{ id: 'town', name: changes.name ?? 'Town', items: all }];
  const newsletter = sampleNewsletter('en', changes);
  return editionOf(newsletter, { sections, leftOut: [], excluded: [] });
}

const inLanguage = (language: string, name: string, told: readonly (readonly [string, string])[]) =>
  paper(
    told.map(([title, text]) => ({ title, content: `<p>${text}</p>` })),
    { language, name },
  );

const code =
  '<p>What changed:</p><ul><li>The <code>--dry-run</code> option says what would go.</li></ul>' +
  '<pre>npm install paper-mill@4.2.0\npaper-mill check --all --with-a-very-long-option-name=and-its-value</pre>';

const editions: Readonly<Record<string, () => EditionInput>> = {
  english: () => sampleEdition('en', 6),
  chinese: () => sampleEdition('zh', 6),
  arabic: () => sampleEdition('ar', 6),
  german: () =>
    inLanguage('de', 'Hafenblatt', [
      [
        'Der Hafenmeister misst den Wasserstand jetzt zweimal am Tag',
        'Seit Montag steht am Kai eine neue Latte, und wer will, liest sie selbst ab.',
      ],
      [
        'Schifffahrtsamtsleiterstellvertreterversammlung vertagt',
        'Es fehlten drei Stimmen und ein Schlüssel zum Saal.',
      ],
    ]),
  french: () =>
    inLanguage('fr', 'Le Courrier du quai', [
      [
        'Le phare rallumé après sept ans d’attente',
        'Les gardiens ont monté la lampe à la main, marche après marche, devant deux cents curieux.',
      ],
      [
        'Une pêcheuse retrouve sa barque',
        'Elle dérivait au large, intacte, avec le thermos encore tiède.',
      ],
    ]),
  japanese: () =>
    inLanguage('ja', '港だより', [
      ['灯台が七年ぶりに点灯', '町の人々は岸壁に集まり、最初の光が海を渡るのを静かに見守った。'],
      ['渡し船の新しい時刻表', '朝の便が二本増え、学校に間に合うようになる。'],
    ]),
  podcast: () =>
    paper(
      [1, 2, 3].map((n) => ({
        title: `Episode ${n}: voices from the quay`,
        enclosures: [{ url: `https://cast.example/${n}.mp3`, type: 'audio/mpeg' }],
        image: 'https://cast.example/cover.jpg',
        playSeconds: 2_520,
      })),
    ),
  'wire-of-70': () => sampleEdition('en', 70),
  'one-item': () => sampleEdition('en', 1),
  releases: () =>
    paper(
      [
        { title: 'paper-mill v4.2.0', content: code },
        { title: 'ink v1.0.0-rc.3', content: code },
      ],
      { excerptChars: 4_000 },
    ),
  'link-blog': () =>
    paper(
      [1, 2, 3, 4].map((n) => ({
        title: '',
        content: `<p><a href="https://elsewhere.example/a/rather/long/path/${n}">https://elsewhere.example/a/rather/long/path/${n}</a></p>`,
      })),
    ),
  'with-a-hand': () => {
    const input = sampleEdition('en', 5);
    const note = {
      language: 'en',
      html: '<p>We <strong>move</strong> on <a href="https://paper.example/move">Friday</a>.</p>',
    };
    return { ...input, choice: { ...input.choice, notes: [note] } };
  },
};

test('a dozen editions fit at 360 and at 600 px, in light and in dark', async (t) => {
  const page = await testPage(t, { width: 1_000, height: 900, origin: 'https://paper.example' });
  if (page === undefined) return;
  assert.ok(Object.keys(editions).length >= 12);
  for (const [name, inputOf] of Object.entries(editions)) {
    await page.setContent(sideBySide(htmlOf(inputOf())));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const found: unknown = await page.evaluate(overflow);
      assert.deepEqual(
        found,
        widths.map(() => 0),
        `${name}, ${colorScheme}`,
      );
      await screenshot(page, `editions/${name}-${colorScheme}`);
    }
  }
});

/** How much wider than its window each is; each is as high as it is long, so that a picture shows all. */
const overflow = `[...document.querySelectorAll('iframe')].map((frame) => {
  const root = frame.contentDocument.documentElement;
  frame.style.height = root.scrollHeight + 'px';
  return Math.max(0, root.scrollWidth - frame.clientWidth);
})`;

function sideBySide(html: string): string {
  const frames = widths.map(
    (width) =>
      `<iframe width="${width}" height="800" style="border:0;vertical-align:top" srcdoc="${escapeHtml(html)}"></iframe>`,
  );
  return `<!doctype html><meta name="color-scheme" content="light dark"><body style="margin:0">${frames.join(' ')}</body>`;
}

const picture = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500"><path fill="#789" d="M0 0h800v500H0z"/></svg>',
)}`;

const own = {
  unsubscribe: 'https://paper.example/u',
  preferences: 'https://paper.example/p',
  address: 'ada.reader@mail.example.org',
  schedule: 'Every day at 7:00 (Europe/Berlin).',
} as const;

/** As a reader's program shows it, its pictures from here. */
function htmlOf(input: EditionInput): string {
  return renderEdition(input)
    .html.map((piece) => (typeof piece === 'string' ? piece : own[piece.personal]))
    .join('')
    .replace(/(<img[^>]*? src=")https?:[^"]*/g, `$1${picture}`);
}
