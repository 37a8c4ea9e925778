/** Lets through the gate what nothing holds back any more, and keeps out what may never go. */
import type { FeedKey } from '../feed.ts';
import type { Item } from '../item.ts';
import type { KeptOut } from '../kept-out.ts';
import { textPrintOf } from '../read/text-print.ts';
import { keptOutBy } from './apply-filters.ts';
import type { GateRules } from './gate-rules.ts';
import { languageFor } from './language.ts';
import { passageOf, type Waiting, type WaitReason } from './waiting.ts';

/** What waits at the gate of a feed, and what becomes of it. */
export interface GateStore {
  /** All that waits, in the order in which it was found. */
  readonly list: (feed: FeedKey) => Promise<readonly Waiting[]>;
  /**
   * Makes it an item of now, stamped as it is written; false when it waits no longer. `byOwner`: the
   * owner has looked at it.
   */
  readonly release: (item: Item, how: { readonly byOwner: boolean }) => Promise<boolean>;
  /** Keeps it out, with the rule; false when it waits no longer. */
  readonly exclude: (item: Item, keptOut: KeptOut) => Promise<boolean>;
  /** It waits for these reasons from now on; false when it waits no longer. */
  readonly setReasons: (item: Item, why: readonly WaitReason[]) => Promise<boolean>;
}

/** What passing the gate needs. */
export interface PassDeps extends Pick<GateStore, 'list' | 'release' | 'exclude'> {
  readonly now: () => number;
}

/** What a look at the gate came to; `next` is when the next one is worth it. */
export interface Passed {
  readonly released: number;
  readonly keptOut: number;
  readonly next: number | undefined;
}

/**
 * Looks at all that waits at the gate of a feed, in the order in which it was found, so that stamps
 * rise as the feed wrote. Each item is decided on by itself: after a death the rest is decided alike.
 */
export async function passGate(
  { feed, rules, isFresh }: { feed: FeedKey; rules: GateRules; isFresh: boolean },
  deps: PassDeps,
): Promise<Passed> {
  let released = 0;
  let keptOut = 0;
  const waits: number[] = [];
  for (const waiting of await deps.list(feed)) {
    const passage = passageOf(waiting, { rules, now: deps.now(), isFresh });
    if (passage.kind === 'waits') waits.push(passage.until);
    else {
      const isOut = await goOn(waiting.item, passage, { ...deps, rules });
      if (isOut === 'released') released += 1;
      if (isOut === 'keptOut') keptOut += 1;
    }
  }
  return { released, keptOut, next: waits.length === 0 ? undefined : Math.min(...waits) };
}

type Over = 'released' | 'keptOut' | 'gone';

async function goOn(
  item: Item,
  passage: { kind: 'passes' } | { kind: 'keptOut'; keptOut: KeptOut },
  { rules, release, exclude, now }: PassDeps & { readonly rules: GateRules },
): Promise<Over> {
  // On the final words: what was edited while it waited is judged as it reads now.
  const keptOut =
    passage.kind === 'keptOut' ? passage.keptOut : await filteredOut(item, rules, now());
  if (keptOut !== undefined) return (await exclude(item, keptOut)) ? 'keptOut' : 'gone';
  const printed = { ...item, print: textPrintOf(item) };
  return (await release(printed, { byOwner: false })) ? 'released' : 'gone';
}

/** That a filter keeps this item out, or undefined. */
export async function filteredOut(
  item: Pick<Item, 'title' | 'summary' | 'content' | 'categories'> & { readonly author?: string },
  { filters }: Pick<GateRules, 'filters'>,
  at: number,
): Promise<KeptOut | undefined> {
  if (filters.length === 0) return undefined;
  const language = await languageFor(item, filters);
  const read = language === undefined ? item : { ...item, language };
  const reason = keptOutBy(read, filters);
  return reason === undefined ? undefined : { rule: 'filter', reason, at };
}
