/**
 * Readers who come from another system's list, or from an export of our own. An import brings nobody
 * back who has left, is suppressed or was erased; it takes off whom the list says has left.
 */
import type { Schedule } from '../config/schedule.ts';
import type { Address } from './address.ts';
import { segmentChoiceOf } from './choices.ts';
import { asConfirmed, asLeft, consentFrom, type Elsewhere } from './import-consent.ts';
import { isTakenOff, type LeavingWord } from './import-leaving.ts';
import { type Move, queued, toUnsubscribed } from './moves.ts';
import {
  noSegment,
  type Sections,
  type SegmentChoice,
  type Subscriber,
  type Suppression,
} from './subscriber.ts';

/**
 * One row that could be read. `left` wants no mail or cannot get any, `never` has not agreed or not
 * confirmed there: neither is ever mailed. `own` comes back as it was.
 */
export type Arrival =
  | {
      readonly kind: 'reader' | 'left' | 'never';
      readonly address: Address;
      readonly elsewhere: Elsewhere;
      /** The newsletter's own: lists of others say nothing that is one. */
      readonly schedule: Schedule;
      readonly sections: Sections;
      readonly language?: string;
    }
  | { readonly kind: 'own'; readonly subscriber: Subscriber; readonly suppression?: Suppression };

/** What is known here about the address of an arrival. */
export interface FoundHere {
  readonly subscriber?: Subscriber;
  readonly suppressed: boolean;
  readonly erased: boolean;
}

/** On what ground the rows of an import come, and how. */
export interface Terms {
  readonly newsletterId: string;
  /** Where the consent can be looked up; without it every reader is asked to confirm. */
  readonly proof: string | undefined;
  readonly at: number;
}

type ImportRefusal =
  | 'erased'
  | 'suppressed'
  | 'reads-here'
  | 'asked-here'
  | 'left-here'
  | 'unproven'
  | 'expired'
  | 'too-many';

/** What an import does about a row. */
export type Decision =
  /** The row to write; the segment of who is mailed is opened when it is written. */
  | { readonly kind: 'keep'; readonly reader: Subscriber; readonly suppression?: Suppression }
  /** To be asked by mail, when its turn comes. */
  | { readonly kind: 'ask'; readonly reader: Subscriber }
  /** Reads or was asked here, and is mailed no more. */
  | { readonly kind: 'leave'; readonly reader: Subscriber; readonly move: Move }
  | { readonly kind: 'refused'; readonly reason: ImportRefusal };

/** What becomes of an arrival; nothing is written yet. */
export function decideArrival(
  arrival: Arrival,
  found: FoundHere,
  terms: Terms,
  id: string,
): Decision {
  const leaving = leavingOf(arrival, found, terms.at);
  if (leaving !== undefined) return leaving;
  const reason = refusalOf(arrival, found, terms.at);
  if (reason !== undefined) return { kind: 'refused', reason };
  if (arrival.kind === 'own') {
    const { subscriber: reader, suppression } = arrival;
    return { kind: 'keep', reader, ...(suppression === undefined ? {} : { suppression }) };
  }
  const { address, elsewhere, kind, schedule, sections, language } = arrival;
  const base: Subscriber = {
    id,
    newsletterId: terms.newsletterId,
    address: address.address,
    addressKey: address.key,
    state: 'pending',
    suppressed: false,
    schedule,
    sections,
    usual: true,
    ...(language === undefined ? {} : { language }),
    receivedThrough: terms.at,
    segmentId: noSegment,
    consent: consentFrom(elsewhere, terms.at),
    createdAt: terms.at,
  };
  if (kind !== 'reader') return { kind: 'keep', reader: asLeft(base, elsewhere, terms.at) };
  if (terms.proof === undefined) return { kind: 'ask', reader: base };
  return { kind: 'keep', reader: asConfirmed(base, elsewhere, terms.proof, terms.at) };
}

function leavingOf(arrival: Arrival, { subscriber }: FoundHere, at: number): Decision | undefined {
  if (subscriber === undefined) return undefined;
  if (!isTakenOff(wordOf(arrival), subscriber.consent)) return undefined;
  const move = toUnsubscribed(subscriber, 'import', at);
  return move && { kind: 'leave', reader: subscriber, move };
}

function wordOf(arrival: Arrival): LeavingWord {
  if (arrival.kind !== 'own') return { kind: arrival.kind };
  const { state, consent } = arrival.subscriber;
  return state === 'unsubscribed'
    ? { kind: 'own', leftAt: consent.withdrawnAt ?? 0 }
    : { kind: 'reader' };
}

