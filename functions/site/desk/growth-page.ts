/** How a newsletter grows: readers over time, who joined, who left and why, after which edition. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { dayText } from '../../config/calendar.ts';
import { dayMs } from '../../config/time.ts';
import { type Growth, growth, growthEditionsMax } from '../../subscriber/growth.ts';
import type { Html } from '../page.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import {
  editionsChart,
  type GrowthLook,
  movesChart,
  reasonsChart,
  totalChart,
} from './growth-charts.ts';
import { spansOf } from './growth-spans.ts';
import type { GrowthUses } from './growth-uses.ts';
import { type GrowthWords, growthWords } from './growth-words.ts';
import { dayName } from './moment.ts';
import { factList, textField } from './parts.ts';

/** So many days are looked at; a bar of the charts is so many of them. */
const ranges = [
  { days: 30, name: 'days30', moves: 1, reasons: 1 },
  { days: 90, name: 'days90', moves: 1, reasons: 7 },
  { days: 400, name: 'days400', moves: 7, reasons: 7 },
] as const;
type Range = (typeof ranges)[number];

/** GET /desk/n/:id/growth */
export async function showGrowth(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<GrowthUses>,
): Promise<Response> {
  const { newsletter, language, now } = visit;
  const words = growthWords[language.tongue];
  const range = ranges.find(({ days }) => String(days) === c.req.query('days')) ?? ranges[0];
  const from = now - (range.days - 1) * dayMs;
  const told = await growth({ newsletterId: newsletter.id, from, to: now, now }, deps.growth);
  const main = html`<h1>${words.title}</h1>${rangesPart(visit, words, range)}
<p>${sinceText(told, visit, words)}</p>${factsPart(told, visit, words)}
${chartsPart(told, visit, range)}
<div class="columns">${waysPart(words.ways.came, told.joined, visit, words)}${waysPart(words.ways.went, told.left, visit, words)}</div>
${visit.may('readers') ? dayForm(visit, words) : ''}`;
  const page = visit.may('readers') ? ({ page: 'readers' } as const) : {};
  return await deskPage(c, visit, { title: words.title, main, newsletter, ...page });
}

function rangesPart({ newsletter }: NewsletterVisit, words: GrowthWords, shown: Range): Html {
  const tabs = ranges.map((one) => {
    const path = deskPath(newsletter.id, `/growth?days=${one.days}`);
    return html`<li><a href="${path}"${one === shown ? html` aria-current="true"` : ''}>${words.ranges[one.name]}</a></li>`;
  });
  return html`<ul class="tabs" aria-label="${words.ranges.title}">${tabs}</ul>`;
}

/** From when on anything is known. */
function sinceText({ knownFrom }: Growth, visit: NewsletterVisit, words: GrowthWords): string {
  if (knownFrom === undefined) return words.sinceNone;
  const since = visit.language.say(words.since, { day: dayName(knownFrom, visit.language) });
  return `${since} ${words.utc} ${words.today}`;
}

function factsPart({ days, joined, left }: Growth, visit: NewsletterVisit, words: GrowthWords) {
  const { facts } = words;
  const { number, written } = visit.language;
  const now = days.at(-1)?.total;
  const [came, went] = [sumOf(joined), sumOf(left)];
  const signed = new Intl.NumberFormat(written, { signDisplay: 'exceptZero' });
  return factList([
    ...(now === undefined ? [] : [[facts.now, number(now)] as const]),
    [facts.joined, number(came)],
    [facts.left, number(went)],
    [facts.net, html`<bdi>${signed.format(came - went)}</bdi>`],
  ]);
}

const sumOf = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

function chartsPart(told: Growth, visit: NewsletterVisit, range: Range): Html {
  const words = growthWords[visit.language.tongue];
  const spans = (length: number) => spansOf(told.days, length, told.knownFrom);
  const look = (length: number): GrowthLook => ({
    ...{ visit, words, isWeekly: length > 1 },
    knownFrom: told.knownFrom,
  });
  const hinted = (hint: string, length: number) =>
    html`<p>${hint}${length > 1 ? ` ${words.weeks}` : ''}</p>`;
  const { editions, moves, reasons } = words;
  const count = { count: growthEditionsMax };
  const after =
    told.editions.length === 0
      ? ''
      : html`<h2>${editions.title}</h2><p>${visit.language.say(editions.hint, count)}</p>${editionsChart(look(1), told)}`;
  return html`<h2>${words.readersTitle}</h2>${totalChart(look(1), spans(range.days > 90 ? 7 : 1))}
<h2>${moves.title}</h2>${hinted(moves.hint, range.moves)}${movesChart(look(range.moves), spans(range.moves))}
<h2>${reasons.title}</h2>${hinted(reasons.hint, range.reasons)}${reasonsChart(look(range.reasons), spans(range.reasons))}
${after}`;
}

function waysPart(
  title: string,
  counts: Readonly<Record<string, number>>,
  { language }: NewsletterVisit,
  words: GrowthWords,
): Html {
  const kinds: Readonly<Record<string, string>> = words.kinds;
  const ways = Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => [kinds[kind] ?? kind, language.number(count)] as const);
  const list = ways.length === 0 ? html`<p>${words.ways.nobody}</p>` : factList(ways);
  return html`<section><h2>${title}</h2>${list}</section>`;
}

/** There is no address in the address of a day. */
function dayForm({ newsletter, now }: NewsletterVisit, { oneDay }: GrowthWords): Html {
  const value = dayText(Math.floor(now / dayMs));
  const path = deskPath(newsletter.id, '/growth/day');
  const field = textField({ name: 'day', label: oneDay.label, type: 'date', value });
  return html`<section class="card"><h2>${oneDay.pick}</h2><form method="get" action="${path}" class="inline">${field}<button class="second">${oneDay.button}</button></form><p><a href="${path}">${oneDay.today}</a></p></section>`;
}
