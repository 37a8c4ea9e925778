/** Lines over days, each with its name at its end and dashes of its own. */

import { line } from 'd3-shape';
import { html } from 'hono/html';
import type { Html } from '../../page.ts';
import {
  across,
  type ChartFrame,
  cutTo,
  dayText,
  described,
  figure,
  inWords,
  isFigure,
  isolated,
  marksAmong,
  numbersOf,
  percent,
  picture,
  plot,
  type Series,
} from './chart.ts';
import { seriesClass } from './chart-style.ts';
import { type ValueScale, valueScale } from './value-scale.ts';

/** What a line chart shows: for each day a value of each series. */
export interface LineChart extends ChartFrame {
  /** yyyy-mm-dd, in order; days that are left out leave their space. */
  readonly days: readonly string[];
  readonly series: readonly Series[];
  /** Whether the scale begins at nothing; else at about the least value. */
  readonly fromZero?: boolean;
}

/** Solid for the first; nobody needs to tell colours apart. */
const dashes = ['none', '7 4', '2 4', '10 4 2 4', '14 5'] as const;
const lineHeightPx = 17;
/** The name of a line stands this far above or below its end. */
const clearPx = { above: -9, below: 19 } as const;

interface Point {
  readonly x: number;
  readonly y: number | undefined;
}

interface Label {
  readonly index: number;
  readonly text: string;
  readonly y: number;
}

/** The chart as SVG; a sentence where no series has a figure. */
export function lineChart(chart: LineChart): Html {
  const { days, direction, language, fromZero = false } = chart;
  const series = cutTo(days.length, chart.series);
  const numbers = numbersOf(series);
  const said = inWords(chart, series);
  if (said !== undefined) return said;
  const { top, bottom } = plot;
  const scale = valueScale(numbers, { top, bottom, fromZero });
  const placeOf = placesOf(days);
  const lines = series.map(({ values }) =>
    days.map((_, n): Point => ({ x: placeOf(n), y: placed(values[n], scale) })),
  );
  const texts = days.map((day) => dayText(day, language));
  const labels = apart(series.flatMap((one, index) => labelOf(one, index, scale, language)));
  const drawn = html`${stretched(lines, chart)}${lines.map((points, index) => dots(points, index, chart))}${labels.map(
    ({ index, text, y }) =>
      html`<text class="chart-label ${seriesClass(index)}" x="${across(plot.end, direction)}" y="${y}" fill="currentColor" text-anchor="end">${text}</text>`,
  )}`;
  return picture(chart, scale, {
    described: described(series, texts, language),
    marks: marksAmong(texts, placeOf),
    drawn,
  });
}

function placed(value: number | undefined, scale: ValueScale): number | undefined {
  return isFigure(value) ? scale.y(value) : undefined;
}

/** By the calendar; days that cannot be told are put one beside the other. One alone is at the end. */
function placesOf(days: readonly string[]): (index: number) => number {
  const instants = days.map((day) => Date.parse(`${day}T00:00:00Z`));
  const places = instants.some(Number.isNaN) ? instants.map((_, n) => n) : instants;
  const [first = 0, last = 0] = [places[0], places.at(-1)];
  const width = plot.end - plot.start;
  return (index) => {
    if (first === last) return plot.end;
    return plot.start + (width * ((places[index] ?? first) - first)) / (last - first);
  };
}

/** Lines are stretched to the width that there is; their strokes and all words are not. */
function stretched(lines: readonly Point[][], { direction }: LineChart): Html {
  const mirrored = (x: number) => (direction === 'rtl' ? 100 - x : x);
  const pathOf = line<Point>()
    .defined(({ y }) => y !== undefined)
    .x(({ x }) => mirrored(x))
    .y(({ y }) => y ?? 0)
    .digits(2);
  const paths = lines.map((points, index) => {
    const d = pathOf(points) ?? '';
    const dash = dashes[index % dashes.length];
    return html`<path class="chart-line ${seriesClass(index)}" d="${d}" fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="${dash}" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>`;
  });
  return html`<svg x="0" y="0" width="100%" height="${plot.bottom}" viewBox="0 0 100 ${plot.bottom}" preserveAspectRatio="none" overflow="visible">${paths}</svg>`;
}

/** A point without neighbours is no line; the last one says where the line is now. */
function dots(points: readonly Point[], index: number, { direction }: LineChart): Html[] {
  const last = points.findLastIndex(({ y }) => y !== undefined);
  return points.flatMap(({ x, y }, n) => {
    const isAlone = points[n - 1]?.y === undefined && points[n + 1]?.y === undefined;
    if (y === undefined || (!isAlone && n !== last)) return [];
    return [
      html`<circle class="chart-dot ${seriesClass(index)}" cx="${across(x, direction)}" cy="${y}" r="4" fill="currentColor"/>`,
    ];
  });
}

/** On the side of the line's end from which it does not come. */
function labelOf({ label, values }: Series, index: number, scale: ValueScale, language: string) {
  const known = values.filter(isFigure);
  const last = known.at(-1);
  if (last === undefined) return [];
  const isFalling = (known.at(-2) ?? last) > last;
  const y = scale.y(last) + (isFalling ? clearPx.below : clearPx.above);
  return [{ index, y, text: `${isolated(label)} ${figure(last, language)}` }];
}

/** Labels one above the other, in the order of their lines, none on another and all in the plot. */
function apart(labels: readonly Label[]): Label[] {
  const sorted = labels.toSorted((a, b) => a.y - b.y);
  const placedDown: Label[] = [];
  for (const label of sorted) {
    const above = placedDown.at(-1);
    const least = above === undefined ? lineHeightPx : above.y + lineHeightPx;
    placedDown.push({ ...label, y: Math.max(label.y, least) });
  }
  // What was pushed out below goes up again, and takes those above it along.
  let most = plot.bottom - 4;
  const placedUp = placedDown.toReversed().map((label) => {
    const y = Math.min(label.y, most);
    most = y - lineHeightPx;
    return { ...label, y: percent(y) };
  });
  return placedUp.toReversed();
}
