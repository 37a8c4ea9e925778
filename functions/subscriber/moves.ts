/**
 * The legal moves of a subscriber. A move tells what must still hold in the table and the fields
 * that it sets, never the whole row: a claim or a bounce noted meanwhile stays.
 */
import type { Schedule } from '../config/schedule.ts';
import { type AskedChoices, askedOf, type Choices, choosing } from './choices.ts';
import type { ConfirmLink } from './links.ts';
import { type Confirmation, type Consent, noSegment, type Subscriber } from './subscriber.ts';

/** What a row must still be when it is changed. */
export interface Expected {
  readonly state: Subscriber['state'];
  /** When given: the confirmation that the row must still have. */
  readonly confirmationId?: string;
  /** When given: the segment in which the reader must still be mailed, without having chosen it. */
  readonly usualIn?: string;
}

type Changeable =
  | 'state'
  | 'schedule'
  | 'sections'
  | 'usual'
  | 'pausedUntil'
  | 'language'
  | 'addressChange'
  | 'receivedThrough'
  | 'receivesSince'
  | 'segmentId'
  | 'consent'
  | 'pastConsents'
  | 'confirmation'
  | 'comebackId'
  | 'confirmationsAsked'
  | 'expiresAt';

/** The fields to set; null takes an optional field away. */
export type Changes = {
  readonly [Field in Changeable]?: undefined extends Subscriber[Field]
    ? Exclude<Subscriber[Field], undefined> | null
    : Subscriber[Field];
};

/** A legal change of a reader's row: what must be so, and what becomes of it. */
export interface Move {
  readonly expected: Expected;
  readonly changes: Changes;
}

/** What somebody asked for on a form: not yet known to be the owner of the address. */
export interface Request extends AskedChoices {
  readonly from: string;
  readonly wordsVersion: string;
  readonly at: number;
}

/** Who is about to be a reader, before anything was asked. */
export interface NewReader {
  readonly id: string;
  readonly newsletterId: string;
  readonly address: string;
  readonly addressKey: string;
}

/**
 * A subscriber who has asked and not confirmed, with the confirmation noted before it is queued;
 * returning: the address is suppressed, and this confirmation alone goes there.
 */
export function newPending(
  reader: NewReader,
  request: Request,
  confirmationId: string,
  isReturning = false,
): Subscriber {
  return {
    ...reader,
    ...askedOf(request),
    state: 'pending',
    suppressed: isReturning,
    ...(isReturning ? { comebackId: confirmationId } : {}),
    receivedThrough: request.at,
    segmentId: noSegment,
    consent: consentOf(request),
    confirmation: queued(confirmationId, request.at),
    confirmationsAsked: 1,
    createdAt: request.at,
  };
}

/** Why a confirm link does nothing any more. */
export type ConfirmRefusal = 'unsubscribed' | 'suppressed' | 'superseded';

/** Why this link cannot confirm this subscriber, or undefined when it can. */
export function confirmRefusal(
  subscriber: Subscriber,
  link: ConfirmLink,
): ConfirmRefusal | undefined {
  if (subscriber.state === 'unsubscribed') return 'unsubscribed';
  if (subscriber.suppressed && subscriber.comebackId !== link.confirmationId) return 'suppressed';
  const withdrawnAt = subscriber.pastConsents?.at(-1)?.withdrawnAt ?? 0;
  return link.issuedAt < withdrawnAt ? 'superseded' : undefined;
}

/** Confirms: what is first seen from now on is theirs, the backlog never is. */
export function toConfirmed(
  subscriber: Subscriber,
  segmentId: string,
  proof: { readonly at: number; readonly from: string; readonly confirmationId: string },
): Move {
  const { at, from, confirmationId } = proof;
  return {
    expected: { state: 'pending' },
    changes: {
      ...choosing(subscriber),
      state: 'confirmed',
      segmentId,
      receivedThrough: at,
      receivesSince: at,
      // Written again, so that the table knows when to look what of them is kept.
      ...(subscriber.pastConsents && { pastConsents: subscriber.pastConsents }),
      consent: { ...subscriber.consent, confirmedAt: at, confirmedFrom: from, confirmationId },
      pausedUntil: null,
      // What was needed of it stands in the consent.
      confirmation: null,
      confirmationsAsked: null,
      expiresAt: null,
    },
  };
}

