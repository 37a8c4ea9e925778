/** The charts of growth, each with its figures below. */
import { html } from 'hono/html';
import { dayIn, dayText } from '../../config/calendar.ts';
import type { EditionGone, Growth } from '../../subscriber/growth.ts';
import type { Html } from '../page.ts';
import { barChart } from './chart/bar-chart.ts';
import type { ChartFrame, Series } from './chart/chart.ts';
import { lineChart } from './chart/line-chart.ts';
import { type FigureTable, withTable } from './chart/with-table.ts';
import type { NewsletterVisit } from './desk.ts';
import type { Span } from './growth-spans.ts';
import type { GrowthWords } from './growth-words.ts';
import { dayName, shortMoment } from './moment.ts';

/** What the charts are drawn from, and for whom. */
export interface GrowthLook {
  readonly visit: NewsletterVisit;
  readonly words: GrowthWords;
  /** Whether a span is more than a day. */
  readonly isWeekly: boolean;
  /** The day (yyyy-mm-dd) from which counting goes; undefined: nothing was counted yet. */
  readonly knownFrom: string | undefined;
}

/** `uncounted`: what is said where counting goes, and this was not counted. */
function frameOf(
  { visit, words, knownFrom }: GrowthLook,
  { id, title, uncounted }: { readonly id: string; readonly title: string; uncounted?: string },
): ChartFrame {
  const { written: language, direction, say } = visit.language;
  if (knownFrom === undefined) {
    return { id, title, empty: words.empty, zero: words.empty, language, direction };
  }
  const day = dayName(knownFrom, visit.language);
  const said = { empty: say(uncounted ?? words.before, { day }), zero: say(words.zero, { day }) };
  return { id, title, ...said, language, direction };
}

/** The first column names the rows. */
function tableOf(
  { visit, words }: GrowthLook,
  columns: readonly string[],
  rows: FigureTable['rows'],
): FigureTable {
  return { summary: words.figures, language: visit.language.written, columns, rows };
}

const spanName = ({ words, isWeekly }: GrowthLook) => (isWeekly ? words.week : words.day);

/** How many read when each of the days, or weeks, ended. */
export function totalChart(look: GrowthLook, spans: readonly Span[]): Html {
  const { visit, words } = look;
  const days = spans.map(({ to }) => to);
  const series = [{ label: words.readers, values: spans.map(({ total }) => total) }];
  const chart = lineChart({
    ...frameOf(look, { id: 'total', title: words.readersTitle, uncounted: words.uncounted }),
    days,
    series,
  });
  const rows = spans.map(({ to, total }) => [dayName(to, visit.language), total]);
  return withTable(chart, tableOf(look, [words.day, words.readers], rows));
}

/** Who joined stands upon the line, who left hangs under it. */
export function movesChart(look: GrowthLook, spans: readonly Span[]): Html {
  const { visit, words } = look;
  const { moves } = words;
  const names = ['joined', 'left', 'bounced', 'complained'] as const;
  const series = names.map((name): Series => {
    const sign = name === 'joined' ? 1 : -1;
    const values = spans.map(({ counts }) => counts && sign * counts[name]);
    return { label: moves[name], values };
  });
  const columns = spans.map(({ from }) => from);
  const chart = barChart({
    ...frameOf(look, { id: 'moves', title: moves.title }),
    columns,
    series,
  });
  const rows = spans.map(({ from, counts }) => [
    dayName(from, visit.language),
    ...names.map((name) => counts?.[name]),
  ]);
  const heads = [spanName(look), ...names.map((name) => moves[name])];
  return withTable(chart, tableOf(look, heads, rows));
}

/** Why they left, of those who did by their own will. */
export function reasonsChart(look: GrowthLook, spans: readonly Span[]): Html {
  const { visit, words } = look;
  const { title, hint: _, ...own } = words.reasons;
  const named = [
    ['too-many', own.tooMany],
    ['not-for-me', own.notForMe],
    ['never-asked', own.neverAsked],
    ['other', own.another],
    ['unsaid', own.unsaid],
  ] as const;
  const series = named.map(([reason, label]) => ({
    label,
    values: spans.map(({ counts }) => counts?.reasons[reason]),
  }));
  const columns = spans.map(({ from }) => from);
  const chart = barChart({ ...frameOf(look, { id: 'reasons', title }), columns, series });
  const rows = spans.map(({ from, counts }) => [
    dayName(from, visit.language),
    ...named.map(([reason]) => counts?.reasons[reason]),
  ]);
  const heads = [spanName(look), ...named.map(([, label]) => label)];
  return withTable(chart, tableOf(look, heads, rows));
}

/** Who went after each edition; of those before anything was counted nobody knows. */
export function editionsChart(look: GrowthLook, { editions }: Pick<Growth, 'editions'>): Html {
  const { visit, words, knownFrom } = look;
  const { zone } = visit.newsletter;
  const inOrder = editions.toReversed();
  const isKnown = ({ scheduledAt }: EditionGone) =>
    knownFrom !== undefined && new Date(scheduledAt).toISOString().slice(0, 10) >= knownFrom;
  const names = ['left', 'bounced', 'complained'] as const;
  const series = names.map((name) => ({
    label: words.moves[name],
    values: inOrder.map((one) => (isKnown(one) ? one[name] : undefined)),
  }));
  const columns = inOrder.map(({ scheduledAt }) => dayText(dayIn(zone, scheduledAt)));
  const chart = barChart({
    ...frameOf(look, { id: 'editions', title: words.editions.title }),
    columns,
    series,
  });
  const rows = inOrder.map((one) => [
    shortMoment(one.scheduledAt, zone, visit.language),
    one.submitted,
    ...names.map((name) => (isKnown(one) ? one[name] : undefined)),
  ]);
  const heads = [words.editions.due, words.editions.submitted];
  const all = [...heads, ...names.map((name) => words.moves[name])];
  return html`${withTable(chart, tableOf(look, all, rows))}`;
}
