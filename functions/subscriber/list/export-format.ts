/**
 * Readers as an export of our own writes them: everything that can come back. What belongs to mails
 * on their way (confirmation, claim, a new address not yet confirmed) stays behind.
 */
import * as v from 'valibot';
import { scheduleFields } from '../../config/cadence.ts';
import { ScheduleSchema } from '../../config/schedule.ts';
import { parseAddress } from '../address.ts';
import {
  type Consent,
  leavingReasons,
  noSegment,
  type Subscriber,
  type Suppression,
  suppressionReasons,
  withdrawals,
} from '../subscriber.ts';
import { unguarded } from './csv-file.ts';
import { plainName } from './plain-words.ts';
import type { ListNewsletter, Reading } from './reader-arrival.ts';

type Consents = v.InferOutput<typeof ConsentSchema>;

const instant = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse));
const line = v.pipe(v.string(), v.maxLength(500));

/** The consent, each field a column of its own: proof should be readable in a spreadsheet. */
const consentEntries = {
  requestedAt: instant,
  requestedFrom: line,
  wordsVersion: line,
  confirmedAt: v.optional(instant),
  confirmedFrom: v.optional(line),
  confirmationId: v.optional(line),
  withdrawnAt: v.optional(instant),
  withdrawnBy: v.optional(v.picklist(withdrawals)),
  withdrawnReason: v.optional(v.picklist(leavingReasons)),
  restoredAt: v.optional(instant),
  restoredFrom: v.optional(line),
  addressChangedAt: v.optional(instant),
  addressChangedFrom: v.optional(line),
  addressChangeId: v.optional(line),
  importedAt: v.optional(instant),
  importedFrom: v.optional(line),
  importedState: v.optional(line),
  importedProof: v.optional(line),
} as const satisfies Record<keyof Consent, unknown>;

const ConsentSchema = v.object(consentEntries);
const consentFields = Object.keys(consentEntries) as (keyof Consent)[];
const count = v.pipe(v.string(), v.regex(/^\d{1,4}$/), v.transform(Number));

const RowSchema = v.object({
  ...consentEntries,
  email: v.string(),
  state: v.picklist(['pending', 'confirmed', 'unsubscribed', 'suppressed', 'erased']),
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  suppression: v.optional(v.picklist(suppressionReasons)),
  suppressedAt: v.optional(instant),
  cadence: v.optional(v.string()),
  ...Object.fromEntries(scheduleFields.map((field) => [field, v.optional(count)])),
  zone: v.optional(v.string()),
  sections: v.optional(v.string()),
  usual: v.optional(v.picklist(['true', ''])),
  language: v.optional(v.pipe(v.string(), v.maxLength(35))),
  pausedUntil: v.optional(instant),
  createdAt: v.optional(instant),
  receivedThrough: v.optional(instant),
  receivesSince: v.optional(instant),
  bouncesAt: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => text.split(' ')),
      v.array(instant),
    ),
  ),
  confirmationsAsked: v.optional(count),
  expiresAt: v.optional(instant),
  pastConsents: v.optional(
    v.pipe(v.string(), v.parseJson(), v.array(ConsentSchema), v.maxLength(100)),
  ),
});

const MarkSchema = v.pick(RowSchema, ['email', 'state', 'id', 'suppression', 'suppressedAt']);

const ownColumns = [
  ...['email', 'state', 'id', 'suppression', 'suppressedAt', 'cadence'],
  ...scheduleFields,
  ...['zone', 'sections', 'usual', 'language', 'pausedUntil', 'createdAt', 'receivedThrough'],
  ...['receivesSince', 'bouncesAt', 'confirmationsAsked', 'expiresAt'],
  ...consentFields,
  'pastConsents',
];

/** `pausedUntil` is `paused_until` in a file. */
const columnName = (field: string) => field.replace(/[A-Z]/g, (big) => `_${big.toLowerCase()}`);

/** The heading of an export. */
export const ownHeading: readonly string[] = ownColumns.map(columnName);

/** Whether this is the heading of an export of ours, whatever the order of its columns. */
export function isOwnHeading(heading: readonly string[]): boolean {
  const names = new Set(heading.map(plainName));
  return ['email', 'state', 'received_through', 'words_version'].every((name) => names.has(name));
}

/** The cells of one reader. */
export function readerCells(
  { schedule, sections, consent, pastConsents, bouncesAt, ...reader }: Subscriber,
  suppression: Suppression | undefined,
): string[] {
  return cellsOf({
    ...reader,
    ...schedule,
    ...consent,
    email: reader.address,
    sections: sections === 'all' ? 'all' : sections.join(' '),
    bouncesAt: bouncesAt?.map((at) => new Date(at).toISOString()).join(' '),
    pastConsents:
      pastConsents && JSON.stringify(pastConsents.map((past) => written(consentOf(past)))),
    ...(suppression && { suppression: suppression.reason, suppressedAt: suppression.at }),
  });
}

/** An address that is suppressed and nobody's, or the hash that an erasure has left. */
export type Mark =
  | { readonly kind: 'suppression'; readonly addressKey: string; readonly suppression: Suppression }
  /** The same of an address that is not kept: only this Paperboy knows its hash. */
  | {
      readonly kind: 'hidden-suppression';
      readonly hash: string;
      readonly suppression: Suppression;
    }
  | { readonly kind: 'erasure'; readonly hash: string; readonly at: number };

