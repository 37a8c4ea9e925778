/** Lets through what has waited long enough, each time that its feed was asked. */
import type { Feed } from '../feed.ts';
import { rulesFor } from '../gate/gate-rules.ts';
import { passGate } from '../gate/pass.ts';
import { changesBetween } from './changes.ts';
import { keyOf } from './complete.ts';
import type { RefreshDeps } from './refresh-deps.ts';

interface LookedAt {
  readonly feed: Feed;
  readonly released: number;
  /** Whether its row says that something is being stored. */
  readonly isMarked: boolean;
}

/**
 * Looks at the gate of the feed if it is time to. `isFresh`: it has just been asked, with or without
 * anything new. Its row says that something is stored before it is, so that after a death instant
 * readers are told by the next refresh.
 */
export async function lookAtGate(
  feed: Feed,
  { isFresh }: { isFresh: boolean },
  { store, now }: Pick<RefreshDeps, 'store' | 'now'>,
): Promise<LookedAt> {
  if (feed.gateAt === undefined || feed.gateAt > now()) {
    return { feed, released: 0, isMarked: false };
  }
  const key = keyOf(feed);
  const rules = rulesFor(feed, await store.gateOf(feed.newsletterId));
  await store.changeFeed(key, { storing: true });
  const { released, next } = await passGate({ feed: key, rules, isFresh }, { ...store.gate, now });
  const { gateAt: _, ...rest } = feed;
  return {
    feed: next === undefined ? rest : { ...rest, gateAt: next },
    released,
    isMarked: true,
  };
}

/**
 * Tells instant readers before it is written that nothing is open any more. Returns how many items
 * went.
 */
async function admit(
  feed: Feed,
  { released, feed: after }: LookedAt,
  deps: Pick<RefreshDeps, 'store' | 'wake'>,
): Promise<number> {
  if (released > 0 || feed.storing) await deps.wake(feed.newsletterId);
  const { storing: _, ...settled } = after;
  await saveChanges({ ...feed, storing: true }, settled, deps);
  return released;
}

/**
 * Looks at the gate of a feed that brought nothing, and lets through what has waited long enough.
 * `released` is undefined when it was not time to look.
 */
export async function lookAndAdmit(
  feed: Feed,
  how: { isFresh: boolean },
  deps: Pick<RefreshDeps, 'store' | 'now' | 'wake'>,
): Promise<{ readonly feed: Feed; readonly released?: number }> {
  const gate = await lookAtGate(feed, how, deps);
  if (!gate.isMarked) return { feed };
  const released = await admit(feed, gate, deps);
  const { storing: _, ...settled } = gate.feed;
  return { feed: settled, released };
}

/** Writes what has changed of the feed. */
export async function saveChanges(
  before: Feed,
  after: Feed,
  { store }: Pick<RefreshDeps, 'store'>,
): Promise<void> {
  const changes = changesBetween(before, after);
  if (changes !== undefined) await store.changeFeed(keyOf(before), changes);
}
