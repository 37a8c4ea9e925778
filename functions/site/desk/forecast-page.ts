/** What is to come of a newsletter in the next weeks, by the instants at which something is due. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { dayMs } from '../../config/time.ts';
import { sendingOf } from '../../edition/call.ts';
import { type Coming, type Forecast, forecast } from '../../edition/plan/forecast.ts';
import { counted } from '../../edition/words.ts';
import { type Html, notice } from '../page.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { type ForecastWords, forecastWords } from './forecast-words.ts';
import { deskPage } from './frame.ts';
import { deskMoment, deskSchedule } from './moment.ts';
import { rowTable } from './parts.ts';
import type { TodayUses } from './today-page.ts';
import { todayWords } from './today-words.ts';

const spans = ['7', '14', '28'] as const;
const rowsMax = 150;

/** GET /desk/n/:id/forecast */
export const forecastRoute: DeskRoute<TodayUses> = {
  ...{ method: 'get', path: '/forecast', about: 'newsletter', right: 'look' },
  answer: showForecast,
};

async function showForecast(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<TodayUses>,
): Promise<Response> {
  const { newsletter, now, language } = visit;
  const words = forecastWords[language.tongue];
  const span = spans.find((one) => one === c.req.query('days')) ?? '7';
  const until = now + Number(span) * dayMs;
  const found = await forecast({ newsletter, now, until }, deps.forecast);
  const path = deskPath(newsletter.id, '/forecast');
  const tabs = spans.map(
    (one) =>
      html`<li><a href="${path}?days=${one}"${one === span ? html` aria-current="page"` : ''}>${words.days[one]}</a></li>`,
  );
  const mode = words.modes[sendingOf(newsletter).mode];
  const main = html`${notice(words.title, [words.lead, ...(mode === '' ? [] : [mode])])}
<ul class="tabs" aria-label="${words.far}">${tabs}</ul>${tablePart(found, visit, words)}`;
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'today' });
}

function tablePart(found: Forecast, visit: NewsletterVisit, words: ForecastWords): Html {
  const instants = [...Map.groupBy(found.coming, ({ at }) => at)];
  if (instants.length === 0) return html`<p>${words.none}</p>`;
  const { language } = visit;
  const { columns } = words;
  const table = rowTable<(typeof instants)[number]>(
    [
      { label: columns.when, cell: ([at]) => deskMoment(at, visit.newsletter.zone, language) },
      { label: columns.schedule, cell: ([, all]) => scheduleText(all, visit, words) },
      { label: columns.readers, cell: ([, all]) => readersText(all, visit), isFigure: true },
      { label: columns.items, cell: ([, all]) => itemsText(all, visit, words), isFigure: true },
    ],
    instants.slice(0, rowsMax),
  );
  const notes = [
    ...(instants.length > rowsMax ? [language.say(words.rows, { count: rowsMax })] : []),
    ...(found.segmentsUnseen > 0 ? [words.segments] : []),
    ...(found.gatesUnseen > 0 ? [words.gates] : []),
    words.hint,
  ];
  return html`${table}${notes.map((note) => html`<p class="hint">${note}</p>`)}`;
}

function scheduleText(
  all: readonly Coming[],
  { language }: NewsletterVisit,
  { asItComes }: ForecastWords,
): Html {
  const named = all.map(({ schedule, isInstant }) =>
    isInstant ? asItComes : deskSchedule(schedule, language),
  );
  const [first = '', ...others] = new Set(named);
  const { moreSchedules } = todayWords[language.tongue].next;
  const more = others.length === 0 ? '' : counted(moreSchedules, others.length, language.written);
  return html`${first} ${more}`;
}

/** Whoever had an edition before; of others nobody knows how many they are. */
function readersText(all: readonly Coming[], { language }: NewsletterVisit): string {
  const known = all.flatMap(({ readers }) => (readers === undefined ? [] : [readers]));
  if (known.length === 0) return todayWords[language.tongue].next.uncounted;
  return language.number(known.reduce((sum, one) => sum + one, 0));
}

/** Of the choice that gets the most. */
function itemsText(
  all: readonly Coming[],
  { language }: NewsletterVisit,
  words: ForecastWords,
): string {
  const most = all.reduce((a, b) => (b.known + b.expected > a.known + a.expected ? b : a));
  const more = Math.round(most.expected);
  const text = most.known === 0 ? words.about : more === 0 ? words.known : words.knownAndMore;
  return language.say(text, { known: most.known, more });
}
