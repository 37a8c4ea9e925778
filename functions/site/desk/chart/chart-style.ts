/** How charts are coloured: the classes that their SVG names, as a part of the page's style sheet. */
import type { Colour } from '../../../edition/colour.ts';
import type { Scheme } from '../../../edition/palette.ts';

/** A colour for each series, on the sheet of a page: its name is written in it, too. */
export const seriesColours: Readonly<Record<Scheme, readonly Colour[]>> = {
  light: ['#8c2f22', '#1f5f8b', '#7a5a00', '#2b6138', '#6b4a8b'],
  dark: ['#f0a394', '#8fc1e8', '#e0c15a', '#9fd3aa', '#c9aee6'],
};

/** The class of a series; a sixth looks like the first. */
export function seriesClass(index: number): string {
  return `chart-s${(index % seriesColours.light.length) + 1}`;
}

const coloured = (scheme: Scheme) =>
  seriesColours[scheme].map((one, n) => `.${seriesClass(n)} { color: ${one}; }`).join('\n');

/**
 * The rules for charts, to be put into the style sheet whose hash the policy admits; they use
 * `--sheet`, `--ink`, `--soft` and `--rule` of functions/site/style.ts. What is not on the sheet says
 * with `--ground` what it is on: names of lines have a rim of it.
 */
export const chartStyle = `
.chart { margin: 0 0 1.5rem; }
.chart-picture { display: block; overflow: visible; }
.chart-picture text { font-family: var(--sans); }
.chart-spark { color: var(--ink); vertical-align: middle; }
.chart-tick { fill: var(--soft); }
.chart-tick, .chart-label {
  paint-order: stroke; stroke: var(--ground, var(--sheet)); stroke-width: 4px; stroke-linejoin: round;
}
.chart-label { font-weight: 600; }
.chart-keys {
  display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: 0 0 .4rem; padding: 0; list-style: none;
}
.chart-keys svg { vertical-align: -.2em; }
.chart-empty { color: var(--soft); }
.chart-scroll { overflow-x: auto; }
.chart-table { border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.chart-table :is(th, td) {
  padding-block: .35rem; padding-inline: 0 1.2rem; border-block-end: 1px solid var(--rule); text-align: start;
}
.chart-table th { font-weight: 600; }
.chart-table th:first-child { min-width: 6rem; overflow-wrap: anywhere; }
.chart-table .chart-figure { text-align: end; }
${coloured('light')}
@media (prefers-color-scheme: dark) {
${coloured('dark')}
}
@media (forced-colors: active) { [class^=chart-s], [class*=" chart-s"] { color: CanvasText; } }
`;
