/** Days of growth put together, so that a chart has a bar for each: days, or weeks. */
import type { GrowthDay } from '../../subscriber/growth.ts';
import type { LeavingReason } from '../../subscriber/subscriber.ts';

/** What was counted in some days; undefined: nobody counted then. */
export interface Span {
  /** yyyy-mm-dd: the first of its days. */
  readonly from: string;
  /** The last of them. */
  readonly to: string;
  readonly counts: Counts | undefined;
  /** How many read when it ended. */
  readonly total: number | undefined;
}

interface Counts {
  readonly joined: number;
  /** For any other reason than the next two. */
  readonly left: number;
  readonly bounced: number;
  readonly complained: number;
  readonly reasons: Readonly<Record<LeavingReason | 'unsaid', number>>;
}

/** Pure: spans of so many days, the last of which ends with the last day; the first may be shorter. */
export function spansOf(
  days: readonly GrowthDay[],
  length: number,
  knownFrom: string | undefined,
): Span[] {
  const spans: Span[] = [];
  for (let end = days.length; end > 0; end -= length) {
    const own = days.slice(Math.max(0, end - length), end);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) break;
    const known = own.filter(({ day }) => knownFrom !== undefined && day >= knownFrom);
    spans.unshift({
      from: first.day,
      to: last.day,
      counts: known.length === 0 ? undefined : countsOf(known),
      total: known.at(-1)?.total,
    });
  }
  return spans;
}

function countsOf(days: readonly GrowthDay[]): Counts {
  const sum = (of: (day: GrowthDay) => number) => days.reduce((all, day) => all + of(day), 0);
  const because = (reason: LeavingReason) => sum(({ reasons }) => reasons[reason] ?? 0);
  const said = {
    'too-many': because('too-many'),
    'not-for-me': because('not-for-me'),
    'never-asked': because('never-asked'),
    other: because('other'),
  };
  const [bounced, complained] = [sum((day) => day.bounced), sum((day) => day.complained)];
  const told = Object.values(said).reduce((all, count) => all + count, 0);
  return {
    joined: sum((day) => day.joined),
    left: sum((day) => day.left) - bounced - complained,
    bounced,
    complained,
    // Who said it on another day than the one on which they left is counted on that of leaving.
    reasons: { ...said, unsaid: Math.max(0, sum((day) => day.byThemselves) - told) },
  };
}
