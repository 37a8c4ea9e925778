/** Stamps what is new and nothing holds back, and remembers what the feed has brought. */
import type { Feed } from '../feed.ts';
import type { GateRules } from '../gate/gate-rules.ts';
import { filteredOut } from '../gate/pass.ts';
import { complete, keyOf, type Taking } from './complete.ts';
import type { Unseen } from './identity.ts';
import type { News } from './refresh-deps.ts';

/** So many items are looked for in each document until they have gone out; 35 bytes each. */
const latelyItemsMax = 20;

/** The feed’s latest items with these. */
export function latelyAfter({ lately = [] }: Feed, keys: readonly string[]): Pick<Feed, 'lately'> {
  return keys.length === 0 ? {} : { lately: [...lately, ...keys].slice(-latelyItemsMax) };
}

/** So many items tell what a feed repeats, in some 600 bytes of its row. */
export const endsItemsMax = 8;

type Ends = readonly (readonly string[])[];

/** What the last items of the feed begin and end with, with these. */
export function endsAfter({ ends = [] }: Feed, news: Ends): Pick<Feed, 'ends'> {
  return news.length === 0 ? {} : { ends: [...ends, ...news].slice(-endsItemsMax) };
}

interface Stored {
  readonly stored: number;
  /** Of the last of them. */
  readonly ends: Ends;
  /** The keys of all of them. */
  readonly latest: readonly string[];
}

/** Stamps what nothing holds back, but for what the owner's filters keep out. */
export async function storeAll(
  feed: Feed,
  news: readonly Unseen[],
  rules: Pick<GateRules, 'filters'>,
  deps: Taking,
): Promise<Stored> {
  if (news.length === 0) return { stored: 0, ends: [], latest: [] };
  await deps.store.changeFeed(keyOf(feed), { storing: true });
  const latest: News['item'][] = [];
  const passing = async function* () {
    for await (const each of complete(feed, news, deps)) {
      const at = deps.now();
      const keptOut = await filteredOut(each.item, rules, at);
      if (keptOut === undefined) {
        latest.push(each.item);
        yield each;
      } else {
        const item = { ...each.item, firstSeenAt: at };
        await deps.store.gate.hold({ ...each, item, why: [], keptOut });
      }
    }
  };
  const stored = await deps.store.storeItems(passing());
  const last = stored === 0 ? [] : latest.slice(-endsItemsMax);
  const ends = await Promise.all(last.map(deps.endsOf));
  return { stored, ends, latest: latest.map(({ key }) => key) };
}

/** For what the owner asked for. */
export const noFilters = { filters: [] };
