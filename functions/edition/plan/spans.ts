/** How much of the time that a reader has missed goes into one edition. */
import { longestLookBackMs } from '../../config/cadence.ts';
import { itemKeptMs } from '../../config/waits.ts';

/** No content reaches back further: what a planner reads at once has a bound. */
export const spanMsMax = 2 * longestLookBackMs;

/** What was first seen in (from, to]. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The spans between a reader's cursor and the cutoff, the oldest first. Nearly always there is one.
 * Who was paused for months, or whose owner paused sending, gets the first that has news, and with
 * the next edition the next: nothing that is kept is passed over.
 */
export function spansOf(from: number, cutoff: number): readonly Span[] {
  const spans: Span[] = [];
  // Before that there are no items any more.
  let start = Math.max(from, cutoff - itemKeptMs);
  for (; start + spanMsMax < cutoff; start += spanMsMax) {
    spans.push({ from: start, to: start + spanMsMax });
  }
  return [...spans, { from: start, to: cutoff }];
}
