/** What stands in the columns of a list, by one look at all of its rows. */
import type { CsvRow } from './csv-file.ts';
import { plainWords } from './plain-words.ts';
import { nameHeadings, spokenWords } from './spoken-words.ts';
import { type DayOrder, dayOrderOf } from './written-instant.ts';

/** What a column holds. */
export interface ColumnProfile {
  readonly heading: string;
  /** How many cells are not empty. */
  readonly filled: number;
  /** How many of them look like an address. */
  readonly addresses: number;
  /** Its different cells, trimmed; undefined when there are too many to be anything but free text. */
  readonly distinct: ReadonlySet<string> | undefined;
  readonly examples: readonly string[];
  /** A cell that says somewhere within it that somebody is not to be mailed. */
  readonly spoken: string | undefined;
  readonly dayOrder: DayOrder;
  /** A date of it that can be read in two ways. */
  readonly ambiguous: string | undefined;
}

/** The columns of a list, and how many rows it has. */
export interface ListProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
}

const distinctMax = 200;
const cellCharsMax = 200;
/** How many examples are kept of a column. */
const examplesMax = 3;

interface Tally {
  filled: number;
  addresses: number;
  distinct: Set<string> | undefined;
  readonly examples: string[];
  spoken: string | undefined;
  readonly isName: boolean;
  readonly orders: Set<DayOrder>;
  ambiguous: string | undefined;
}

/** Looks through the rows that come after the heading. */
export async function profileOf(
  heading: readonly string[],
  rows: AsyncIterable<Pick<CsvRow, 'cells'>>,
): Promise<ListProfile> {
  const tallies = heading.map((name): Tally => {
    const distinct = new Set<string>();
    const orders = new Set<DayOrder>();
    const isName = nameHeadings(plainWords(name));
    const none = { spoken: undefined, ambiguous: undefined };
    return { filled: 0, addresses: 0, distinct, examples: [], isName, orders, ...none };
  });
  let count = 0;
  for await (const { cells } of rows) {
    count += 1;
    for (const [n, tally] of tallies.entries()) note(tally, (cells[n] ?? '').trim());
  }
  const columns = tallies.map(({ orders, isName: _, ...tally }, n) => ({
    ...tally,
    heading: heading[n] ?? '',
    dayOrder: orderOf(orders),
  }));
  return { rows: count, columns };
}

function note(tally: Tally, long: string): void {
  if (long === '') return;
  tally.filled += 1;
  if (isAddress(long)) tally.addresses += 1;
  const cell = long.slice(0, cellCharsMax);
  if (tally.distinct?.has(cell)) return;
  if (tally.spoken === undefined && !tally.isName && speaks(cell)) tally.spoken = cell;
  if (tally.examples.length < examplesMax) tally.examples.push(cell);
  if (tally.distinct !== undefined && tally.distinct.add(cell).size > distinctMax) {
    tally.distinct = undefined;
  }
  const order = dayOrderOf(cell);
  if (order !== undefined) tally.orders.add(order);
  if (order === 'unknown') tally.ambiguous ??= cell;
}

/** Numbers, dates and addresses are not looked through: a long list has many. */
function speaks(cell: string): boolean {
  return !cell.includes('@') && /\p{L}{2}/u.test(cell) && spokenWords(plainWords(cell));
}

/** As long as the form below lets it be. */
const addressCharsMax = 462;

/** Whether a cell looks like an address, in angle brackets too. */
export function isAddress(cell: string): boolean {
  return cell.length <= addressCharsMax && /^[^@]{1,200}@[^@\s]{1,200}\.[^@\s]{2,60}$/.test(cell);
}

/** Two that contradict each other tell nothing. */
function orderOf(orders: ReadonlySet<DayOrder>): DayOrder {
  const told = [...orders].filter((order) => order !== 'unknown');
  return told.length === 1 ? (told[0] ?? 'unknown') : 'unknown';
}
