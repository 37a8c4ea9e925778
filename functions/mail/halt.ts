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

/** Refused so often while others were accepted, a thing is poison. */
const doubtTimesMax = 3;
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

/** SES refused a message, and nobody knows why: it is about one of `about`, or about all. */
export async function judgeUnclear(
  reason: string,
  about: readonly string[],
  deps: HaltDeps,
): Promise<Verdict> {
  const now = deps.now();
  let poison: Doubt | undefined;
  let since = now;
  const { halt } = await changePace(deps, (pace) => {
    const doubts = doubtsAfter(pace, about, now);
    poison = doubts.find((doubt) => about.includes(doubt.about) && doubt.times >= doubtTimesMax);
    if (poison !== undefined) return { ...pace, doubts };
    const own = doubts.filter((doubt) => about.includes(doubt.about));
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
function doubtsAfter(pace: Pace, about: readonly string[], now: number): readonly Doubt[] {
  const { doubts = [], acceptedAt = 0 } = pace;
  const known = doubts.filter(({ at }) => at > now - doubtKeptMs);
  const own = about.map((name) => {
    const before = known.find((doubt) => doubt.about === name);
    if (before === undefined) return { about: name, since: now, at: now, times: 1 };
    const isAlone = acceptedAt > before.at;
    return { ...before, at: now, times: before.times + (isAlone ? 1 : 0) };
  });
  const others = known.filter((doubt) => !about.includes(doubt.about));
  return [...own, ...others].slice(0, doubtsMax);
}
