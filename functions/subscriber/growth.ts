/** How many readers came and left, day by day, why, and after which edition: from counts, never counted. */
import { dayMs } from '../config/time.ts';
import type { DayCounts, MoveKind } from './reader-moves.ts';
import type { LeavingReason } from './subscriber.ts';

/** How many readers were counted, when (ms), and by how many that day had changed them until then. */
export interface CountedReaders {
  readonly readers: number;
  readonly at: number;
  readonly netThen: number;
}

/** An edition, and who went after it: it was the last that they had got. */
export interface EditionGone {
  readonly id: string;
  readonly scheduledAt: number;
  readonly state: string;
  /** Mails that SES took; how many arrived nobody knows. */
  readonly submitted: number;
  readonly left: number;
  /** Addresses that were given up, for good or after some attempts. */
  readonly bounced: number;
  readonly complained: number;
}

/** What growth reads. */
export interface GrowthDeps {
  /** Of the days of these instants (ms) and those between, in any order; days without moves lack. */
  readonly counts: (
    newsletterId: string,
    from: number,
    to: number,
  ) => Promise<readonly DayCounts[]>;
  /** The first day of all with a count (yyyy-mm-dd). */
  readonly firstDay: (newsletterId: string) => Promise<string | undefined>;
  /** Undefined as long as nobody counted: a new newsletter is counted within minutes. */
  readonly readers: (newsletterId: string) => Promise<CountedReaders | undefined>;
  /** The latest that were due between these instants (ms), the newest first. */
  readonly editions: (
    newsletterId: string,
    from: number,
    to: number,
    limit: number,
  ) => Promise<readonly EditionGone[]>;
}

/** Of which newsletter, and from which instant (ms) to which; the whole days of UTC count. */
export interface GrowthInput {
  readonly newsletterId: string;
  readonly from: number;
  readonly to: number;
  /** The clock: what happened since `to` tells how many there were then (ms). */
  readonly now: number;
}

/** One day. `joined` and `left` count who is mailed since and who is mailed no more, for any reason. */
export interface GrowthDay {
  /** yyyy-mm-dd, a day of UTC. */
  readonly day: string;
  /** By a form, confirmed or not. */
  readonly asked: number;
  readonly joined: number;
  readonly left: number;
  readonly net: number;
  /** Of those who left: whose address was given up, and who complained. */
  readonly bounced: number;
  readonly complained: number;
  /** Who left by their own will, mailed before or not; and why, where they said it. */
  readonly byThemselves: number;
  readonly reasons: Counts<LeavingReason>;
  /** Mailed readers when it ended, or now; undefined: not counted yet. */
  readonly total?: number;
}

/** Moves by kind, and by reason. */
type Counts<Name extends string> = Partial<Record<Name, number>>;

/** What growth tells. */
export interface Growth {
  /** The day on which the first move was noted: of before nothing is known. Undefined: none was yet. */
  readonly knownFrom?: string;
  /** Every day, the oldest first; before `knownFrom` with nothing in it. */
  readonly days: readonly GrowthDay[];
  /** How they came. */
  readonly joined: Counts<MoveKind>;
  /** How they went. */
  readonly left: Counts<MoveKind>;
  /** Why, of who left by their own will and said it. */
  readonly reasons: Counts<LeavingReason>;
  readonly editions: readonly EditionGone[];
}

/** As long as moves are kept. */
export const growthDaysMax = 400;
/** So many of the latest editions are told. */
export const growthEditionsMax = 40;

/** The growth of a newsletter; as many calls of the table however many read. */
export async function growth(input: GrowthInput, deps: GrowthDeps): Promise<Growth> {
  const { newsletterId, to, now } = input;
  const from = Math.max(input.from, to - (growthDaysMax - 1) * dayMs);
  const counted = await deps.readers(newsletterId);
  const [counts, editions, knownFrom] = await Promise.all([
    deps.counts(newsletterId, Math.min(from, counted?.at ?? from), now),
    deps.editions(newsletterId, from, to, growthEditionsMax),
    deps.firstDay(newsletterId),
  ]);
  const days = daysOf({ from, to }, counts, counted);
  const inside = counts.filter(({ day }) => day >= dayOf(from) && day <= dayOf(to));
  return {
    ...(knownFrom === undefined ? {} : { knownFrom }),
    days,
    joined: sumsOf(inside.map(({ gained }) => gained)),
    left: sumsOf(inside.map(({ lost }) => lost)),
    reasons: sumsOf(inside.map(({ reasons }) => reasons)),
    editions,
  };
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const startOf = (at: number) => Math.floor(at / dayMs) * dayMs;

/** Pure: every day from the one to the other, with how many there were when it ended. */
function daysOf(
  { from, to }: { readonly from: number; readonly to: number },
  counts: readonly DayCounts[],
  counted: CountedReaders | undefined,
): GrowthDay[] {
  const known = new Map(counts.map((one) => [one.day, one]));
  const days: GrowthDay[] = [];
  for (let at = startOf(from); at <= to; at += dayMs) {
    const day = dayOf(at);
    const { moves = {}, gained = {}, lost = {}, reasons = {} } = known.get(day) ?? {};
    const [joined, left] = [total(gained), total(lost)];
    const { bounced = 0, complained = 0 } = lost;
    days.push({
      ...{ day, asked: moves.asked ?? 0, joined, left, net: joined - left, bounced, complained },
      ...{ byThemselves: moves.left ?? 0, reasons },
      ...(counted === undefined ? {} : { total: totalAt(day, counts, counted) }),
    });
  }
  return days;
}

/** From the day on which they were counted, forth or back by what changed in between. */
function totalAt(day: string, counts: readonly DayCounts[], counted: CountedReaders): number {
  const countedOn = dayOf(counted.at);
  const netOf = (isBetween: (one: string) => boolean) =>
    counts
      .filter((one) => isBetween(one.day))
      .reduce((sum, { gained, lost }) => sum + total(gained) - total(lost), 0);
  const atItsEnd = counted.readers + netOf((one) => one === countedOn) - counted.netThen;
  return day >= countedOn
    ? atItsEnd + netOf((one) => one > countedOn && one <= day)
    : atItsEnd - netOf((one) => one > day && one <= countedOn);
}

function total(counts: Readonly<Counts<string>>): number {
  return Object.values(counts).reduce<number>((sum, count = 0) => sum + count, 0);
}

function sumsOf<Name extends string>(all: readonly Readonly<Counts<Name>>[]): Counts<Name> {
  const sums: Counts<Name> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts) as [Name, number][]) {
      sums[name] = (sums[name] ?? 0) + count;
    }
  }
  return sums;
}
