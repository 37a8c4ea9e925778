/** How the rows of a list are read: what each of its columns is about, by its heading and cells. */
import {
  addressHeadings,
  type HeadingMeaning,
  headingMeaning,
  type Meaning,
} from './column-meaning.ts';
import {
  answerOf,
  type ConsentMeaning,
  consentMeanings,
  type OwnCells,
  type Standing,
  standingOfCell,
  standings,
} from './consent-cell.ts';
import { noneCells, stateWords } from './consent-words.ts';
import { otherWords } from './heading-words.ts';
import { type ColumnProfile, isAddress, type ListProfile } from './list-profile.ts';
import { anyOf, oneOf, plainWords } from './plain-words.ts';
import { listWays, standingOfFile } from './reader-lists.ts';
import { coreCells } from './spoken-words.ts';
import { type DayOrder, instantOf } from './written-instant.ts';

/** A column as it is read. `not-understood` looks as if it spoke of consent. */
export interface Column {
  readonly at: number;
  readonly heading: string;
  readonly meaning: Meaning | 'not-understood';
  readonly dayOrder: DayOrder;
}

/** Where everything stands in the rows of a list. */
export interface Layout {
  readonly system: string;
  readonly width: number;
  readonly columns: readonly Column[];
  /** What the name or the kind of the file says of everybody in it. */
  readonly ofAll: Standing | undefined;
  readonly cells: OwnCells;
}

/** The owner's word for columns, by the plain form of their headings. */
export type ColumnWords = ReadonlyMap<string, Meaning>;

/** Reads the columns; undefined when none holds addresses. */
export function layoutOf(
  profile: ListProfile,
  fileName: string,
  words: ColumnWords = new Map(),
): Layout | undefined {
  const { columns: profiles } = profile;
  const headings = profiles.map(({ heading }) => heading);
  const ways = listWays(headings);
  const places = addressPlaces(profiles, words);
  if (places.length === 0) return undefined;
  const columns = profiles.map((column, at): Column => {
    const { heading, dayOrder } = column;
    const plain = plainWords(heading);
    const told = words.get(plain) ?? ways.columns?.[plain];
    const isAddress = places.includes(at);
    const meaning = isAddress ? 'address' : (told ?? meaningOf(column, headings));
    return { at, heading, meaning, dayOrder };
  });
  const ofAll =
    standingOfFile(fileName) ?? ways.ofAll ?? byHeading(columns) ?? byName(fileName, columns);
  return { system: ways.system, width: headings.length, columns, ofAll, cells: ways.cells ?? {} };
}

/** Whether a column speaks of consent, and how is known. */
export function isConsent(meaning: Column['meaning']): meaning is ConsentMeaning {
  return (consentMeanings as readonly string[]).includes(meaning);
}

/** By name, else the only column that holds nothing but addresses. Two of one name both count. */
function addressPlaces(profiles: readonly ColumnProfile[], words: ColumnWords): number[] {
  const names = profiles.map(({ heading }) => plainWords(heading));
  const told = names.flatMap((name, at) => (words.get(name) === 'address' ? [at] : []));
  if (told.length > 0) return told;
  const holding = profiles.map(({ addresses }) => addresses > 0);
  const isAnyHeld = addressHeadings.some((one) =>
    names.some((name, n) => name === one && holding[n]),
  );
  const best = addressHeadings.find((one) =>
    names.some((name, n) => name === one && (holding[n] || !isAnyHeld)),
  );
  if (best !== undefined && (isAnyHeld || !holding.includes(true))) {
    return names.flatMap((name, at) => (name === best && (holding[at] || !isAnyHeld) ? [at] : []));
  }
  const full = profiles.flatMap(({ addresses, filled }, at) =>
    filled > 0 && addresses === filled ? [at] : [],
  );
  return full.length === 1 ? full : [];
}

const regionNeighbours = oneOf(
  'city, town, zip, zip code, postal code, postcode, country, street, county',
  'ort, plz, land, ville, code postal, pays, ciudad, código postal, país',
);

const regionHeading =
  /^(?:(?:\w+ )?(?:address|billing|mailing|home|shipping|work) )?(?:state|estado)(?: (?:region|province|county|code))?$/;

const regionCharsMax = 100;

function isRegion(plain: string): boolean {
  return plain.length <= regionCharsMax && regionHeading.test(plain);
}

/** `Active` is no place, and `Baja California` is one. */
function saysState(column: ColumnProfile): boolean {
  const said = [...(column.distinct ?? [])].some(
    (cell) => !cell.includes(' ') && standingOfCell(cell) !== undefined,
  );
  return said || speaks(column, coreCells);
}

const asksAnyway: readonly string[] = ['state', 'subscribed', 'agreed'];

function meaningOf(column: ColumnProfile, headings: readonly string[]): Column['meaning'] {
  const { heading, filled } = column;
  const meaning = headingMeaning(heading);
  const hasRegions = headings.some((one) => regionNeighbours(plainWords(one)));
  if (hasRegions && isRegion(plainWords(heading)) && !saysState(column)) return 'aside';
  // Empty in every row: only of consent that says as much as a cell that is empty in one.
  if (filled === 0) return asksAnyway.includes(meaning) ? (meaning as Meaning) : 'aside';
  return byCells(column, meaning);
}

