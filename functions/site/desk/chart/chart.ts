/** What every chart is given, and what is around its lines or bars: name, grid, days, labels. */
import { html } from 'hono/html';
import { kept } from '../../../edition/formats.ts';
import type { Direction } from '../../../edition/words.ts';
import type { Html } from '../../page.ts';
import type { ValueScale } from './value-scale.ts';

/** What a chart is about, and how the page around it writes. */
export interface ChartFrame {
  /** Names the chart on its page: letters, digits and hyphens, used once. */
  readonly id: string;
  readonly title: string;
  /** What is said where there is no figure at all, and where all of them are nothing. */
  readonly empty: string;
  readonly zero: string;
  /** BCP 47: numbers and days are written as this language does. */
  readonly language: string;
  readonly direction: Direction;
}

/** One row of figures; what is undefined, or no number, is a gap. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | undefined)[];
}

/** A text under the plot, at a share (0 to 100) of its width in the order of reading. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

/** Where the plot is in the picture: pixels downwards, percent across. */
export const plot = { top: 26, bottom: 196, start: 12, end: 100 } as const;
const heightPx = 224;
const labelCharsMax = 16;
const longLabelChars = 8;
const marksMax = { short: 4, long: 3 } as const;

/** Those of the values that are numbers. */
export function numbersOf(series: readonly Series[]): number[] {
  return series.flatMap(({ values }) => values).filter(isFigure);
}

/** The series without values that belong to no column. */
export function cutTo(columns: number, series: readonly Series[]): Series[] {
  return series.map(({ label, values }) => ({ label, values: values.slice(0, columns) }));
}

/** Whether there is a figure. */
export function isFigure(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}

/** What is no more than nothing has no sign. */
const formatOf = kept(
  (language: string) => new Intl.NumberFormat(language, { signDisplay: 'negative' }),
);
const dayFormatOf = kept(
  (language: string) =>
    new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' }),
);

/** A number as the language writes it, kept together in text of the other direction (UAX #9). */
export function figure(value: number, language: string): string {
  return isolated(formatOf(language).format(value));
}

/** A day (yyyy-mm-dd) as the language writes it in short; other text stays as it is. */
export function dayText(day: string, language: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : dayFormatOf(language).format(at);
}

/** A text that does not drag its neighbours along, whatever its direction. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/** A share of the picture's width, as an attribute; in right-to-left pages time runs leftwards. */
export function across(share: number, direction: Direction): string {
  return `${percent(direction === 'rtl' ? 100 - share : share)}%`;
}

/** A share with two digits at most. */
export function percent(share: number): number {
  return Math.round(share * 100) / 100;
}

/** So many of the texts as a phone has room for, the first and the last among them. */
export function marksAmong(texts: readonly string[], placeOf: (index: number) => number): Mark[] {
  const isLong = texts.some((text) => text.length > longLabelChars);
  const most = Math.min(isLong ? marksMax.long : marksMax.short, texts.length);
  const step = (texts.length - 1) / Math.max(1, most - 1);
  return Array.from({ length: most }, (_, n) => {
    const index = Math.round(n * step);
    return { at: placeOf(index), text: shortened(texts[index] ?? '') };
  });
}

function shortened(text: string): string {
  const signs = [...text];
  return signs.length > labelCharsMax ? `${signs.slice(0, labelCharsMax - 1).join('')}…` : text;
}

/** What the chart says in words: the first and the last figure of each series. */
export function described(
  series: readonly Series[],
  texts: readonly string[],
  language: string,
): string {
  const said = series.flatMap(({ label, values }) => {
    const known = values.flatMap((value, n) => (isFigure(value) ? [{ value, n }] : []));
    const ends = [known[0], known.at(-1)].filter((one) => one !== undefined);
    const shown = ends.slice(0, known.length).map(({ value, n }) => {
      return `${isolated(texts[n] ?? '')} ${figure(value, language)}`;
    });
    return shown.length === 0 ? [] : [`${isolated(label)}: ${shown.join(', ')}`];
  });
  return said.join('; ');
}

/** The picture: what it is called, the lines of its values, what is drawn, and what is under it. */
export function picture(
  { id, title, language, direction }: ChartFrame,
  scale: ValueScale,
  parts: { readonly described: string; readonly marks: readonly Mark[]; readonly drawn: Html },
): Html {
  return html`<svg class="chart-picture" xmlns="http://www.w3.org/2000/svg" width="100%" height="${heightPx}" direction="${direction}" font-size="13" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc"><title id="${id}-title">${title}</title><desc id="${id}-desc">${parts.described}</desc>${scale.ticks.map((tick) => gridLine(scale.y(tick), tick === 0))}${parts.drawn}${scale.ticks.map((tick) => tickText(tick, scale, language, direction))}${parts.marks.map((mark) => markText(mark, direction))}</svg>`;
}

/** What stands in place of a picture that would be empty; undefined where there is something to draw. */
export function inWords(
  { id, title, empty, zero }: ChartFrame,
  series: readonly Series[],
): Html | undefined {
  const numbers = numbersOf(series);
  if (numbers.some((one) => one !== 0)) return undefined;
  return html`<p class="chart-empty" id="${id}-title">${title}: ${numbers.length === 0 ? empty : zero}</p>`;
}

function gridLine(y: number, isZero: boolean): Html {
  const name = isZero ? 'chart-zero' : 'chart-grid';
  return html`<line class="${name}" x1="0%" x2="100%" y1="${y}" y2="${y}" stroke="currentColor" stroke-opacity="${isZero ? '.7' : '.2'}"/>`;
}

/** Above its line, where the plot has not begun: any number has room there. */
function tickText(tick: number, scale: ValueScale, language: string, direction: Direction): Html {
  const y = percent(scale.y(tick) - 4);
  return html`<text class="chart-tick" x="${across(0, direction)}" y="${y}" fill="currentColor" text-anchor="start">${figure(tick, language)}</text>`;
}

function markText({ at, text }: Mark, direction: Direction): Html {
  const anchor = at > 88 ? 'end' : at < plot.start + 8 ? 'start' : 'middle';
  const share = anchor === 'end' ? 100 : at;
  return html`<text class="chart-tick" x="${across(share, direction)}" y="${plot.bottom + 20}" fill="currentColor" text-anchor="${anchor}">${isolated(text)}</text>`;
}
