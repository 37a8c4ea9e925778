/** The answer of a first look at a list: how each column is read, what it says, and examples. */
import { singleLine } from '../../functions/edition/print/single-line.ts';
import { answerOf, type Said, standingOfCell } from './consent-cell.ts';
import type { Column } from './list-layout.ts';
import type { ColumnProfile } from './list-profile.ts';
import type { ListCounts, OpenedList, SaidCounts } from './opened-list.ts';
import { plainWords } from './plain-words.ts';
import { tableText } from './table-text.ts';
import { numberText } from './time-text.ts';
import { instantOf } from './written-instant.ts';

/** A column as it is told: how it is read, what its cells say, and three of them, masked. */
interface ToldColumn {
  readonly heading: string;
  readonly readAs: string;
  readonly says: Readonly<Partial<Record<Said, number>>>;
  readonly examples: readonly string[];
}

/** The columns of a list of another system, as they are told. */
export function toldColumns(list: OpenedList, counts: ListCounts | undefined): ToldColumn[] {
  const { layout, profile } = list.foreign ?? {};
  return (layout?.columns ?? []).map((column) => ({
    heading: column.heading,
    readAs: column.meaning,
    says: Object.fromEntries(counts?.columns.get(column.at) ?? []),
    examples: (profile?.columns[column.at]?.examples ?? []).map((cell) => masked(cell)),
  }));
}

const titles = [
  { title: 'COLUMN', shrinksTo: 12 },
  { title: 'READ AS' },
  { title: 'SAYS', shrinksTo: 12 },
  { title: 'SUCH AS', shrinksTo: 12 },
] as const;

const readAsWords: Readonly<Partial<Record<Column['meaning'], string>>> = {
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
  const rows = toldColumns(list, counts).map(({ heading, readAs, says, examples }) => [
    singleLine(heading),
    readAsWords[readAs as Column['meaning']] ?? readAs,
    countsText(new Map(Object.entries(says)) as SaidCounts),
    examples.join(', '),
  ]);
  const ofAll =
    layout.ofAll === undefined ? [] : [`By its kind or name, everybody in it is: ${layout.ofAll}.`];
  return [
    ...tableText(titles, rows, width),
    `Its rows, by the worst that each says: ${countsText(counts?.rows ?? new Map())}.`,
    ...ofAll,
    ...ambiguousLines(layout.columns, profile),
    '',
  ];
}

/** `fine` is nothing that counts, for or against mail. */
function countsText(says: SaidCounts): string {
  return [...says]
    .map(([said, count]) => `${numberText(count)} ${said === 'fine' ? 'nothing' : said}`)
    .join(', ');
}

function ambiguousLines(
  columns: readonly Column[],
  { columns: profiles }: { readonly columns: readonly ColumnProfile[] },
): string[] {
  return columns.flatMap(({ at, heading, meaning }) => {
    const { ambiguous, dayOrder } = profiles[at] ?? {};
    if (ambiguous === undefined || dayOrder !== 'unknown' || meaning === 'aside') return [];
    const readings = (['day-first', 'month-first'] as const).map((order) => {
      const instant = instantOf(ambiguous, Number.MAX_SAFE_INTEGER, order);
      return instant === undefined ? 'no day' : new Date(instant).toISOString().slice(0, 10);
    });
    return [
      `"${ambiguous}" in ${singleLine(heading)} is ${readings.join(' or ')}: such dates are not taken over.`,
    ];
  });
}

/** Shows words of consent and dates as they are, and of anything else the beginning. */
function masked(cell: string): string {
  const text = singleLine(cell);
  const plain = plainWords(text);
  if (answerOf(text, plain) !== undefined || standingOfCell(text) !== undefined) return text;
  if (instantOf(text, Number.MAX_SAFE_INTEGER, 'day-first') !== undefined) return text;
  return text
    .split('@')
    .map((part) => `${[...part][0] ?? ''}…`)
    .join('@');
}
