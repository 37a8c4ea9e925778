/** A chart with its figures below, for who reads rather than sees, or wants them exactly. */
import { html } from 'hono/html';
import type { Html } from '../../page.ts';
import { figure } from './chart.ts';

/** What a cell holds: a text, a number that the language writes, or nothing. */
type Cell = string | number | undefined;

/** The figures of a chart. */
export interface FigureTable {
  /** What the fold is called, such as "The figures". */
  readonly summary: string;
  /** BCP 47. */
  readonly language: string;
  /** The heads; the first is of the column that names the rows. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The chart, and a fold with its table where there is a figure to read. */
export function withTable(chart: Html, table: FigureTable): Html {
  const { summary, columns, rows, language } = table;
  if (!columns.some((_, at) => holdsFigures(rows, at))) {
    return html`<figure class="chart">${chart}</figure>`;
  }
  return html`<figure class="chart">${chart}<details><summary>${summary}</summary><div class="chart-scroll" role="group" aria-label="${summary}" tabindex="0"><table class="chart-table"><thead><tr>${columns.map(
    (column, at) =>
      html`<th scope="col"${holdsFigures(rows, at) ? html` class="chart-figure"` : ''}>${column}</th>`,
  )}</tr></thead><tbody>${rows.map((row) => rowOf(row, language))}</tbody></table></div></details></figure>`;
}

function holdsFigures(rows: FigureTable['rows'], at: number): boolean {
  return at > 0 && rows.some((row) => typeof row[at] === 'number');
}

function rowOf([name, ...cells]: readonly Cell[], language: string): Html {
  return html`<tr><th scope="row">${said(name, language)}</th>${cells.map((cell) =>
    typeof cell === 'number'
      ? html`<td class="chart-figure">${said(cell, language)}</td>`
      : html`<td>${said(cell, language)}</td>`,
  )}</tr>`;
}

function said(cell: Cell, language: string): Html {
  if (cell === undefined || (typeof cell === 'number' && !Number.isFinite(cell))) return html`–`;
  return html`<bdi>${typeof cell === 'number' ? figure(cell, language) : cell}</bdi>`;
}