/**
 * Unsubscribes from any state; undefined when that has already happened. Choices and pause stay for a
 * reader who takes it back: then everything is as it was.
 */
export function toUnsubscribed(
  subscriber: Subscriber,
  withdrawnBy: NonNullable<Consent['withdrawnBy']>,
  at: number,
): Move | undefined {
  if (subscriber.state === 'unsubscribed') return undefined;
  return {
    expected: { state: subscriber.state },
    changes: {
      state: 'unsubscribed',
      segmentId: noSegment,
      consent: { ...subscriber.consent, withdrawnAt: at, withdrawnBy },
      expiresAt: null,
    },
  };
}

/** What a reader may change. */
export interface Preferences extends Choices {
  readonly pausedUntil?: number;
  readonly language?: string;
}

/** Schedule, sections and pause of a confirmed reader; what they have received stays received. */
export function toPreferences(preferences: Preferences, segmentId: string): Move {
  return {
    expected: { state: 'confirmed' },
    changes: {
      ...choosing(preferences),
      segmentId,
      pausedUntil: preferences.pausedUntil ?? null,
      language: preferences.language ?? null,
    },
  };
}

/** Gives a reader who never chose the newsletter's schedule of today; what they received stays so. */
export function toUsual(reader: Subscriber, schedule: Schedule, segmentId: string): Move {
  const expected = { state: 'confirmed', usualIn: reader.segmentId } as const;
  return { expected, changes: { schedule, segmentId } };
}

/** Takes back having left: the reader goes on where they were, and both steps stay on record. */
export function toRestored(
  subscriber: Subscriber,
  segmentId: string,
  proof: { readonly at: number; readonly from: string },
): Move {
  const { withdrawnAt, withdrawnBy, withdrawnReason, ...given } = subscriber.consent;
  return {
    expected: { state: 'unsubscribed' },
    changes: {
      ...choosing(subscriber),
      state: 'confirmed',
      segmentId,
      consent: { ...given, restoredAt: proof.at, restoredFrom: proof.from },
      pastConsents: withPast(subscriber),
    },
  };
}

/** The address of a reader who never left proves itself again. */
export function toReturned(
  { consent }: Subscriber,
  proof: { readonly at: number; readonly from: string },
): Move {
  return {
    expected: { state: 'confirmed' },
    changes: {
      consent: { ...consent, restoredAt: proof.at, restoredFrom: proof.from },
      confirmation: null,
      confirmationsAsked: null,
    },
  };
}

const pastConsentsMax = 20;

/** The consents of the past, with the one that was just withdrawn. */
export function withPast({ pastConsents = [], consent }: Subscriber): readonly Consent[] {
  return [...pastConsents, consent].slice(-pastConsentsMax);
}

/** The subscriber as it is once the changes are written. */
export function withChanges(subscriber: Subscriber, changes: Changes): Subscriber {
  return withoutNulls({ ...subscriber, ...changes });
}

type WithoutNulls<T> = {
  [Name in keyof T as null extends T[Name] ? never : Name]: T[Name];
} & { [Name in keyof T as null extends T[Name] ? Name : never]?: Exclude<T[Name], null> };

function withoutNulls<T extends object>(fields: T): WithoutNulls<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== null);
  return Object.fromEntries(kept) as WithoutNulls<T>;
}

/** The consent as far as a request gives it: not yet confirmed. */
export function consentOf(request: Request): Consent {
  return {
    requestedAt: request.at,
    requestedFrom: request.from,
    wordsVersion: request.wordsVersion,
  };
}

/** A confirmation that is noted, and about to be queued. */
export function queued(id: string, at: number): Confirmation {
  return { id, state: 'queued', at, attempt: 0 };
}
