/** A row of another system's list as somebody who arrives here, or why they do not. */
import { isIP } from 'node:net';
import { isZone, type Schedule } from '../../config/schedule.ts';
import { type Address, parseAddress } from '../address.ts';
import type { Elsewhere } from '../import-consent.ts';
import type { Arrival } from '../import-readers.ts';
import type { Sections } from '../subscriber.ts';
import type { Meaning } from './column-meaning.ts';
import { type Standing, worse } from './consent-cell.ts';
import { unguarded } from './csv-file.ts';
import type { RowFault } from './fault.ts';
import type { Column, Layout } from './list-layout.ts';
import { isAddress } from './list-profile.ts';
import { type RowStanding, rowStanding } from './row-standing.ts';
import { instantOf } from './written-instant.ts';

/** What a list has to know of the newsletter that its readers come to. */
export interface ListNewsletter {
  readonly id: string;
  readonly defaultSchedule: Schedule;
  readonly sections: readonly { readonly id: string; readonly name: string }[];
}

/** What holds for every row of an imported list. */
export interface ListTerms {
  readonly newsletter: ListNewsletter;
  /** The languages (BCP 47) that readers may have chosen there. */
  readonly languages: readonly string[];
  readonly layout: Layout;
  /** The owner vouches for those of whom the file says nothing. */
  readonly isAllSubscribed: boolean;
  /** The worst that the rows of an address say, in all files of the run. */
  readonly worst?: (addressKey: string) => Standing | undefined;
  readonly now: number;
}

/** A row as an arrival, or why it is none; `standing` also where the address is known. */
export type Reading =
  | Arrival
  | { readonly kind: 'refused'; readonly fault: RowFault; readonly of?: AddressStanding };

/** An address, and how its owner stands with the list. */
export interface AddressStanding {
  readonly addressKey: string;
  readonly standing: Standing;
}

const charsMax = 200;

/** Reads a row; names and notes are left aside, so that no text of others gets into a mail. */
export function readArrival(cells: readonly string[], terms: ListTerms): Reading {
  const { layout, worst } = terms;
  const text = (column: Column) => textOf(cells, column);
  const isTooWide = cells.slice(layout.width).some((cell) => cell.trim() !== '');
  if (isTooWide) return refused({ kind: 'too-wide' });
  const address = addressIn(layout, text);
  if (address.kind !== 'ok') return refused(address);
  const own = vouched(rowStanding(layout, text), terms);
  const everywhere = worst?.(address.key) ?? own.standing;
  const isOwn = worse(own.standing, everywhere) === own.standing;
  return readingOf(address, isOwn ? own : { standing: everywhere }, text, terms);
}

function textOf(cells: readonly string[], { at }: Column): string {
  return unguarded(cells[at] ?? '')
    .trim()
    .slice(0, charsMax);
}

/** The owner says what the file leaves open, never otherwise than the file. */
function vouched(row: RowStanding, { isAllSubscribed }: ListTerms): RowStanding {
  const isOpen = row.standing === 'silent' || row.standing === 'unclear';
  return isOpen && isAllSubscribed ? { standing: 'reader' } : row;
}

type Text = (column: Column) => string;

function addressIn(layout: Layout, text: Text): Address | RowFault {
  const columns = layout.columns.filter(({ meaning }) => meaning === 'address');
  const typed = columns.map(text).filter((cell) => cell !== '');
  const parsed = typed.map((cell) => parseAddress(bareAddress(cell)));
  const keys = new Set(parsed.map((one) => (one.kind === 'ok' ? one.key : '')));
  if (keys.size > 1) return { kind: 'two-addresses' };
  const [address = parseAddress('')] = parsed;
  return address.kind === 'refused' ? { kind: 'address', reason: address.reason } : address;
}

/** `Ann Lee <ann@example.com>` and `mailto:ann@example.com` too. */
function bareAddress(cell: string): string {
  const inner = cell.endsWith('>') ? cell.slice(cell.lastIndexOf('<') + 1, -1) : cell;
  return (isAddress(inner) ? inner : cell).replace(/^mailto:/i, '');
}

function readingOf(address: Address, row: RowStanding, text: Text, terms: ListTerms): Reading {
  const { layout, newsletter, languages, now } = terms;
  const { standing } = row;
  if (standing === 'silent' || standing === 'unclear') {
    return { ...refused(openFault(row)), of: { addressKey: address.key, standing } };
  }
  const tongue = firstOf('language', layout, text).toLowerCase();
  const language = languages.find((tag) => tag.toLowerCase() === tongue);
  const { system } = layout;
  return {
    kind: kindOf(standing),
    address,
    elsewhere: { system, ...factsOf(row, layout, text, now) },
    schedule: scheduleOf(newsletter, firstOf('zone', layout, text)),
    sections: sectionsOf(newsletter, firstOf('tags', layout, text)),
    ...(language === undefined ? {} : { language }),
  };
}

function refused(fault: RowFault): Extract<Reading, { kind: 'refused' }> {
  return { kind: 'refused', fault };
}

function openFault({ standing, heading = '', word = '' }: RowStanding): RowFault {
  return { kind: 'open', standing, heading, word };
}

function kindOf(standing: Exclude<Standing, 'silent' | 'unclear'>): 'reader' | 'left' | 'never' {
  switch (standing) {
    case 'reader':
      return 'reader';
    case 'not-agreed':
    case 'unconfirmed':
      return 'never';
    default:
      return 'left';
  }
}

function firstOf(meaning: Meaning, { columns }: Layout, text: Text): string {
  const found = columns.filter((column) => column.meaning === meaning).map(text);
  return found.find((cell) => cell !== '') ?? '';
}

const wordCharsMax = 40;

function factsOf(
  { standing, word }: RowStanding,
  layout: Layout,
  text: Text,
  now: number,
): Omit<Elsewhere, 'system'> {
  const at = (...meanings: readonly Column['meaning'][]) => {
    const columns = layout.columns.filter(({ meaning }) => meanings.includes(meaning));
    const instants = columns.map((column) => instantOf(text(column), now, column.dayOrder));
    return instants.find((instant) => instant !== undefined);
  };
  const isWord =
    word !== undefined && word.length <= wordCharsMax && /^[\p{L} _-]{4,}$/u.test(word);
  const facts = {
    state: standing === 'reader' ? (isWord ? word : undefined) : standing,
    requestedAt: at('agreed-at') ?? at('requested-at'),
    requestedFrom: networkOf(firstOf('requested-from', layout, text)),
    confirmedAt: at('confirmed'),
    confirmedFrom: networkOf(firstOf('confirmed-from', layout, text)),
    leftAt: at('left', 'bounced', 'complained'),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function networkOf(text: string): string | undefined {
  return isIP(text) === 0 ? undefined : text;
}

/** The newsletter's own schedule, on the clock of a reader who is known to live elsewhere. */
function scheduleOf({ defaultSchedule }: ListNewsletter, zone: string): Schedule {
  return zone.includes('/') && isZone(zone) ? { ...defaultSchedule, zone } : defaultSchedule;
}

/** Tags that are called like a section choose it; others choose nothing. */
function sectionsOf({ sections }: ListNewsletter, tags: string): Sections {
  const named = tags.split(/[,;|]/).map((tag) => tag.replaceAll('"', '').trim().toLowerCase());
  const chosen = sections.filter(({ id, name }) =>
    named.some((tag) => tag === id || tag === name.toLowerCase()),
  );
  return chosen.length === 0 ? 'all' : chosen.map(({ id }) => id);
}
