/**
 * What waits at the gate, between being found and being stamped. Each reason to wait is a rule of
 * its own; several may hold an item at once, and it leaves when none does.
 */
import { dayMs, hourMs, minuteMs } from '../../config/time.ts';
import type { Approval } from '../gate-settings.ts';
import type { Item } from '../item.ts';
import type { KeptOut } from '../kept-out.ts';
import type { GateRules } from './gate-rules.ts';

/** Why an item waits. */
export type WaitReason = 'surge' | 'approval' | 'settling';

/** An item at the gate. Its `firstSeenAt` is when it was found: it has no stamp yet. */
export interface Waiting {
  readonly item: Item;
  readonly why: readonly WaitReason[];
  /** When its feed last changed it; when it was found, if it never did. */
  readonly changedAt: number;
}

/** What becomes of an item at the gate; `until` is when that may be another thing. */
export type Passage =
  | { readonly kind: 'passes' }
  | { readonly kind: 'waits'; readonly until: number }
  | { readonly kind: 'keptOut'; readonly keptOut: KeptOut };

/** What settles for longer goes out as it is then, also when its feed cannot be read. */
const settlingMsMax = 180 * minuteMs;
/** A surge that nobody has decided on in so long is left out. */
const undecidedMsMax = 14 * dayMs;

/**
 * Whether the item may go now. `isFresh`: its feed has just been asked, so that what is known of the
 * item is how it reads now.
 */
export function passageOf(waiting: Waiting, look: Look): Passage {
  const passages = waiting.why.map((why) => passageFor(why, waiting, look));
  const out = passages.find(({ kind }) => kind === 'keptOut');
  if (out !== undefined) return out;
  const waits = passages.flatMap((one) => (one.kind === 'waits' ? [one.until] : []));
  return waits.length === 0 ? { kind: 'passes' } : { kind: 'waits', until: Math.min(...waits) };
}

interface Look {
  readonly rules: GateRules;
  readonly now: number;
  readonly isFresh: boolean;
}

function passageFor(why: WaitReason, waiting: Waiting, { rules, now, isFresh }: Look): Passage {
  switch (why) {
    case 'surge':
      return awaitsOwner(waiting, { afterMs: undecidedMsMax, otherwise: 'drop' }, now);
    case 'approval':
      return approved(waiting, rules, now);
    case 'settling':
      return settled(waiting, rules, { now, isFresh });
  }
}

/** The owner's word is waited for so long, and then it goes by itself or falls away. */
function awaitsOwner(
  { item }: Waiting,
  { afterMs, otherwise }: { afterMs: number; otherwise: Approval['otherwise'] },
  now: number,
): Passage {
  const until = item.firstSeenAt + afterMs;
  if (now < until) return { kind: 'waits', until };
  if (otherwise === 'release') return { kind: 'passes' };
  const reason = 'Nobody released it in time.';
  return { kind: 'keptOut', keptOut: { rule: 'notDecided', reason, at: now } };
}

/** An owner who wants to approve no more lets go what waits. */
function approved(waiting: Waiting, { approval }: GateRules, now: number): Passage {
  if (approval === undefined) return { kind: 'passes' };
  const { hours, otherwise } = approval;
  return awaitsOwner(waiting, { afterMs: hours * hourMs, otherwise }, now);
}

/** Left alone by its feed for so long, by the word of the feed itself; or waiting long enough. */
function settled(
  { item, changedAt }: Waiting,
  { settleMinutes }: GateRules,
  { now, isFresh }: { now: number; isFresh: boolean },
): Passage {
  const latest = item.firstSeenAt + settlingMsMax;
  if (settleMinutes === 0 || now >= latest) return { kind: 'passes' };
  const until = Math.min(changedAt + settleMinutes * minuteMs, latest);
  return now >= until && isFresh ? { kind: 'passes' } : { kind: 'waits', until };
}

/** Why an item that was just found has to wait, besides being part of a surge. */
export function reasonsToWait({ settleMinutes, approval }: GateRules): readonly WaitReason[] {
  return [
    ...(approval === undefined ? [] : (['approval'] as const)),
    ...(settleMinutes > 0 ? (['settling'] as const) : []),
  ];
}
