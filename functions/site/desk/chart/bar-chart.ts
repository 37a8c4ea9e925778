/** Bars, one for each edition or day; several series stand upon each other, with a pattern each. */

import { scaleBand } from 'd3-scale';
import { stack, stackOffsetDiverging } from 'd3-shape';
import { html } from 'hono/html';
import type { Html } from '../../page.ts';
import {
  across,
  type ChartFrame,
  cutTo,
  dayText,
  described,
  inWords,
  isFigure,
  marksAmong,
  percent,
  picture,
  plot,
  type Series,
} from './chart.ts';
import { seriesClass } from './chart-style.ts';
import { valueScale } from './value-scale.ts';

/** What a bar chart shows: for each column a value of each series. */
export interface BarChart extends ChartFrame {
  /** A day (yyyy-mm-dd), or the name of an edition: one text under each bar. */
  readonly columns: readonly string[];
  /** One, or several that are parts of a whole; parts below nothing hang under the line. */
  readonly series: readonly Series[];
}

const barGap = 0.3;

/** The chart as SVG, under its keys where there are several series; a sentence without figures. */
export function barChart(chart: BarChart): Html {
  const { id, columns, direction, language } = chart;
  const series = cutTo(columns.length, chart.series);
  const places = columns.map((_, n) => n);
  const said = inWords(chart, series);
  if (said !== undefined) return said;
  const layers = stack<unknown, number, number>()
    .keys(series.map((_, index) => index))
    .value((column, index) => figureAt(series[index], column))
    .offset(stackOffsetDiverging)(places);
  const { top, bottom } = plot;
  const ends = layers.flatMap((layer) => layer.flat());
  const scale = valueScale(ends, { top, bottom, fromZero: true });
  const bands = scaleBand<number>()
    .domain(places)
    .range([plot.start, plot.end])
    .paddingInner(barGap)
    .paddingOuter(barGap / 2);
  const startOf = (n: number) => bands(n) ?? plot.start;
  const width = bands.bandwidth();
  const bars = layers.map((layer, index) => {
    const own = layer.flatMap(([from, to], n) => {
      if (from === to) return [];
      const [upper, lower] = [scale.y(Math.max(from, to)), scale.y(Math.min(from, to))];
      const start = direction === 'rtl' ? startOf(n) + width : startOf(n);
      return [
        html`<rect x="${across(start, direction)}" y="${upper}" width="${percent(width)}%" height="${percent(lower - upper)}"/>`,
      ];
    });
    return html`<g class="chart-bar ${seriesClass(index)}" fill="${fillOf(id, index)}" stroke="currentColor">${own}</g>`;
  });
  const texts = columns.map((column) => dayText(column, language));
  const drawing = picture(chart, scale, {
    described: described(series, texts, language),
    marks: marksAmong(texts, (n) => startOf(n) + width / 2),
    drawn: html`<defs>${series.map((_, index) => pattern(id, index))}</defs>${bars}`,
  });
  return series.length === 1 ? drawing : html`${keysOf(id, series)}${drawing}`;
}

function figureAt(series: Series | undefined, column: unknown): number {
  const value = series?.values[Number(column)];
  return isFigure(value) ? value : 0;
}

/** Drawn over a square of eight pixels: nobody needs to tell colours apart. The first is full. */
const hatches = [
  undefined,
  'M-2 2l4-4M0 8l8-8M6 10l4-4',
  'M0 4h8',
  'M4 0v8',
  'M0 4h8M4 0v8',
] as const;

function hatchOf(index: number): string | undefined {
  return hatches[index % hatches.length];
}

function fillOf(id: string, index: number): string {
  return hatchOf(index) === undefined ? 'currentColor' : `url(#${id}-fill-${index})`;
}

function pattern(id: string, index: number): Html | '' {
  const d = hatchOf(index);
  if (d === undefined) return '';
  return html`<pattern id="${id}-fill-${index}" class="${seriesClass(index)}" width="8" height="8" patternUnits="userSpaceOnUse"><path d="${d}" stroke="currentColor" stroke-width="2.5" fill="none"/></pattern>`;
}

/** Which pattern is which: text that wraps where a phone ends. */
function keysOf(id: string, series: readonly Series[]): Html {
  return html`<ul class="chart-keys">${series.map(
    ({ label }, index) =>
      html`<li><svg class="${seriesClass(index)}" xmlns="http://www.w3.org/2000/svg" width="18" height="18" aria-hidden="true"><rect x="1" y="1" width="16" height="16" fill="${fillOf(id, index)}" stroke="currentColor"/></svg> <bdi>${label}</bdi></li>`,
  )}</ul>`;
}
