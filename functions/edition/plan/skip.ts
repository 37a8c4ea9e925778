/**
 * Skipping what is due at an instant: nobody is mailed then, readers stay where they are, and what
 * they would have got comes with their next edition. It can be taken back until the instant comes.
 */
import { eligibleLagMs } from '../../feed/item.ts';
import type { Call } from '../call.ts';
import { nextDue } from '../due.ts';
import type { Newsletter } from '../newsletter.ts';
import type { Segment } from '../segment.ts';
import type { CallStore } from './calls.ts';

/** What skipping reads and writes. */
export interface SkipDeps {
  readonly calls: Pick<CallStore, 'load' | 'open' | 'skip' | 'forget'>;
  readonly segments: (newsletterId: string) => Promise<readonly Segment[]>;
  readonly now: () => number;
}

/** `not due`: no reader is due then. `too late`: it is due already, or was let go before its hour. */
export type Skipped = 'skipped' | 'not due' | 'too late';

/** Skips what is due at this instant (ms), for all readers of the newsletter. */
export async function skipDue(
  { id: newsletterId }: Pick<Newsletter, 'id'>,
  scheduledAt: number,
  { calls, segments, now }: SkipDeps,
): Promise<Skipped> {
  if (scheduledAt <= now()) return 'too late';
  const isDue = (await segments(newsletterId)).some((one) => isDueAt(one, scheduledAt));
  if (!isDue) return 'not due';
  const cutoff = scheduledAt - eligibleLagMs;
  const wanted: Call = { newsletterId, scheduledAt, cutoff, calledAt: now(), state: 'skipped' };
  const call = await calls.open(wanted);
  if (call.state === 'skipped') return 'skipped';
  return (await calls.skip(call)) ? 'skipped' : 'too late';
}

function isDueAt({ schedule, dueAt }: Segment, at: number): boolean {
  return dueAt === at || nextDue(schedule, at - 1) === at;
}

/** Has it go at its hour after all, asked about as usual; false: it was not skipped, or is over. */
export async function unskipDue(
  { id }: Pick<Newsletter, 'id'>,
  scheduledAt: number,
  { calls, now }: Pick<SkipDeps, 'calls' | 'now'>,
): Promise<boolean> {
  if (scheduledAt <= now()) return false;
  const call = await calls.load(id, scheduledAt);
  return call?.state === 'skipped' && calls.forget(call);
}
