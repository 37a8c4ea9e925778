/** Where filters are kept: at a feed or at a section. */
import type { Context } from 'hono';
import { dayMs } from '../../config/time.ts';
import type { Feed } from '../../feed/feed.ts';
import type { Filter } from '../../feed/filter.ts';
import type { ParsedItem } from '../../feed/item.ts';
import { changesOf } from '../../feed/keep/said.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { feedAt } from './feed-page.ts';
import { feedName } from './feed-says.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { lookAgain } from './gate-form.ts';

const triedItemsMax = 50;
const triedSinceMs = 30 * dayMs;

/** Such a place. */
export interface FilterPlace {
  readonly id: string;
  readonly name: string;
  readonly isFeed: boolean;
  /** Its page, and the one that it belongs to. */
  readonly path: string;
  readonly back: string;
  readonly filters: readonly Filter[];
  readonly save: (filters: readonly Filter[]) => Promise<void>;
  /** What it brought of late, with texts, to try filters on. */
  readonly items: () => Promise<readonly ParsedItem[]>;
}

type Deps = Desk<FeedsUses>['deps'];

/** The feed that an address names. */
export async function feedPlace(
  c: Context,
  visit: NewsletterVisit,
  deps: Deps,
): Promise<FilterPlace | undefined> {
  const feed = await feedAt(c, visit, deps);
  return feed && filtersOfFeed(feed, deps);
}

/** The filters of this feed. */
export function filtersOfFeed(feed: Feed, deps: Deps): FilterPlace {
  const { newsletterId, id: feedId, filters = [] } = feed;
  const back = deskPath(newsletterId, `/f/${feedId}`);
  return {
    id: feedId,
    name: feedName(feed),
    isFeed: true,
    path: `${back}/filters`,
    back,
    filters,
    save: async (next) => {
      const { changes, slot } = changesOf(feed, { filters: next }, deps.now());
      await deps.feeds.change({ newsletterId, feedId }, changes, slot);
    },
    items: () => itemsOfFeed(feed, deps),
  };
}

/** What is kept of its last items; where nothing is, what it shows now. */
async function itemsOfFeed(feed: Feed, deps: Deps): Promise<readonly ParsedItem[]> {
  const { newsletterId, id: feedId } = feed;
  const waiting = await deps.atGate.gate.list({ newsletterId, feedId });
  const standings = await deps.items.ofFeed(feed);
  const places = standings.flatMap(({ item, kind }) => (kind === 'waiting' ? [] : [item]));
  const whole = await deps.items.whole(newsletterId, places);
  const kept = [...waiting.map(({ item }) => item), ...whole].slice(0, triedItemsMax);
  return kept.length > 0 ? kept : shownNow(feed, deps);
}

async function shownNow({ url }: Feed, { look }: Deps): Promise<readonly ParsedItem[]> {
  const fetched = await look((get) => get(url));
  if (fetched.kind !== 'body') return [];
  const { parse } = await import('../../feed/read/parse.ts');
  const parsed = await parse(fetched.bytes, fetched);
  return parsed.kind === 'feed' ? parsed.feed.items.slice(0, triedItemsMax) : [];
}

/** The section that an address names. */
export function sectionPlace(
  c: Context,
  visit: NewsletterVisit,
  deps: Deps,
): Promise<FilterPlace | undefined> {
  return filtersOfSection(c.req.param('section') ?? '', visit, deps);
}

/** The filters of the section of this id. */
export async function filtersOfSection(
  sectionId: string,
  { newsletter, now }: Pick<NewsletterVisit, 'newsletter' | 'now'>,
  deps: Deps,
): Promise<FilterPlace | undefined> {
  const { id: newsletterId, sections } = newsletter;
  const section = sections.find(({ id }) => id === sectionId);
  if (section === undefined) return undefined;
  const back = deskPath(newsletterId, '/feeds');
  const { filters } = await deps.gateSettings.load(newsletterId);
  return {
    id: section.id,
    name: section.name,
    isFeed: false,
    path: `${back}/section/${section.id}`,
    back,
    filters: filters.get(section.id) ?? [],
    save: async (next) => {
      const all = new Map([...filters, [section.id, next] as const]);
      await deps.gateSettings.change(newsletterId, { filters: all });
      await lookAgain(newsletterId, now, deps);
    },
    items: () => itemsOfSection({ newsletterId, sectionId: section.id, now }, deps),
  };
}

async function itemsOfSection(
  { newsletterId, sectionId, now }: { newsletterId: string; sectionId: string; now: number },
  deps: Deps,
): Promise<readonly ParsedItem[]> {
  const { feeds } = await deps.feedLists.part(newsletterId);
  const own = new Set(feeds.filter((one) => one.sectionId === sectionId).map(({ id }) => id));
  const { standings } = await deps.items.latest(newsletterId, {
    since: now - triedSinceMs,
    now,
    limit: triedItemsMax,
    isMeant: ({ item }) => own.has(item.feedId),
  });
  const items = standings.map(({ item }) => item);
  return await deps.items.whole(newsletterId, items);
}
