/** What an owner decides about several single items at once, wherever each of them is. */
import type { FeedKey } from '../feed.ts';
import { eligibleLagMs, type Item } from '../item.ts';
import type { DecideDeps } from './decide.ts';
import { type DeskDeps, releaseItem, type Standing, takeOut } from './desk.ts';

/**
 * `release` and `drop` decide about what waits; `skip` takes out what has left the gate, and `back`
 * brings back what was kept out.
 */
export type ItemWord = 'release' | 'drop' | 'skip' | 'back';

/** Names an item by where it was kept when it was found. */
type Place = Pick<Item, 'newsletterId' | 'feedId' | 'key' | 'firstSeenAt'>;

/** What deciding reads and writes. */
export interface DecideItemsDeps {
  readonly at: (place: Place) => Promise<Standing | undefined>;
  readonly gate: DeskDeps['gate'] & Pick<DecideDeps, 'end'>;
  /** Makes the editions of instant readers due. */
  readonly wakeInstant: (newsletterId: string, at: number) => Promise<unknown>;
  readonly now: () => number;
}

/** Which items of a newsletter, what is to become of them, and why. */
export interface ItemsToDecide<One extends Place> {
  readonly newsletterId: string;
  readonly places: readonly One[];
  readonly word: ItemWord;
  /** In the owner's words; '' for none. */
  readonly reason: string;
}

/** Does it to each item that it fits, and returns those; others were decided on meanwhile. */
export async function decideItems<One extends Place>(
  { newsletterId, places, word, reason }: ItemsToDecide<One>,
  deps: DecideItemsDeps,
): Promise<readonly One[]> {
  const done: One[] = [];
  for (const place of places) {
    const standing = await deps.at(place);
    if (standing === undefined || !fits(word, standing)) continue;
    if (await decide(standing, { word, reason }, deps)) done.push(place);
  }
  const feeds = new Set(done.map(({ feedId }) => feedId));
  if (word === 'release' || word === 'drop') await endSurges(newsletterId, feeds, deps);
  const isOut = word === 'release' || word === 'back';
  // Who gets everything at once gets this, too.
  if (isOut && done.length > 0) await deps.wakeInstant(newsletterId, deps.now() + eligibleLagMs);
  return done;
}

/** Whether this may be done to an item that is there. */
function fits(word: ItemWord, { kind }: Standing): boolean {
  switch (word) {
    case 'release':
    case 'drop':
      return kind === 'waiting';
    case 'skip':
      return kind === 'out';
    case 'back':
      return kind === 'keptOut';
  }
}

async function decide(
  standing: Standing,
  { word, reason }: { readonly word: ItemWord; readonly reason: string },
  deps: DecideItemsDeps,
): Promise<boolean> {
  if (word === 'release' || word === 'back') return (await releaseItem(standing, deps)) === 'done';
  const rule = word === 'skip' ? 'skipped' : 'dropped';
  const said = { standing, rule, reason: reason || 'Decided at the desk.' } as const;
  return (await takeOut(said, deps)) === 'done';
}

/** A surge of which nothing waits any more is over. */
async function endSurges(
  newsletterId: string,
  feedIds: ReadonlySet<string>,
  { gate }: Pick<DecideItemsDeps, 'gate'>,
): Promise<void> {
  for (const feedId of feedIds) {
    const feed: FeedKey = { newsletterId, feedId };
    const left = await gate.list(feed);
    if (left.every(({ why }) => !why.includes('surge'))) await gate.end(feed);
  }
}
