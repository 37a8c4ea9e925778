/** How the columns of a list are read, as it is told to the owner: with counts and examples. */
import { answerOf, type Said, standingOfCell } from './consent-cell.ts';
import type { Column } from './list-layout.ts';
import type { ColumnProfile } from './list-profile.ts';
import type { ListCounts, OpenedList } from './opened-list.ts';
import { plainWords } from './plain-words.ts';
import { instantOf } from './written-instant.ts';

/** A column as it is told: how it is read, what its cells say, and three of them, masked. */
export interface ToldColumn {
  readonly heading: string;
  readonly readAs: Column['meaning'];
  readonly says: Readonly<Partial<Record<Said, number>>>;
  readonly examples: readonly string[];
}

/** The columns of a list of another system. Texts in them are the list's: of any kind. */
export function toldColumns(list: OpenedList, counts: ListCounts | undefined): ToldColumn[] {
  const { layout, profile } = list.foreign ?? {};
  return (layout?.columns ?? []).map((column) => ({
    heading: column.heading,
    readAs: column.meaning,
    says: Object.fromEntries(counts?.columns.get(column.at) ?? []),
    examples: (profile?.columns[column.at]?.examples ?? []).map((cell) => masked(cell)),
  }));
}

/** Shows words of consent and dates as they are, and of anything else the beginning. */
function masked(text: string): string {
  const plain = plainWords(text);
  if (answerOf(text, plain) !== undefined || standingOfCell(text) !== undefined) return text;
  if (instantOf(text, Number.MAX_SAFE_INTEGER, 'day-first') !== undefined) return text;
  return text
    .split('@')
    .map((part) => `${[...part][0] ?? ''}…`)
    .join('@');
}

/** A date that can be read in two ways, and whose column does not tell which one is meant. */
export interface AmbiguousDate {
  readonly heading: string;
  readonly cell: string;
  /** The day that each reading means (YYYY-MM-DD), where there is one. */
  readonly readings: readonly (string | undefined)[];
}

/** Such dates, one a column; they are not taken over. */
export function ambiguousDates(
  columns: readonly Column[],
  { columns: profiles }: { readonly columns: readonly ColumnProfile[] },
): AmbiguousDate[] {
  return columns.flatMap(({ at, heading, meaning }) => {
    const { ambiguous: cell, dayOrder } = profiles[at] ?? {};
    if (cell === undefined || dayOrder !== 'unknown' || meaning === 'aside') return [];
    const readings = (['day-first', 'month-first'] as const).map((order) => {
      const instant = instantOf(cell, Number.MAX_SAFE_INTEGER, order);
      return instant === undefined ? undefined : new Date(instant).toISOString().slice(0, 10);
    });
    return [{ heading, cell, readings }];
  });
}
