/** The items of a newsletter as pages and programs list them: what waits, left, or was kept out. */
import { dayMs } from '../../config/time.ts';
import type { Feed } from '../../feed/feed.ts';
import type { Standing } from '../../feed/gate/desk.ts';
import { normalisedLink } from '../../feed/normalised-link.ts';
import type { FeedsUses } from './feeds-uses.ts';
import type { ItemsView } from './items-view.ts';

const itemsOfPage = 60;
/** The gate of each is a call. */
const feedsOfPage = 6;
const keptDays = 90;

/** Which page of the feeds with something at their gate, and what their items are called. */
export interface GatesWish {
  readonly newsletterId: string;
  /** Of its title or address; '' for any. */
  readonly text: string;
  /** From 1. */
  readonly page: number;
}

/** The gates of some feeds, each with what was wanted of it; those without are left out. */
export interface Gates {
  readonly gates: readonly {
    readonly feed: Feed;
    readonly standings: readonly Standing[];
    readonly isWhole: boolean;
  }[];
  readonly hasMore: boolean;
}

/** What waits, feed by feed. */
export async function waitingGates(wish: GatesWish, deps: FeedsUses): Promise<Gates> {
  const { newsletterId } = wish;
  const ids = await deps.atGate.waiting(newsletterId);
  const from = (wish.page - 1) * feedsOfPage;
  const keys = ids.slice(from, from + feedsOfPage).map((feedId) => ({ newsletterId, feedId }));
  const feeds = await deps.feedLists.some(keys);
  return gatesOf(feeds, 'waiting', ids.length > from + feedsOfPage, wish, deps);
}

/** What was kept out at the gate, of those feeds first that brought something last. */
export async function keptGates(wish: GatesWish, deps: FeedsUses): Promise<Gates> {
  const { feeds } = await deps.feedLists.part(wish.newsletterId);
  const latest = [...feeds].sort((a, b) => (b.habit?.newsAt ?? 0) - (a.habit?.newsAt ?? 0));
  const from = (wish.page - 1) * feedsOfPage;
  const some = latest.slice(from, from + feedsOfPage);
  return gatesOf(some, 'keptOut', latest.length > from + feedsOfPage, wish, deps);
}

async function gatesOf(
  feeds: readonly Feed[],
  kind: Standing['kind'],
  hasMore: boolean,
  { newsletterId, text }: GatesWish,
  { atGate }: FeedsUses,
): Promise<Gates> {
  const matches = matching(text);
  const looks = await Promise.all(
    feeds.map(({ id: feedId }) => atGate.look({ newsletterId, feedId })),
  );
  const gates = feeds.flatMap((feed, n) => {
    const { standings = [], isWhole = true } = looks[n] ?? {};
    const meant = standings.filter((one) => one.kind === kind && matches(one));
    return meant.length === 0 ? [] : [{ feed, standings: meant, isWhole }];
  });
  return { gates, hasMore };
}

/** Which of the items that have left the gate. */
export interface ReleasedWish extends Pick<GatesWish, 'newsletterId' | 'text'> {
  /** Those that go out, or those that were taken out since. */
  readonly view: Extract<ItemsView, 'out' | 'taken'>;
  /** The `next` of the page before. */
  readonly before: string | undefined;
  readonly now: number;
}

/** What has left the gate, the latest first; `next` is where to look on. */
export function releasedItems(
  { newsletterId, text, view, before, now }: ReleasedWish,
  { items }: Pick<FeedsUses, 'items'>,
): ReturnType<FeedsUses['items']['latest']> {
  const kind = view === 'out' ? 'out' : 'keptOut';
  const matches = matching(text);
  return items.latest(newsletterId, {
    ...{ before, now, since: now - keptDays * dayMs, limit: itemsOfPage },
    isMeant: (standing) => standing.kind === kind && matches(standing),
  });
}

/** Whether this is the `next` of a page of them. */
export function isItemsPlace(text: string): boolean {
  return /^\d{15}(#.{1,1100})?$/s.test(text);
}

function matching(text: string): (standing: Standing) => boolean {
  if (text === '') return () => true;
  const wanted = text.toLowerCase();
  const address = /^https?:\/\//i.test(text) ? normalisedLink(text) : undefined;
  return ({ item: { title, link = '' } }) =>
    title.toLowerCase().includes(wanted) ||
    link.toLowerCase().includes(wanted) ||
    (address !== undefined && link !== '' && normalisedLink(link) === address);
}
