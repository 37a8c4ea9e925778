/** A line as high as a word, for a row of a table: where figures come from and go to. */

import { line } from 'd3-shape';
import { html } from 'hono/html';
import type { Html } from '../../page.ts';
import { type ChartFrame, described, isFigure, percent } from './chart.ts';
import { valueScale } from './value-scale.ts';

/** What a sparkline shows: values at equal distances, with the texts that they stand for. */
export interface Sparkline extends Omit<ChartFrame, 'empty' | 'zero'> {
  readonly values: readonly (number | undefined)[];
  /** What each value is of, such as its day; said for the first and the last. */
  readonly texts?: readonly string[];
}

const [widthPx, heightPx, edgePx] = [96, 28, 4];

/** The line as SVG; a dash where there is no figure. */
export function sparkline({ id, title, language, direction, values, texts = [] }: Sparkline): Html {
  const known = values.filter(isFigure);
  const last = values.findLastIndex(isFigure);
  if (last < 0) return html`<span class="chart-empty">–</span>`;
  const spanPx = { top: edgePx, bottom: heightPx - edgePx, fromZero: false };
  const { y } = valueScale(known, spanPx);
  const x = (index: number) => {
    const share = values.length === 1 ? 1 : index / (values.length - 1);
    const along = direction === 'rtl' ? 1 - share : share;
    return percent(edgePx + along * (widthPx - 2 * edgePx));
  };
  const d = line<number | undefined>()
    .defined(isFigure)
    .x((_, index) => x(index))
    .y((value) => y(value ?? 0))
    .digits(2)(values);
  const said = described([{ label: title, values }], texts, language);
  return html`<svg class="chart-spark" xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc"><title id="${id}-title">${title}</title><desc id="${id}-desc">${said}</desc><path d="${d}" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linejoin="round" stroke-linecap="round"/><circle cx="${x(last)}" cy="${y(values[last] ?? 0)}" r="3" fill="currentColor"/></svg>`;
}
