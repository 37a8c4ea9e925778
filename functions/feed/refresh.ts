/**
 * Brings one feed up to date: one conditional GET, the items not seen before, then the validators.
 * The order matters. Items are durable before the validators are, because a server answers 304 to
 * new validators for ever, and what was not stored by then would never be seen again.
 */
import { createHash } from 'node:crypto';
import { backoffMs } from './backoff.ts';
import type { Feed, FeedKey } from './feed.ts';
import type { Fetched, FetchedBody, Get } from './fetch.ts';
import { fitForStorage } from './fit.ts';
import { completeItem, fullTextBudget } from './full-text.ts';
import { chooseUnseen, identities, identityKeys, type Unseen } from './identity.ts';
import type { Item, ParsedFeed, ParsedItem } from './item.ts';
import { parse } from './parse.ts';

export interface FeedStore {
  loadFeed(key: FeedKey): Promise<Feed | undefined>;
  /** Which of these identity keys the feed has shown before. */
  seenKeys(key: FeedKey, keys: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Stores the item if its first identity key is new, and marks all of them as seen, both or
   * neither. It answers well within `eligibleLagMs` or throws, and never tries again with the old
   * stamp: an item that lands later than the lag could be passed over for good.
   */
  storeItem(item: Item, identityKeys: readonly string[]): Promise<'stored' | 'seen'>;
  markSeen(key: FeedKey, keys: readonly string[]): Promise<void>;
  saveFeed(feed: Feed): Promise<void>;
}

export interface RefreshDeps {
  readonly store: FeedStore;
  readonly get: Get;
  now(): number;
}

export type Refreshed =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'updated'; readonly stored: number }
  | { readonly kind: 'started'; readonly stored: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped'; readonly reason: string }
  | { readonly kind: 'skipped'; readonly reason: string };

/** Refreshes a feed; only a broken store throws. */
export async function refreshFeed(key: FeedKey, deps: RefreshDeps): Promise<Refreshed> {
  const feed = await deps.store.loadFeed(key);
  if (feed === undefined) return { kind: 'skipped', reason: 'The feed has been removed.' };
  if (feed.state === 'stopped') return { kind: 'skipped', reason: 'The feed is stopped.' };
  if (feed.notBefore !== undefined && feed.notBefore > deps.now()) {
    return { kind: 'skipped', reason: 'The feed is to be left alone for a while.' };
  }
  const fetched = await deps.get(feed.url, feed.validators);
  return settle(feed, fetched, deps);
}

async function settle(feed: Feed, fetched: Fetched, deps: RefreshDeps): Promise<Refreshed> {
  switch (fetched.kind) {
    case 'unchanged':
      return unchanged(feed, deps);
    case 'gone': {
      const reason = 'The feed is gone for good (410).';
      await deps.store.saveFeed({ ...feed, state: 'stopped', lastError: reason });
      return { kind: 'stopped', reason };
    }
    case 'retryLater':
      return failed(feed, fetched.reason, deps, fetched.notBefore);
    case 'failed':
      return failed(feed, fetched.reason, deps);
    case 'body':
      return takeIn(feed, fetched, deps);
  }
}

/** Nothing new costs no write, unless the feed has just recovered. */
async function unchanged(feed: Feed, deps: RefreshDeps): Promise<Refreshed> {
  if (feed.failures > 0 || feed.notBefore !== undefined || feed.lastError !== undefined) {
    await deps.store.saveFeed(recovered(feed));
  }
  return { kind: 'unchanged' };
}

function recovered(feed: Feed): Feed {
  const { notBefore: _notBefore, lastError: _lastError, ...rest } = feed;
  return { ...rest, failures: 0 };
}

async function failed(
  feed: Feed,
  reason: string,
  deps: RefreshDeps,
  until?: number,
): Promise<Refreshed> {
  const failures = feed.failures + 1;
  const wait = backoffMs(feed.id, feed.intervalMinutes, failures);
  const notBefore = Math.max(until ?? 0, deps.now() + wait);
  await deps.store.saveFeed({ ...feed, failures, lastError: reason, notBefore });
  return { kind: 'failed', reason };
}

async function takeIn(feed: Feed, fetched: FetchedBody, deps: RefreshDeps): Promise<Refreshed> {
  const bodyHash = createHash('sha256').update(fetched.bytes).digest('hex');
  if (feed.started && bodyHash === feed.bodyHash) return unchanged(feed, deps);
  const parsed = await parse(fetched.bytes, fetched);
  if (parsed.kind === 'refused') return failed(feed, parsed.reason, deps);
  if (parsed.kind === 'page') return failed(feed, 'It is a web page, not a feed.', deps);
  const stored = feed.started
    ? await storeNew(feed, parsed.feed, deps)
    : await startWith(feed, parsed.feed, deps);
  await deps.store.saveFeed({
    ...recovered(feed),
    ...described(feed, parsed.feed),
    started: true,
    validators: fetched.validators,
    bodyHash,
    lastChangedAt: deps.now(),
  });
  return { kind: feed.started ? 'updated' : 'started', stored };
}

function described(feed: Feed, parsed: ParsedFeed): Partial<Feed> {
  const siteUrl = feed.siteUrl ?? parsed.link;
  return {
    title: feed.title || parsed.title.slice(0, 200),
    ...(siteUrl === undefined ? {} : { siteUrl }),
  };
}

async function storeNew(feed: Feed, parsed: ParsedFeed, deps: RefreshDeps): Promise<number> {
  const keys = identities(parsed.items, parsed.link);
  const seen = await deps.store.seenKeys(keyOf(feed), keys.flatMap(identityKeys));
  return storeAll(feed, chooseUnseen(parsed.items, keys, seen), deps);
}

/** What a feed holds when it is added is no news, save the few that the owner asked for. */
async function startWith(feed: Feed, parsed: ParsedFeed, deps: RefreshDeps): Promise<number> {
  const keys = identities(parsed.items, parsed.link);
  const all = chooseUnseen(parsed.items, keys, new Set());
  const latest = all.slice(isOldestFirst(parsed.items) ? -feed.backlogItems : 0);
  const news = feed.backlogItems === 0 ? [] : latest.slice(0, feed.backlogItems);
  const stored = await storeAll(feed, news, deps);
  const old = all.filter((each) => !news.includes(each));
  await deps.store.markSeen(keyOf(feed), [...new Set(old.flatMap((each) => each.identityKeys))]);
  return stored;
}

/** Oldest first, so that first-seen has the order in which they were written. */
async function storeAll(feed: Feed, news: readonly Unseen[], deps: RefreshDeps): Promise<number> {
  const inOrder = isOldestFirst(news.map((each) => each.item)) ? news : [...news].reverse();
  const budget = fullTextBudget(deps.now());
  let stored = 0;
  for (const each of inOrder) {
    const complete = await completeItem(each.item, feed.fullText, { ...deps, budget });
    const item: Item = {
      ...fitForStorage(complete),
      key: each.identityKeys[0],
      ...keyOf(feed),
      // Stamped at the last moment: the time between stamp and stored row must stay short.
      firstSeenAt: deps.now(),
    };
    if ((await deps.store.storeItem(item, each.identityKeys)) === 'stored') stored += 1;
  }
  return stored;
}

/** Feeds put the newest first unless their dates plainly rise. */
function isOldestFirst(items: readonly ParsedItem[]): boolean {
  const dates = items.map((item) => item.publishedAt ?? item.updatedAt);
  const first = dates.find((date) => date !== undefined);
  const last = dates.findLast((date) => date !== undefined);
  return first !== undefined && last !== undefined && first < last;
}

function keyOf(feed: Feed): FeedKey {
  return { newsletterId: feed.newsletterId, feedId: feed.id };
}
