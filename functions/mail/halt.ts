/**
 * When SES takes no mail from us: everybody waits, tries one message, and waits again. What it says
 * may be about every message, or about one that is poison; nobody knows until others are accepted.
 * So a refusal that nobody can read halts all, and the next try takes another message. Whoever is
 * refused again and again while others are accepted is set aside, and halts nobody any more.
 */
import { dayMs } from '../config/time.ts';
import { parkMs } from './pace.ts';
import { changePace, type Doubt, type Pace, type PaceBook } from './pace-book.ts';

/** A halt that is told to an owner, once for each instant that it began at. */
export interface Occurrence {
  readonly since: number;
  readonly reason: string;
}

/** What a message is one of, and whom it is for: either may be poison. */
export interface Suspects {
  readonly group: string;
  readonly one: string;
}

/** Refused so often, with others accepted in between, one message is poison. */
const oneTimesMax = 2;
/** A group of them may only have met a bad hour: it takes more. */
const groupTimesMax = 4;
/** A reader of a weekly edition is remembered from one to the next. */
const doubtKeptMs = 8 * dayMs;
const doubtsMax = 20;

type HaltDeps = PaceBook & { readonly now: () => number };

/** Everybody waits a while, then tries again. Returns until when (ms). */
export async function haltSending(reason: string, deps: HaltDeps): Promise<number> {
  const until = deps.now() + parkMs;
  await changePace(deps, (pace) => ({ ...pace, haltedUntil: until, haltReason: reason }));
  return until;
}

/** The same, because SES takes no mail from us. Returns since when that is so. */
export async function haltForTrouble(reason: string, deps: HaltDeps): Promise<Occurrence> {
  const now = deps.now();
  const { halt } = await changePace(deps, (pace) => halted(pace, { reason, now, since: now }));
  return { since: halt?.since ?? now, reason };
}

/** What follows from a refusal that nobody can read. */
export type Verdict =
  | ({ readonly kind: 'halted' } & Occurrence)
  | { readonly kind: 'set aside'; readonly times: number };

/** SES refused a message, and nobody knows why: it is about one of the suspects, or about all. */
export async function judgeUnclear(
  reason: string,
  suspects: Suspects,
  deps: HaltDeps,
): Promise<Verdict> {
  const now = deps.now();
  let poison: Doubt | undefined;
  let since = now;
  const { halt } = await changePace(deps, (pace) => {
    const { doubts, own } = doubtsAfter(pace, suspects, now);
    poison = own.find(({ about, times }) => {
      return times >= (about === suspects.one ? oneTimesMax : groupTimesMax);
    });
    if (poison !== undefined) return { ...pace, doubts };
    since = Math.min(...own.map((doubt) => doubt.since));
    return { ...halted(pace, { reason, now, since }), doubts };
  });
  if (poison !== undefined) return { kind: 'set aside', times: poison.times };
  return { kind: 'halted', since: halt?.since ?? since, reason };
}

/** SES accepted a message after a halt: it is over. Returns what it was. */
export async function endHalt(deps: HaltDeps): Promise<Occurrence | undefined> {
  let ended: Occurrence | undefined;
  await changePace(deps, (pace) => {
    const { halt, haltedUntil: _until, haltReason: reason = '', ...rest } = pace;
    if (halt === undefined) return pace;
    ended = { since: halt.since, reason };
    return { ...rest, acceptedAt: deps.now() };
  });
  return ended;
}

/** Pure: the same occurrence goes on, unless SES accepted something since it began. */
function halted(
  pace: Pace,
  { reason, now, since }: { reason: string; now: number; since: number },
): Pace {
  const { halt } = pace;
  const goesOn = { since: halt?.since ?? since, tries: (halt?.tries ?? 0) + 1 };
  return { ...pace, haltedUntil: now + parkMs, haltReason: reason, halt: goesOn };
}

/** Pure: it counts again only when other mail was accepted since. */
function doubtsAfter({ doubts = [], acceptedAt = 0 }: Pace, suspects: Suspects, now: number) {
  const known = doubts.filter(({ at }) => at > now - doubtKeptMs);
  const own = [suspects.one, suspects.group].map((about): Doubt => {
    const before = known.find((doubt) => doubt.about === about);
    if (before === undefined) return { about, since: now, at: now, times: 1 };
    return { ...before, at: now, times: before.times + (acceptedAt > before.at ? 1 : 0) };
  });
  const others = known.filter(({ about }) => about !== suspects.one && about !== suspects.group);
  return { doubts: [...own, ...others].slice(0, doubtsMax), own };
}
