/** A file that readers are to be taken from: how it is read, and what its rows say. */
import { basename } from 'node:path';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { shorten, singleLine } from '../../functions/edition/print/single-line.ts';
import { addressHeadings, headingMeaning } from './column-meaning.ts';
import type { Said, Standing } from './consent-cell.ts';
import { type CsvRow, readCsv } from './csv-file.ts';
import { RefusedError } from './errors.ts';
import { isOwnHeading, type Mark, ownReader } from './export-format.ts';
import { type ColumnWords, type Layout, layoutOf } from './list-layout.ts';
import { isAddress, type ListProfile, profileOf } from './list-profile.ts';
import { plainName, plainWords } from './plain-words.ts';
import { type AddressStanding, type Reading, readArrival } from './reader-arrival.ts';
import { columnSays } from './row-standing.ts';

/** What holds for all files of an import. */
export interface ListSettings {
  readonly newsletter: Newsletter;
  readonly words: ColumnWords;
  readonly isAllSubscribed: boolean;
  readonly now: number;
}

/** A list, ready to be read; one of another system has columns that are told to the owner. */
export interface OpenedList {
  readonly path: string;
  readonly system: string;
  readonly foreign: { readonly layout: Layout; readonly profile: ListProfile } | undefined;
  /** Its rows after the heading, from the first one each time. */
  readonly rows: () => AsyncGenerator<CsvRow>;
  readonly read: (cells: readonly string[], worst?: Worst) => Reading | Mark;
}

/** The worst that all files say of an address. */
export type Worst = (addressKey: string) => Standing | undefined;

const headingColumnsMax = 200;

/** Reads the heading, and knows by it and by the cells how to read the rows. Throws RefusedError. */
export async function openList(path: string, settings: ListSettings): Promise<OpenedList> {
  const { newsletter, words, isAllSubscribed, now } = settings;
  const heading = await headingOf(path);
  const rows = () => rowsAfterHeading(path, heading);
  if (isOwnHeading(heading)) {
    const read = ownReader(heading.map(plainName), newsletter);
    return { path, system: 'a Paperboy', foreign: undefined, rows, read };
  }
  if (heading.some((cell) => isAddress(cell.trim()))) throw new RefusedError(noHeading(path));
  const profile = await profileOf(heading, rows());
  const layout = layoutOf(profile, basename(path), words);
  if (layout === undefined) throw new RefusedError(noAddresses(path, heading));
  const read: OpenedList['read'] = (cells, worst) =>
    readArrival(cells, {
      newsletter,
      layout,
      isAllSubscribed,
      now,
      ...(worst === undefined ? {} : { worst }),
    });
  return { path, system: layout.system, foreign: { layout, profile }, rows, read };
}

async function headingOf(path: string): Promise<readonly string[]> {
  const rows = readCsv(path);
  const first = await rows.next();
  await rows.return(undefined);
  return (first.value as CsvRow | undefined)?.cells ?? [];
}

async function* rowsAfterHeading(path: string, heading: readonly string[]): AsyncGenerator<CsvRow> {
  let isFirst = true;
  for await (const row of readCsv(path)) {
    if (isFirst) isFirst = false;
    else if (!isHeading(row.cells, heading)) yield row;
    // The same once more is a line to skip; under another one the cells mean something else.
    else if (row.cells.join('\n') !== heading.join('\n')) {
      throw new RefusedError(secondHeading(path, row.line));
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

function secondHeading(path: string, line: number): string {
  return (
    `${basename(path)} has a second heading in line ${line}: it was put together from several ` +
    'files, and its columns mean something else from there on. Import each by itself.'
  );
}

function noHeading(path: string): string {
  return (
    `${basename(path)} has no heading: its first line holds an address. Put a line with the names ` +
    'of the columns before it, such as email,name.'
  );
}

function noAddresses(path: string, heading: readonly string[]): string {
  const name = basename(path);
  if (heading[0]?.startsWith('PK\u0003\u0004')) {
    return `${name} is a ZIP or Excel file. Unpack it, or save the sheet as CSV.`;
  }
  const columns = shorten(singleLine(heading.join(', ')), headingColumnsMax) || 'empty';
  return (
    `No column of ${name} holds addresses: its heading is ${columns}. ` +
    'If one does, name it: --column HEADING=address'
  );
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
