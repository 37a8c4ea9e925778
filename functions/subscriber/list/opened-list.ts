/** A list that readers are to be taken from: how it is read, and what its rows say. */
import { addressHeadings, headingMeaning } from './column-meaning.ts';
import type { Said, Standing } from './consent-cell.ts';
import { type CsvRow, type ListBytes, readCsv } from './csv-file.ts';
import { isOwnHeading, type Mark, ownReader } from './export-format.ts';
import { type ListFault, UnreadableListError } from './fault.ts';
import { type ColumnWords, type Layout, layoutOf } from './list-layout.ts';
import { isAddress, type ListProfile, profileOf } from './list-profile.ts';
import { plainName, plainWords } from './plain-words.ts';
import {
  type AddressStanding,
  type ListNewsletter,
  type Reading,
  readArrival,
} from './reader-arrival.ts';
import { columnSays } from './row-standing.ts';

/** What holds for all files of an import. */
export interface ListSettings {
  readonly newsletter: ListNewsletter;
  /** The languages (BCP 47) that readers may have chosen there. */
  readonly languages: readonly string[];
  readonly words: ColumnWords;
  readonly isAllSubscribed: boolean;
  readonly now: number;
}

/** A list, ready to be read; one of another system has columns that are told to the owner. */
export interface OpenedList {
  readonly name: string;
  readonly system: string;
  readonly foreign: { readonly layout: Layout; readonly profile: ListProfile } | undefined;
  /** Its rows after the heading, from the first one each time. */
  readonly rows: () => AsyncGenerator<CsvRow>;
  readonly read: (cells: readonly string[], worst?: Worst) => Reading | Mark;
}

/** The worst that all files say of an address. */
export type Worst = (addressKey: string) => Standing | undefined;

/** A list by its name, which may tell what became of everybody in it, and its bytes. */
export interface NamedList {
  readonly name: string;
  readonly bytes: ListBytes;
}

/**
 * Reads the heading, and knows by it and by the cells how to read the rows. Throws
 * UnreadableListError, as does whoever reads the rows.
 */
export async function openList(
  { name, bytes }: NamedList,
  settings: ListSettings,
): Promise<OpenedList> {
  const { newsletter, languages, words, isAllSubscribed, now } = settings;
  const heading = await headingOf(bytes);
  const rows = () => rowsAfterHeading(bytes, heading);
  if (isOwnHeading(heading)) {
    const read = ownReader(heading.map(plainName), newsletter);
    return { name, system: 'a Paperboy', foreign: undefined, rows, read };
  }
  if (heading.some((cell) => isAddress(cell.trim()))) {
    throw new UnreadableListError({ kind: 'no-heading' });
  }
  const profile = await profileOf(heading, rows());
  const layout = layoutOf(profile, name, words);
  if (layout === undefined) throw new UnreadableListError(noAddresses(heading));
  const read: OpenedList['read'] = (cells, worst) =>
    readArrival(cells, {
      newsletter,
      languages,
      layout,
      isAllSubscribed,
      now,
      ...(worst === undefined ? {} : { worst }),
    });
  return { name, system: layout.system, foreign: { layout, profile }, rows, read };
}

async function headingOf(bytes: ListBytes): Promise<readonly string[]> {
  const rows = readCsv(bytes);
  const first = await rows.next();
  await rows.return(undefined);
  return (first.value as CsvRow | undefined)?.cells ?? [];
}

async function* rowsAfterHeading(
  bytes: ListBytes,
  heading: readonly string[],
): AsyncGenerator<CsvRow> {
  let isFirst = true;
  for await (const row of readCsv(bytes)) {
    if (isFirst) isFirst = false;
    else if (!isHeading(row.cells, heading)) yield row;
    // The same once more is a line to skip; under another one the cells mean something else.
    else if (row.cells.join('\n') !== heading.join('\n')) {
      throw new UnreadableListError({ kind: 'second-heading', line: row.line });
    }
  }
}

/** A row without an address that names a column of addresses, in its place or among other names. */
function isHeading(cells: readonly string[], first: readonly string[]): boolean {
  if (cells.some((cell) => cell.includes('@'))) return false;
  const names = cells.map(plainWords);
  const isAddressName = (name: string | undefined) =>
    name !== undefined && addressHeadings.includes(name);
  if (!names.some(isAddressName)) return false;
  const isInPlace = first.some(
    (name, n) => isAddressName(plainWords(name)) && isAddressName(names[n]),
  );
  if (isInPlace) return true;
  const filled = cells.filter((cell) => cell !== '');
  const isName = (cell: string) =>
    first.includes(cell) || isAddressName(plainWords(cell)) || headingMeaning(cell) !== 'unknown';
  return filled.length > 1 && filled.every(isName);
}

function noAddresses(heading: readonly string[]): ListFault {
  // How both ZIP files and the sheets of Excel begin.
  if (heading[0]?.startsWith('PK\u0003\u0004')) return { kind: 'packed' };
  return { kind: 'no-addresses', heading };
}

/** The address of a reading, and how its owner stands; undefined when none could be read. */
export function standingOf(reading: Reading | Mark): AddressStanding | undefined {
  switch (reading.kind) {
    case 'own':
      return {
        addressKey: reading.subscriber.addressKey,
        standing: ownStandings[reading.subscriber.state],
      };
    case 'reader':
      return { addressKey: reading.address.key, standing: 'reader' };
    case 'left':
    case 'never':
      return { addressKey: reading.address.key, standing: reading.elsewhere.state as Standing };
    case 'suppression':
      return { addressKey: reading.addressKey, standing: 'bounced' };
    case 'refused':
      return reading.of;
    case 'erasure':
    case 'hidden-suppression':
      return undefined;
  }
}

const ownStandings = { confirmed: 'reader', pending: 'unconfirmed', unsubscribed: 'left' } as const;

/** How often something is said. */
export type SaidCounts = ReadonlyMap<Said, number>;

/** What the cells of each column say, by its place, and the rows by all of their columns. */
export interface ListCounts {
  readonly columns: ReadonlyMap<number, SaidCounts>;
  readonly rows: SaidCounts;
}

/** Counts what the cells and the rows of a list say. */
export function openListCounts({ foreign }: OpenedList) {
  const counts = new Map<number, Map<Said, number>>();
  const rows = new Map<Said, number>();
  const note = (cells: readonly string[], standing: Standing | undefined) => {
    if (standing !== undefined) rows.set(standing, (rows.get(standing) ?? 0) + 1);
    for (const column of foreign?.layout.columns ?? []) {
      const said = foreign && columnSays(foreign.layout, column, (cells[column.at] ?? '').trim());
      if (said === undefined) continue;
      const own = counts.get(column.at) ?? new Map<Said, number>();
      counts.set(column.at, own.set(said, (own.get(said) ?? 0) + 1));
    }
  };
  return { counts: { columns: counts, rows }, note };
}
