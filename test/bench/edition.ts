/** What an edition costs: filling beside mjml, cleaning beside the sanitiser alone, and its size. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import mjml2html from 'mjml';
import sanitizeHtml from 'sanitize-html';
import { encodedBytes } from '../../functions/edition/budget.ts';
import { clean } from '../../functions/edition/clean.ts';
import type { Piece } from '../../functions/edition/content.ts';
import { type Data, escapeHtml, fill } from '../../functions/edition/program.ts';
import { renderEdition } from '../../functions/edition/render.ts';
import { allowedAttributes, allowedNames } from '../../functions/edition/settle.ts';
import { templates } from '../../functions/edition/templates.ts';
import { themeData } from '../../functions/edition/theme-data.ts';
import { mjmlOptions, parseProgram } from '../../templates/compile.ts';
import { editionOf, sampleItem, sampleNewsletter } from '../edition/sample.ts';
import { dirtyItems } from '../fixtures/edition/dirty.ts';

const sentences = {
  en: 'Three member states asked for more time to study the annex, and were given until the end of the month by a narrow vote. ',
  zh: '三个成员国要求更多时间研究预算附件，会议以微弱多数同意将期限延长到月底，届时将再次表决并公布全文。',
};

const story =
  `<p>${sentences.en.repeat(2)}<a href="https://a.example/x">More</a> and <em>more</em>.</p>`.repeat(
    4,
  );

/** Prints the figures of rendering. */
export async function run(): Promise<void> {
  await compareFilling();
  compareCleaning();
  for (const [language, count] of [
    ['en', 60],
    ['zh', 50],
  ] as const) {
    const bytes = sizeOf(language, count);
    say(`${count} ordinary items, ${language}: ${bytes} bytes encoded (limit 100000)`);
  }
}

const rounds = 60;
const mjmlRounds = 15;

/** The quickest of many short runs: what the work takes when the machine does nothing else. */
function quickestMs(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    work();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

async function compareFilling(): Promise<void> {
  const data = editionData(60);
  const filling = quickestMs(() => fill(templates.edition, data));
  const filePath = fileURLToPath(new URL('../../templates/edition.mjml', import.meta.url));
  const source = joined(fill(parseProgram(await readFile(filePath, 'utf8')), data));
  let rendering = Number.POSITIVE_INFINITY;
  for (let round = 0; round < mjmlRounds; round += 1) {
    const started = performance.now();
    await mjml2html(source, { ...mjmlOptions, filePath });
    rendering = Math.min(rendering, performance.now() - started);
  }
  say(`filling 60 items: ${filling.toFixed(3)} ms (at most 1)`);
  say(
    `mjml rendering the same: ${rendering.toFixed(1)} ms, ` +
      `1/${Math.round(rendering / filling)} (at most 1/100)`,
  );
}

function compareCleaning(): void {
  const items = dirtyItems.map(({ html, options }) => ({ html: story + html, options }));
  const allowlist = {
    allowedTags: [...allowedNames],
    allowedAttributes: { ...allowedAttributes },
    allowedSchemes: ['http', 'https', 'mailto'],
  };
  let [alone, whole] = [0, 0];
  for (const { html, options } of items) {
    alone += quickestMs(() => sanitizeHtml(html, allowlist));
    whole += quickestMs(() => clean(html, options));
  }
  say(`cleaning ${items.length} dirty items: ${whole.toFixed(1)} ms`);
  say(
    `sanitize-html alone: ${alone.toFixed(1)} ms, ratio ${(whole / alone).toFixed(2)} (at most 2)`,
  );
}

function sizeOf(language: 'en' | 'zh', count: number): number {
  const items = Array.from({ length: count }, (_, n) =>
    sampleItem(language, n, { content: `<p>${n}. ${sentences[language].repeat(6)}</p>` }),
  );
  const newsletter = sampleNewsletter(language, { excerptChars: language === 'zh' ? 160 : 300 });
  const sections = [{ id: 'town', name: 'Town', items }];
  const { html } = renderEdition(editionOf(newsletter, { sections, leftOut: [], excluded: [] }));
  return encodedBytes(html);
}

function editionData(count: number): Data {
  const items = Array.from({ length: count }, (_, n) => ({
    title: `Story ${n} & <more>`,
    link: `https://harbour.example/2026/11/story-number-${n}?a=1&b=2`,
    about: 'Harbour Gazette · 2 minute read',
    anchor: `s${n}`,
    section: '',
    lead: n === 0,
    direction: 'ltr',
    start: 'left',
    end: 'right',
    image: `https://pictures.example/${n}.jpg`,
    alt: 'A "bridge"',
    excerpt: { cleanHtml: `<p>${escapeHtml(sentences.en.repeat(2))}</p>` },
  }));
  return {
    ...themeData(),
    language: 'en',
    direction: 'ltr',
    start: 'left',
    subject: 'Story 1 · 59 more',
    preview: 'Story 2',
    siteUrl: 'https://paper.example/',
    newsletter: 'The Morning Paper',
    dateLine: 'Sunday',
    viewUrl: undefined,
    contentsHeading: 'In this edition',
    contents: items,
    sections: [{ name: 'Town', items }],
    moreHeading: 'More',
    leftOut: [],
    reason: 'You subscribed.',
    preferences: 'Preferences',
    unsubscribe: 'Unsubscribe',
    postalAddress: '1 Quay Street',
  };
}

function joined(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : '#')).join('');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
