/**
 * One turn through the mailbox, in the order in which mail came. What is not for us is passed over
 * after a look at its header, and stays as it is. What is ours goes the way of a mail that an MTA hands
 * over, and is marked when it stands in a queue: a death in between has it taken again, which changes
 * nothing more.
 */
import type { MailboxPlace } from '../../../functions/mail/returns.ts';
import type { Seen, Visit } from './imap.ts';
import type { Read, Taken } from './incoming.ts';

/** What a turn needs besides the mailbox. */
export interface TurnDeps {
  /** Whether a mail may be for us, by its header. */
  readonly mayBeOurs: (head: Buffer) => boolean;
  /** Reads a mail; throws when that cannot be done, now and later. */
  readonly read: (raw: Buffer) => Read;
  /** Rejects when no queue takes what it says. */
  readonly take: (read: Read) => Promise<Taken>;
  /** Is told how far it has come, after each mail. */
  readonly reached: (place: MailboxPlace) => void;
  /** Is told of a mail that is left where it is for good. */
  readonly setAside: (uid: number, reason: string) => void;
  /** Whether the turn is to end before the next mail. */
  readonly isOver: () => boolean;
}

/** How much one turn does at most. */
export interface TurnLimits {
  readonly mailsMax: number;
  readonly bytesMax: number;
  /** Headers that are looked at. */
  readonly looksMax: number;
}

/** The usual. */
export const turnLimits: TurnLimits = {
  mailsMax: 200,
  bytesMax: 32 * 1024 * 1024,
  looksMax: 5_000,
};

/** Headers that are asked for at a time. */
const looksAtOnce = 200;
/** So many mails may wait for another try; with more the turn goes no further. */
const waitingMax = 20;
/** Each in a turn in which the mailbox answered: then it is this mail. */
const triesMax = 5;

interface Turn {
  readonly visit: Visit;
  readonly deps: TurnDeps;
  readonly limits: TurnLimits;
  place: MailboxPlace;
  mails: number;
  bytes: number;
  /** However slow the mailbox is, each turn comes further. */
  hasMoved: boolean;
}

/** Takes a turn from where the last one came to; `more`: there is more to do at once. */
export async function takeTurn(
  visit: Visit,
  before: Pick<MailboxPlace, 'box'> & Partial<MailboxPlace>,
  deps: TurnDeps,
  limits: TurnLimits = turnLimits,
): Promise<'done' | 'more'> {
  const { box, through = 0, waiting = [] } = before;
  const { validity } = visit;
  // Another validity: the numbers name other mails now. Our marks tell what was taken before.
  const isSame = before.validity === validity;
  const place = { box, validity, ...(isSame ? { through, waiting } : { through: 0, waiting: [] }) };
  const turn: Turn = { visit, deps, limits, place, mails: 0, bytes: 0, hasMoved: false };
  deps.reached(place);
  // With no room for one more that cannot be read, those have to end first.
  if (place.waiting.length >= waitingMax && (await tryWaiting(turn)) === 'full') return 'more';
  const all = await visit.after(place.through);
  const numbers = all.slice(0, limits.looksMax);
  for (let at = 0; at < numbers.length; at += looksAtOnce) {
    const some = numbers.slice(at, at + looksAtOnce);
    if ((await passThrough(some, turn)) === 'full') return 'more';
  }
  if ((await tryWaiting(turn)) === 'full') return 'more';
  return all.length > numbers.length ? 'more' : 'done';
}

function isFull({ mails, bytes, limits, deps, hasMoved }: Turn): boolean {
  if (mails >= limits.mailsMax || bytes >= limits.bytesMax) return true;
  return hasMoved && deps.isOver();
}

function move(turn: Turn, to: Partial<MailboxPlace>): void {
  turn.hasMoved = true;
  turn.place = { ...turn.place, ...to };
  turn.deps.reached(turn.place);
}

async function passThrough(uids: readonly number[], turn: Turn): Promise<'passed' | 'full'> {
  for (const seen of await turn.visit.look(uids)) {
    if (isFull(turn)) return 'full';
    if (isForUs(seen, turn)) await takeNew(seen.uid, turn);
    move(turn, { through: seen.uid });
  }
  // Also past those that were taken away in the meantime.
  move(turn, { through: uids.at(-1) ?? turn.place.through });
  return 'passed';
}

function isForUs({ isTaken, head }: Seen, { deps }: Turn): boolean {
  return !isTaken && deps.mayBeOurs(head);
}

/** A mail that cannot be read, or marked, stops only itself: the next turn goes on behind it. */
async function takeNew(uid: number, turn: Turn): Promise<void> {
  const ended = await takeOne(uid, turn);
  if (ended.kind === 'ended') return;
  const { waiting } = turn.place;
  if (waiting.length < waitingMax) {
    move(turn, { through: uid, waiting: [...waiting, { uid, times: 1 }] });
  }
  throw ended.error;
}

async function tryWaiting(turn: Turn): Promise<'tried' | 'full'> {
  for (const { uid } of turn.place.waiting) {
    if (isFull(turn)) return 'full';
    await tryAgain(uid, turn);
  }
  return 'tried';
}

async function tryAgain(uid: number, turn: Turn): Promise<void> {
  const ended = await takeOne(uid, turn);
  const others = turn.place.waiting.filter((one) => one.uid !== uid);
  const times = 1 + (turn.place.waiting.find((one) => one.uid === uid)?.times ?? 0);
  if (ended.kind === 'ended') return move(turn, { waiting: others });
  if (times < triesMax) {
    move(turn, { waiting: [...others, { uid, times }] });
  } else {
    move(turn, { waiting: others });
    turn.deps.setAside(uid, ended.error instanceof Error ? ended.error.message : '');
  }
  throw ended.error;
}

type Ended = { readonly kind: 'ended' } | { readonly kind: 'failed'; readonly error: unknown };

const ended: Ended = { kind: 'ended' };

/** Rejects when no queue takes what the mail says: then nothing is passed over. */
async function takeOne(uid: number, turn: Turn): Promise<Ended> {
  const { visit, deps } = turn;
  const raw = await attempt(() => visit.read(uid));
  if (raw.kind === 'failed') return raw;
  if (raw.value === undefined) return ended;
  turn.mails += 1;
  turn.bytes += raw.value.length;
  const read = readOrSetAside(uid, raw.value, deps);
  if (read === undefined || (await deps.take(read)) === 'nothing') return ended;
  const marked = await attempt(() => visit.mark(uid));
  return marked.kind === 'failed' ? marked : ended;
}

function readOrSetAside(uid: number, raw: Buffer, deps: TurnDeps): Read | undefined {
  try {
    return deps.read(raw);
  } catch (error) {
    deps.setAside(uid, error instanceof Error ? error.message : '');
    return undefined;
  }
}

type Attempt<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown };

async function attempt<T>(task: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'value', value: await task() };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
