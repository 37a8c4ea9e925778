/**
 * Last calls: what an owner who wants to see editions before they go has been shown, and said. One
 * call is about all that is due at an instant, whichever segments that is.
 */
import { minuteMs } from '../config/time.ts';
import type { ErrorFinding } from './finding.ts';
import type { Newsletter } from './newsletter.ts';

/** A story of what was shown, as a link of the mail names it by its place. */
export interface CalledItem {
  readonly feedId: string;
  readonly key: string;
  readonly title: string;
}

/** What is due at an instant (ms), and whether it may go. */
export interface Call {
  readonly newsletterId: string;
  readonly scheduledAt: number;
  /** Items first seen up to here belong to it, so that what was shown is what goes. */
  readonly cutoff: number;
  readonly calledAt: number;
  /** When it goes by itself (ms); never without the owner's word where this is absent. */
  readonly goesAt?: number;
  /** `skipped`: nobody is mailed at that instant, and readers stay where they are. */
  readonly state: 'waiting' | 'stopped' | 'going' | 'skipped';
  readonly decidedAt?: number;
  /** The content that was shown, and its stories; absent until it was, or when there was none. */
  readonly shown?: { readonly contentKey: string; readonly items: readonly CalledItem[] };
}

/** How a newsletter sends: by itself, unless its owner stops it, or when its owner says so. */
export type SendingMode = NonNullable<Newsletter['sending']>['mode'];

/** How it sends, and how long before that its owner is shown it (ms). */
export function sendingOf({ sending }: Pick<Newsletter, 'sending'>): {
  readonly mode: SendingMode;
  readonly lastCallMs: number;
} {
  return {
    mode: sending?.mode ?? 'automatic',
    lastCallMs: (sending?.lastCallMinutes ?? lastCallMinutesByDefault) * minuteMs,
  };
}

/** An owner who says nothing else has an hour. */
export const lastCallMinutesByDefault = 60;

/** What keeps an edition from going at `now` (ms); undefined when nothing does. */
export function objectionTo(call: Call | undefined, now: number): ErrorFinding | undefined {
  if (call === undefined || call.state === 'going') return undefined;
  // What was being planned when it was skipped waits for its owner, as if it were stopped.
  if (call.state === 'stopped' || call.state === 'skipped')
    return { level: 'error', check: 'stoppedByOwner' };
  const isOver = call.goesAt !== undefined && call.goesAt <= now;
  return isOver ? undefined : { level: 'error', check: 'awaitsOwner' };
}

/** The instants (ms) at which nobody is mailed. */
export function skippedAt(calls: readonly Call[]): ReadonlySet<number> {
  return new Set(calls.flatMap((one) => (one.state === 'skipped' ? one.scheduledAt : [])));
}
