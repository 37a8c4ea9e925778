/** What an owner says about an instant: stop it, or let it go. Commands and pages call the same. */
import { type Call, sendingOf } from '../call.ts';
import type { Edition } from '../edition.ts';
import type { Newsletter } from '../newsletter.ts';
import type { CallStore } from './calls.ts';
import { type HoldDeps, holdForOwner } from './hold.ts';
import { type WithholdDeps, withholdEdition } from './publish.ts';

/** What deciding reads and writes. */
export interface DecideDeps extends Pick<HoldDeps, 'hold'> {
  readonly calls: Pick<CallStore, 'load' | 'open' | 'decide' | 'list'>;
  readonly editions: (newsletterId: string, since: number) => Promise<readonly Edition[]>;
  readonly archive: WithholdDeps;
}

/** What a stop has found: how many had been mailed by then, and whether it was too late for all. */
export interface Stopped {
  readonly submitted: number;
  readonly isTooLate: boolean;
}

/**
 * Stops everything that is due at the instant of a call, for all segments: what has begun is held,
 * what begins later holds itself, and it leaves the public archive.
 */
export async function stopCall(
  call: Call,
  newsletter: Newsletter,
  deps: DecideDeps,
): Promise<Stopped> {
  // First, so that whoever is planned from now on finds it.
  const stopped = await deps.calls.decide(call, 'stopped');
  const { newsletterId, scheduledAt } = stopped;
  const all = await deps.editions(newsletterId, scheduledAt);
  const own = all.filter((edition) => edition.scheduledAt === scheduledAt);
  const held: Edition[] = [];
  for (const edition of own) held.push(await holdForOwner(edition, deps));
  const isTooLate = held.length > 0 && held.every(({ state }) => state === 'done');
  // There is nothing to be kept back any more, from the archive neither.
  if (isTooLate) await deps.calls.decide(stopped, 'going');
  const [first] = held.filter(({ state }) => state === 'held');
  if (first !== undefined) await withholdEdition(first, newsletter, deps.archive);
  return {
    submitted: held.reduce((sum, { submitted }) => sum + submitted, 0),
    isTooLate,
  };
}

/** Lets everything go that is due at the instant of a call; the next tick does it. */
export function letGo(call: Call, { calls }: Pick<DecideDeps, 'calls'>): Promise<Call> {
  return calls.decide(call, 'going');
}

/** Has what is due at this instant go without being asked about: its owner has said so already. */
export async function goUnasked(
  newsletter: Newsletter,
  scheduledAt: number,
  cutoff: number,
  { calls }: Pick<DecideDeps, 'calls'>,
): Promise<void> {
  if (sendingOf(newsletter).mode === 'automatic') return;
  const common = { newsletterId: newsletter.id, scheduledAt, cutoff, calledAt: scheduledAt };
  const call = await calls.open({ ...common, state: 'going' });
  if (call.state !== 'going') await calls.decide(call, 'going');
}