function refusalOf(arrival: Arrival, found: FoundHere, at: number): ImportRefusal | undefined {
  if (found.erased) return 'erased';
  const here = found.subscriber?.state;
  if (here !== undefined && found.subscriber?.suppressed === true) return 'suppressed';
  if (here === 'confirmed') return 'reads-here';
  if (here === 'pending') return 'asked-here';
  if (here === 'unsubscribed') return 'left-here';
  const isSuppressedToo = arrival.kind === 'own' && arrival.suppression !== undefined;
  if (found.suppressed && !isSuppressedToo) return 'suppressed';
  if (arrival.kind !== 'own') return undefined;
  const { state, consent, expiresAt } = arrival.subscriber;
  if (state === 'confirmed' && consent.confirmedAt === undefined) return 'unproven';
  return expiresAt !== undefined && expiresAt <= at ? 'expired' : undefined;
}

/** A reader to be written, with what suppresses the address if something does. */
export interface NewRow {
  readonly reader: Subscriber;
  readonly suppression?: Suppression;
}

/** What an import reads and writes. */
export interface ImportDeps {
  /** Writes all of them, or none when an address or an id is taken, or an address was suppressed. */
  readonly keep: (rows: readonly NewRow[]) => Promise<'kept' | 'taken'>;
  /** Ends a subscription that stands here. */
  readonly leave: (id: string, move: Move) => Promise<'saved' | 'changed'>;
  readonly openSegment: (choice: SegmentChoice) => Promise<string>;
  /** When the confirmation of this address may be mailed; undefined when that is too far ahead. */
  readonly takeTurn: (addressKey: string, id: string) => Promise<number | undefined>;
  readonly randomId: () => string;
}

/** What became of a row. */
export type ImportOutcome =
  | 'confirmed'
  | 'asked'
  | 'left'
  | 'taken-off'
  | 'changed-here'
  | 'kept'
  | ImportRefusal;

/** The outcome, and the row that is to be written for it. */
interface Prepared {
  readonly outcome: ImportOutcome;
  readonly row?: NewRow;
}

/**
 * Writes what was decided for some addresses, none of them twice, and tells how each ended. Done
 * again, it finds the rows there and changes nothing.
 */
export async function carryOut(
  decisions: readonly Decision[],
  deps: ImportDeps,
): Promise<readonly ImportOutcome[]> {
  const ids = new Set<string>();
  const prepared: Prepared[] = [];
  for (const decision of decisions) prepared.push(await prepare(decision, ids, deps));
  const rows = prepared.flatMap(({ row }) => (row === undefined ? [] : [row]));
  if (rows.length === 0 || (await deps.keep(rows)) === 'kept') {
    return prepared.map(({ outcome }) => outcome);
  }
  return Promise.all(prepared.map((one) => keepAlone(one, deps)));
}

async function prepare(decision: Decision, ids: Set<string>, deps: ImportDeps): Promise<Prepared> {
  if (decision.kind === 'refused') return { outcome: decision.reason };
  const { reader: found } = decision;
  if (decision.kind === 'leave') {
    const saved = await deps.leave(found.id, decision.move);
    return { outcome: saved === 'saved' ? 'taken-off' : 'changed-here' };
  }
  const reader = ids.has(found.id) ? { ...found, id: deps.randomId() } : found;
  ids.add(reader.id);
  if (decision.kind === 'ask') return asking(reader, deps);
  const { state, suppressed } = reader;
  const isMailed = state === 'confirmed' && !suppressed;
  const segmentId = isMailed ? await deps.openSegment(segmentChoiceOf(reader)) : noSegment;
  return { outcome: outcomeOf(reader), row: { ...decision, reader: { ...reader, segmentId } } };
}

/** The confirmation is noted with the row, due when its turn comes: `sweep` queues it then. */
async function asking(reader: Subscriber, deps: ImportDeps): Promise<Prepared> {
  const at = await deps.takeTurn(reader.addressKey, reader.id);
  if (at === undefined) return { outcome: 'too-many' };
  const confirmation = queued(deps.randomId(), at);
  const pending = { ...reader, confirmation, confirmationsAsked: 1 };
  return { outcome: 'asked', row: { reader: pending } };
}

/** Somebody came in between, or another newsletter of this table has readers of these ids. */
async function keepAlone({ outcome, row }: Prepared, deps: ImportDeps): Promise<ImportOutcome> {
  if (row === undefined || (await deps.keep([row])) === 'kept') return outcome;
  const renamed = { ...row, reader: { ...row.reader, id: deps.randomId() } };
  return (await deps.keep([renamed])) === 'kept' ? outcome : 'reads-here';
}

/** How a row ends that is written as it is. */
export function outcomeOf({ state, suppressed }: Subscriber): ImportOutcome {
  if (suppressed || state === 'pending') return 'kept';
  return state === 'confirmed' ? 'confirmed' : 'left';
}
