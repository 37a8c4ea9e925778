/** The answer of a first look at a list: how each column is read, what it says, and examples. */
import { singleLine } from '../../functions/edition/print/single-line.ts';
import type {
  ListCounts,
  OpenedList,
  SaidCounts,
} from '../../functions/subscriber/list/opened-list.ts';
import {
  ambiguousDates,
  type ToldColumn,
  toldColumns,
} from '../../functions/subscriber/list/told-columns.ts';
import { tableText } from './table-text.ts';
import { numberText } from './time-text.ts';

/** The columns of a list of another system, fit to be shown. */
export function shownColumns(list: OpenedList, counts: ListCounts | undefined): ToldColumn[] {
  return toldColumns(list, counts).map((column) => ({
    ...column,
    examples: column.examples.map(singleLine),
  }));
}

const titles = [
  { title: 'COLUMN', shrinksTo: 12 },
  { title: 'READ AS' },
  { title: 'SAYS', shrinksTo: 12 },
  { title: 'SUCH AS', shrinksTo: 12 },
] as const;

const readAsWords: Readonly<Partial<Record<ToldColumn['readAs'], string>>> = {
  aside: '(left aside)',
  'not-understood': 'NOT UNDERSTOOD',
};

/** The table, with what the owner should know about dates and about the file as a whole. */
export function lookLines(
  list: OpenedList,
  counts: ListCounts | undefined,
  width: number,
): string[] {
  if (list.foreign === undefined) return [];
  const { layout, profile } = list.foreign;
  const rows = shownColumns(list, counts).map(({ heading, readAs, says, examples }) => [
    singleLine(heading),
    readAsWords[readAs] ?? readAs,
    countsText(new Map(Object.entries(says)) as SaidCounts),
    examples.join(', '),
  ]);
  const ofAll =
    layout.ofAll === undefined ? [] : [`By its kind or name, everybody in it is: ${layout.ofAll}.`];
  const ambiguous = ambiguousDates(layout.columns, profile).map(({ heading, cell, readings }) => {
    const days = readings.map((day) => day ?? 'no day').join(' or ');
    return `"${cell}" in ${singleLine(heading)} is ${days}: such dates are not taken over.`;
  });
  return [
    ...tableText(titles, rows, width),
    `Its rows, by the worst that each says: ${countsText(counts?.rows ?? new Map())}.`,
    ...ofAll,
    ...ambiguous,
    '',
  ];
}

/** `fine` is nothing that counts, for or against mail. */
function countsText(says: SaidCounts): string {
  return [...says]
    .map(([said, count]) => `${numberText(count)} ${said === 'fine' ? 'nothing' : said}`)
    .join(', ');
}
