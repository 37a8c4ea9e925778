/** What an edition costs: filling beside mjml, cleaning beside the sanitiser alone, and its size. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import mjml2html from 'mjml';
import sanitizeHtml from 'sanitize-html';
import { allowedAttributes, allowedNames } from '../../functions/edition/clean/allowed-markup.ts';
import { clean } from '../../functions/edition/clean/clean.ts';
import type { Content, Piece } from '../../functions/edition/content.ts';
import { openComposer } from '../../functions/edition/plan/compose.ts';
import { encodedBytes } from '../../functions/edition/print/budget.ts';
import { editionData } from '../../functions/edition/print/edition-data.ts';
import { type Data, fill } from '../../functions/edition/print/program.ts';
import { renderEdition } from '../../functions/edition/print/render.ts';
import { cleanItems, storyOf } from '../../functions/edition/print/story.ts';
import { tableOfContents } from '../../functions/edition/print/table-of-contents.ts';
import { templates } from '../../functions/edition/print/templates.ts';
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
  const rendered = await timesRendered(200);
  say(`200 segments with the same content: rendered ${rendered} time(s) (at most 1)`);
}

const rounds = 60;
const warmUpRounds = 2_000;
const mjmlRounds = 40;

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

/** The same document by both: the source of the template with all of its items in it, and mjml. */
async function compareFilling(): Promise<void> {
  const data = dataOf(60);
  for (let round = 0; round < warmUpRounds; round += 1) fill(templates.edition, data);
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

/** Both get the item as its feed sends it, and the same allowlist; what is measured is warm. */
function compareCleaning(): void {
  const items = dirtyItems.map(({ html, options }) => ({ html: story + html, options }));
  const allowlist = {
    allowedTags: [...allowedNames],
    allowedAttributes: { ...allowedAttributes },
    allowedSchemes: ['http', 'https', 'mailto'],
  };
  const alone = (item: (typeof items)[number]) => sanitizeHtml(item.html, allowlist);
  const whole = (item: (typeof items)[number]) => clean(item.html, item.options);
  for (let round = 0; round < rounds; round += 1) items.map((item) => [alone(item), whole(item)]);
  let [aloneMs, wholeMs] = [0, 0];
  for (const item of items) {
    aloneMs += quickestMs(() => alone(item));
    wholeMs += quickestMs(() => whole(item));
  }
  say(`cleaning ${items.length} dirty items: ${wholeMs.toFixed(1)} ms`);
  say(
    `sanitize-html alone: ${aloneMs.toFixed(1)} ms, ` +
      `ratio ${(wholeMs / aloneMs).toFixed(2)} (at most 2)`,
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

/** The very values that an edition of so many ordinary items fills its template with. */
function dataOf(count: number): Data {
  const newsletter = sampleNewsletter('en');
  const items = Array.from({ length: count }, (_, n) =>
    sampleItem('en', n, { content: `<p>${n}. ${sentences.en.repeat(3)}</p>` }),
  );
  const choice = { sections: [{ id: 'town', name: 'Town', items }], leftOut: [], excluded: [] };
  const stories = [...cleanItems(choice).values()].map((item) =>
    storyOf(item, { newsletter, excerptChars: newsletter.excerptChars }),
  );
  const sections = [{ name: 'Town', stories }];
  const parts = {
    subject: 'Story 1 · 59 more',
    preview: 'Story 2',
    newsletter: newsletter.name,
    dateLine: 'Sunday, 22 November 2026 · 60 stories',
    readInBrowser: 'Read in your browser',
    viewUrl: 'https://paper.example/n/sample/editions/1',
    notes: [],
    contents: tableOfContents(sections, newsletter.language),
    sections,
    moreHeading: 'More',
    leftOut: [],
    rest: undefined,
    reasonBefore: 'You subscribed with ',
    reasonAfter: '.',
    change: 'Change it',
    forwarded: 'Subscribe',
    signupUrl: 'https://paper.example/n/sample',
    unsubscribe: 'Unsubscribe',
    privacy: 'Privacy',
    privacyUrl: 'https://paper.example/n/sample/privacy',
    postalAddress: newsletter.postalAddress,
  };
  return editionData(parts, { newsletter, siteUrl: 'https://paper.example/' });
}

/** How often content is rendered for so many segments of one tick that need the same. */
async function timesRendered(segments: number): Promise<number> {
  const newsletter = sampleNewsletter('en');
  const items = [0, 1, 2].map((n) => sampleItem('en', n).item);
  const seen = Math.max(...items.map(({ firstSeenAt }) => firstSeenAt));
  const kept = new Map<string, Content>();
  let rendered = 0;
  const compose = openComposer('https://paper.example/', {
    newsletter: async () => newsletter,
    sources: async () => items.map(({ feedId: id }) => ({ id, title: id, sectionId: 'town' })),
    headings: async function* () {
      yield items;
    },
    items: async () => items,
    findings: async (key) => kept.get(key)?.findings,
    putContent: async (content) => {
      rendered += 1;
      kept.set(content.key, content);
    },
  });
  for (let segment = 0; segment < segments; segment += 1) {
    const contentFor = await compose({
      newsletterId: newsletter.id,
      schedule: { cadence: 'daily', hour: segment % 24, zone: newsletter.zone },
      sections: segment % 2 === 0 ? 'all' : ['town'],
      scheduledAt: seen + 3_600_000,
      cutoff: seen + 60_000,
      from: seen - 86_400_000 - segment,
    });
    await contentFor();
  }
  return rendered;
}

function joined(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : '#')).join('');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
