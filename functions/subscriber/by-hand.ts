/** What an owner does about one reader, by the command or at the desk. */
import type { Schedule } from '../config/schedule.ts';
import type { Address } from './address.ts';
import {
  type Arrival,
  carryOut,
  decideArrival,
  type FoundHere,
  type ImportDeps,
  type ImportOutcome,
} from './import-readers.ts';
import { type Changes, type Expected, toUnsubscribed } from './moves.ts';
import type { Subscriber } from './subscriber.ts';

const lineCharsMax = 300;

/** A reason or a proof, as an owner words it: one line of 1 to 300 characters, trimmed; else undefined. */
export function ownersLine(text: string): string | undefined {
  const line = text.trim();
  return line !== '' && line.length <= lineCharsMax && !/\p{Cc}/u.test(line) ? line : undefined;
}

/** Keeps what was done about a reader, and why, with what is reported about their mail. */
type NoteAct = (
  readerId: string,
  act: {
    readonly act: 'added' | 'unsubscribed' | 'suppressed';
    readonly reason?: string;
    readonly at: number;
  },
) => Promise<void>;

/** What adding one reader reads and writes. */
export interface AddDeps {
  readonly find: (arrivals: readonly Arrival[]) => Promise<readonly FoundHere[]>;
  readonly writing: ImportDeps;
  readonly note: NoteAct;
  readonly randomId: () => string;
  readonly now: () => number;
}

/** Somebody to add; with a proof they read at once. */
export interface Addition {
  readonly newsletter: { readonly id: string; readonly defaultSchedule: Schedule };
  readonly address: Address;
  readonly proof: string | undefined;
  readonly reason: string | undefined;
}

/** `reads`: they read already, and nothing was changed. */
export type Added =
  | { readonly kind: 'reads' | 'asked' | 'confirmed'; readonly readerId: string }
  | { readonly kind: 'refused'; readonly outcome: ImportOutcome };

/** Adds one reader; who has left, is suppressed or was erased is refused, as by an import. */
export async function addByHand(
  { newsletter, address, proof, reason }: Addition,
  { find, writing, note, randomId, now }: AddDeps,
): Promise<Added> {
  const at = now();
  const elsewhere = { system: 'the owner' };
  const schedule = newsletter.defaultSchedule;
  const arrival = { kind: 'reader', address, elsewhere, schedule, sections: 'all' } as const;
  const [found = { suppressed: false, erased: false }] = await find([arrival]);
  if (found.subscriber?.state === 'confirmed' && !found.suppressed) {
    return { kind: 'reads', readerId: found.subscriber.id };
  }
  const terms = { newsletterId: newsletter.id, proof, at };
  const [outcome = 'changed-here'] = await carryOut(
    [decideArrival(arrival, found, terms, randomId())],
    writing,
  );
  if (outcome !== 'asked' && outcome !== 'confirmed') return { kind: 'refused', outcome };
  const [written] = await find([arrival]);
  if (written?.subscriber === undefined) return { kind: 'refused', outcome: 'changed-here' };
  const { id: readerId } = written.subscriber;
  await note(readerId, { act: 'added', at, ...(reason === undefined ? {} : { reason }) });
  return { kind: outcome, readerId };
}

/** What ending a subscription reads and writes. */
export interface TakeOffDeps {
  readonly load: (id: string) => Promise<Subscriber | undefined>;
  readonly save: (id: string, expected: Expected, changes: Changes) => Promise<'saved' | 'changed'>;
  readonly note: NoteAct;
  readonly now: () => number;
}

const attemptsMax = 4;

/** Ends the subscription of a reader at once; `left`: it had ended before. */
export async function takeOff(
  { readerId, reason }: { readonly readerId: string; readonly reason: string | undefined },
  { load, save, note, now }: TakeOffDeps,
): Promise<'taken-off' | 'left' | 'unknown' | 'changed'> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const reader = await load(readerId);
    if (reader === undefined) return 'unknown';
    const at = now();
    const move = toUnsubscribed(reader, 'owner', at);
    if (move === undefined) return 'left';
    if ((await save(readerId, move.expected, move.changes)) === 'changed') continue;
    const why = reason === undefined ? {} : { reason };
    await note(readerId, { act: 'unsubscribed', at, ...why });
    return 'taken-off';
  }
  return 'changed';
}

/** What suppressing an address reads and writes. */
export interface SuppressDeps {
  readonly suppress: (
    addressKey: string,
    reason: 'owner',
    at: number,
  ) => Promise<{ readonly isNew: boolean }>;
  readonly readersAt: (addressKey: string) => Promise<readonly Pick<Subscriber, 'id'>[]>;
  readonly note: NoteAct;
  readonly now: () => number;
}

/** Has nothing mailed to an address any more, by any newsletter; `known`: nothing was before either. */
export async function suppressByHand(
  { addressKey, reason }: { readonly addressKey: string; readonly reason: string | undefined },
  { suppress, readersAt, note, now }: SuppressDeps,
): Promise<'suppressed' | 'known'> {
  const at = now();
  const { isNew } = await suppress(addressKey, 'owner', at);
  if (!isNew) return 'known';
  const why = reason === undefined ? {} : { reason };
  for (const { id } of await readersAt(addressKey)) {
    await note(id, { act: 'suppressed', at, ...why });
  }
  return 'suppressed';
}