/** The cells of a mark. */
export function markCells(mark: Mark): string[] {
  if (mark.kind === 'erasure') {
    return cellsOf({ email: '', state: 'erased', id: mark.hash, suppressedAt: mark.at });
  }
  const { reason: suppression, at: suppressedAt } = mark.suppression;
  const named =
    mark.kind === 'suppression'
      ? { email: mark.addressKey, id: 'none' }
      : { email: '', id: mark.hash };
  return cellsOf({ ...named, state: 'suppressed', suppression, suppressedAt });
}

function cellsOf(row: Readonly<Record<string, unknown>>): string[] {
  const texts = written(row);
  return ownColumns.map((field) => String(texts[field] ?? ''));
}

/** Instants as text; they are the fields that say `at`, `until`, `through` or `since`. */
function written(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field,
      typeof value === 'number' && /(At|Until|Through|Since)$/.test(field)
        ? new Date(value).toISOString()
        : value,
    ]),
  );
}

/** Reads rows of an export of ours, by the order that its columns have in this file. */
export function ownReader(heading: readonly string[], newsletter: ListNewsletter) {
  const places = ownColumns.map((field) => [field, heading.indexOf(columnName(field))] as const);
  return (cells: readonly string[]): Reading | Mark => {
    const texts = places.map(([field, at]) => [field, unguarded(cells[at] ?? '')] as const);
    return readOwn(Object.fromEntries(texts.filter(([, text]) => text !== '')), newsletter);
  };
}

function readOwn(row: Record<string, string>, newsletter: ListNewsletter): Reading | Mark {
  const mark = v.safeParse(MarkSchema, { email: '', ...row });
  const read = mark.success ? readMark(mark.output) : undefined;
  if (read !== undefined) return read;
  const parsed = v.safeParse(RowSchema, row);
  if (!parsed.success) return notOurs(v.getDotPath(parsed.issues[0]) ?? '');
  return readerOf(parsed.output, newsletter);
}

function readMark(mark: v.InferOutput<typeof MarkSchema>): Reading | Mark | undefined {
  const { email, state, id, suppression: reason, suppressedAt: at } = mark;
  if (state === 'erased' && at !== undefined) return { kind: 'erasure', hash: id, at };
  if (state === 'suppressed' && reason !== undefined && at !== undefined) {
    const suppression = { reason, at };
    if (email === '' && isHash(id)) return { kind: 'hidden-suppression', hash: id, suppression };
    const address = parseAddress(email);
    if (address.kind === 'refused') return notOurs('email');
    return { kind: 'suppression', addressKey: address.key, suppression };
  }
  return undefined;
}

function isHash(id: string): boolean {
  return /^[\w-]{24}$/.test(id);
}

function notOurs(field: string): Reading {
  return { kind: 'refused', fault: { kind: 'not-ours', column: columnName(field) } };
}

function readerOf(row: v.InferOutput<typeof RowSchema>, newsletter: ListNewsletter): Reading {
  const { email, state, suppression: reason, suppressedAt, receivedThrough, createdAt } = row;
  const address = parseAddress(email);
  if (address.kind === 'refused') return notOurs('email');
  const schedule = v.safeParse(ScheduleSchema, row);
  if (!schedule.success) return notOurs('cadence');
  if (receivedThrough === undefined) return notOurs('receivedThrough');
  if (createdAt === undefined) return notOurs('createdAt');
  if (state === 'suppressed' || state === 'erased') return notOurs('state');
  const { pausedUntil, receivesSince, language, expiresAt, confirmationsAsked } = row;
  const { bouncesAt, pastConsents } = row;
  const optional = {
    ...{ pausedUntil, receivesSince, language, expiresAt, confirmationsAsked, bouncesAt },
    pastConsents: pastConsents?.map(consentOf),
  };
  const subscriber: Subscriber = {
    ...given(optional),
    id: row.id,
    newsletterId: newsletter.id,
    address: address.address,
    addressKey: address.key,
    state,
    suppressed: reason !== undefined,
    schedule: schedule.output,
    sections: sectionsOf(row.sections, newsletter),
    ...(row.usual === 'true' ? { usual: true } : {}),
    ...{ receivedThrough, segmentId: noSegment, createdAt },
    consent: consentOf(row),
  };
  if (reason === undefined) return { kind: 'own', subscriber };
  return { kind: 'own', subscriber, suppression: { reason, at: suppressedAt ?? createdAt } };
}

/** Its fields, always in the same order. */
function consentOf(row: Consents | Consent): Consent {
  const fields = consentFields.map((field) => [field, row[field]] as const);
  return given(Object.fromEntries(fields)) as unknown as Consent;
}

/** Without what is undefined. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Sections that this newsletter does not have are left out; who then has none gets all. */
function sectionsOf(
  text: string | undefined,
  { sections }: ListNewsletter,
): Subscriber['sections'] {
  const ids = text?.split(' ') ?? ['all'];
  const known = ids.filter((id) => sections.some((section) => section.id === id));
  return known.length === 0 ? 'all' : known;
}