/** What the cells leave of a meaning, where it hangs on them. */
function byCells(column: ColumnProfile, meaning: HeadingMeaning): Column['meaning'] {
  switch (meaning) {
    case 'vague':
      return cellsOf(column).every((kind) => kind === 'word') ? 'state' : 'not-understood';
    case 'weak':
      return weakly(column);
    case 'tags':
      return tagsSpeak(column) ? 'not-understood' : 'tags';
    case 'name':
      return 'aside';
    case 'detail':
      return answers(column) || speaks(column, toldCells) ? 'not-understood' : 'aside';
    case 'unknown':
      return unasked(column);
    case 'agreed-at':
      return answers(column) ? 'agreed' : meaning;
    case 'subscribed':
    case 'agreed':
    case 'confirmed':
      return hasCodes(column) ? 'not-understood' : meaning;
    default:
      return meaning;
  }
}

const toldCells = (plain: string) => coreCells(plain) || noneCells(plain);

type CellKind = 'answer' | 'word' | 'date' | 'other';

/** What kinds of cells a column holds; of free text nothing is known. */
function cellsOf({ distinct }: ColumnProfile): CellKind[] {
  if (distinct === undefined) return ['other'];
  return [...distinct].flatMap((cell) => {
    const kind = kindOf(cell);
    return kind === undefined ? [] : [kind];
  });
}

function kindOf(cell: string): CellKind | undefined {
  const plain = plainWords(cell);
  const answer = answerOf(cell, plain);
  if (answer !== undefined) return answer === 'empty' ? undefined : 'answer';
  if (standingOfCell(cell) !== undefined) return 'word';
  return instantOf(cell, Number.MAX_SAFE_INTEGER, 'day-first') === undefined ? 'other' : 'date';
}

/** Whether cells say yes or no in words, which no count, date or name does. */
function answers({ distinct }: ColumnProfile): boolean {
  return [...(distinct ?? [])].some((cell) => {
    const kind = /^[\d.]+$/.test(cell) ? undefined : kindOf(cell);
    return kind === 'answer' || kind === 'word';
  });
}

/** Numbers for states, of which nobody but the system knows what each means. */
function hasCodes({ heading, distinct }: ColumnProfile): boolean {
  const numbers = [...(distinct ?? [])].filter((cell) => /^\d{1,3}$/.test(cell));
  if (stateWords(plainWords(heading))) return numbers.length > 0;
  return numbers.some((cell) => Number(cell) > 1);
}

function weakly(column: ColumnProfile): Column['meaning'] {
  const kinds = cellsOf(column);
  if (kinds.length === 0) return 'aside';
  if (!kinds.includes('other')) return 'subscribed';
  // So many different texts that none is looked at: of addresses, numbers and dates none need be.
  if (column.distinct === undefined && !column.examples.every(isPlainFact)) return 'not-understood';
  const isNone = speaks(column, noneCells) || kinds.includes('answer');
  return isNone || hasSpoken(column) ? 'not-understood' : 'aside';
}

const isPlainFact = (cell: string) =>
  isAddress(cell) || /^[\d.,]+$/.test(cell) || kindOf(cell) === 'date';

function hasSpoken(column: ColumnProfile): boolean {
  return column.spoken !== undefined || speaks(column, coreCells);
}

/** Nobody asked for it: its cells speak of people who get no mail. */
function unasked(column: ColumnProfile): Column['meaning'] {
  if (!hasSpoken(column) || otherWords(plainWords(column.heading))) return 'aside';
  return cellsOf(column).every((kind) => kind === 'word') ? 'state' : 'not-understood';
}

function speaks({ distinct }: ColumnProfile, words: (plain: string) => boolean): boolean {
  return [...(distinct ?? [])].some((cell) => words(plainWords(cell)));
}

function tagsSpeak({ distinct, spoken }: ColumnProfile): boolean {
  if (spoken !== undefined) return true;
  const tags = [...(distinct ?? [])].flatMap((cell) => cell.split(/[,;|]/));
  return tags.some((tag) => coreCells(plainWords(tag)));
}

/** The column of addresses is called after people who get no mail. */
function byHeading(columns: readonly Column[]): Standing | undefined {
  const addresses = columns.filter(({ meaning }) => meaning === 'address');
  const said = addresses.map(({ heading }) => headingMeaning(heading));
  return standings.find((one) => one !== 'reader' && said.some((meaning) => meaning === one));
}

const exceptWords = anyOf('without, no, not, ohne, sans, sin, except, minus, clean');

/** A file called after people who left, in which no column says who did. */
function byName(fileName: string, columns: readonly Column[]): Standing | undefined {
  if (columns.some(({ meaning }) => isConsent(meaning) || meaning === 'not-understood'))
    return undefined;
  const name = fileName.replace(/\.[a-z]{2,4}$/i, '');
  if (exceptWords(plainWords(name))) return undefined;
  const said = standingOfCell(name);
  return said === 'reader' || said === 'unclear' ? undefined : said;
}
