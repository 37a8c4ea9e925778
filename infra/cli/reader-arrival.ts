/** A row of another system's list as somebody who arrives here, or why they do not. */
import { isIP } from 'node:net';
import { isZone, type Schedule } from '../../functions/config/schedule.ts';
import { languages } from '../../functions/edition/languages.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { type AddressRefusal, parseAddress } from '../../functions/subscriber/address.ts';
import type { Arrival, Elsewhere } from '../../functions/subscriber/import-readers.ts';
import type { Sections } from '../../functions/subscriber/subscriber.ts';
import { unguarded } from './csv-file.ts';
import { type Field, type Layout, meaningOf } from './reader-lists.ts';

/** What holds for every row of an imported list. */
export interface ListTerms {
  readonly newsletter: Newsletter;
  readonly layout: Layout;
  /** What the name of the file says about everybody in it. */
  readonly stateOfAll: string | undefined;
  readonly now: number;
}

/** A row as an arrival, or why it is none. */
export type Reading = Arrival | { readonly kind: 'refused'; readonly reason: string };

const addressFaults: Readonly<Record<AddressRefusal, string>> = {
  empty: 'There is no address in it.',
  shape: 'This is no e-mail address.',
  'not-ascii': 'SES takes only letters without accents before the @.',
  'local-part': 'SES does not take what stands before the @.',
  domain: 'There is no such domain after the @.',
  'too-long': 'It is longer than an address can be.',
};

const charsMax = 200;

/** Reads a row; names and notes are left aside, so that no text of others gets into a mail. */
export function readArrival(cells: readonly string[], terms: ListTerms): Reading {
  const { layout, newsletter, now } = terms;
  const text = (field: Field) =>
    unguarded(cells[layout.columns.get(field) ?? -1] ?? '')
      .trim()
      .slice(0, charsMax);
  const isTooWide = cells.slice(layout.width).some((cell) => cell.trim() !== '');
  if (isTooWide) return refused('It has more cells than the heading: a quote may be missing.');
  const address = parseAddress(text('address').replace(/^mailto:/i, ''));
  if (address.kind === 'refused') return refused(addressFaults[address.reason]);
  const state = stateOf(text, terms);
  const meaning = state === undefined ? 'reader' : meaningOf(state);
  if (meaning === undefined) {
    return refused(`Its state there is "${state}", which does not say that mail is wanted.`);
  }
  if (meaning === 'unconfirmed') return refused(`It never confirmed there (${state}).`);
  const language = languages.find((tag) => tag.toLowerCase() === text('language').toLowerCase());
  return {
    kind: meaning,
    address,
    elsewhere: elsewhereOf(text, layout.system, state, now),
    schedule: scheduleOf(newsletter, text('zone')),
    sections: sectionsOf(newsletter, text('tags')),
    ...(language === undefined ? {} : { language }),
  };
}

function refused(reason: string): Reading {
  return { kind: 'refused', reason };
}

type Text = (field: Field) => string;

/** The worst that is said counts. */
function stateOf(text: Text, { stateOfAll, layout }: ListTerms): string | undefined {
  if (stateOfAll !== undefined) return stateOfAll;
  if (text('bouncedAt') !== '') return 'bounced';
  if (text('leftAt') !== '') return 'unsubscribed';
  if (isTrue(text('isLeft'))) return 'unsubscribed';
  if (layout.columns.has('isMailed') && !isTrue(text('isMailed'))) return 'unsubscribed';
  return text('state') === '' ? undefined : text('state');
}

function isTrue(text: string): boolean {
  return ['true', '1', 'yes'].includes(text.toLowerCase());
}

function elsewhereOf(
  text: Text,
  system: string,
  state: string | undefined,
  now: number,
): Elsewhere {
  const facts = {
    state,
    requestedAt: instantOf(text('requestedAt'), now),
    requestedFrom: networkOf(text('requestedFrom')),
    confirmedAt: instantOf(text('confirmedAt'), now),
    confirmedFrom: networkOf(text('confirmedFrom')),
    leftAt: instantOf(text('leftAt'), now) ?? instantOf(text('bouncedAt'), now),
  };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return { system, ...(Object.fromEntries(known) as Omit<Elsewhere, 'system'>) };
}

const instantForm =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;

/** Exports write UTC. `04/03/2021` is a day in April or in March: nobody can tell. */
export function instantOf(text: string, now: number): number | undefined {
  const [, day, time = '00:00', offset = 'Z'] = instantForm.exec(text) ?? [];
  if (day === undefined) return undefined;
  const at = Date.parse(`${day}T${time}${offset.replace(/^UTC$/i, 'Z')}`);
  return at > 0 && at <= now ? at : undefined;
}

function networkOf(text: string): string | undefined {
  return isIP(text) === 0 ? undefined : text;
}

/** The newsletter's own schedule, on the clock of a reader who is known to live elsewhere. */
function scheduleOf({ defaultSchedule }: Newsletter, zone: string): Schedule {
  return zone.includes('/') && isZone(zone) ? { ...defaultSchedule, zone } : defaultSchedule;
}

/** Tags that are called like a section choose it; others choose nothing. */
function sectionsOf({ sections }: Newsletter, tags: string): Sections {
  const named = tags.split(/[,;|]/).map((tag) => tag.replaceAll('"', '').trim().toLowerCase());
  const chosen = sections.filter(({ id, name }) =>
    named.some((tag) => tag === id || tag === name.toLowerCase()),
  );
  return chosen.length === 0 ? 'all' : chosen.map(({ id }) => id);
}
