/** Takes in what a feed shows: what is new is stored, what is known under another name remembered. */
import { isDeepStrictEqual } from 'node:util';
import { dayMs } from '../../config/time.ts';
import type { Feed, FeedKey, Hold } from '../feed.ts';
import { completeItem, type FullTextBudget, fullTextBudget } from '../get/full-text.ts';
import { habitAfter, newHabit } from '../habit.ts';
import type { ParsedFeed, ParsedItem } from '../item.ts';
import { present } from '../present.ts';
import { textPrintOf } from '../read/text-print.ts';
import { type Edit, editedItems, type Sighting } from './edit.ts';
import { feedNotice } from './feed-notice.ts';
import { fitForStorage } from './fit.ts';
import {
  chooseUnseen,
  identities,
  identityKeys,
  type Sifted,
  sift,
  type Unseen,
} from './identity.ts';
import type { News, RefreshDeps } from './refresh-deps.ts';
import { isRenaming, isSurge } from './surge.ts';

/** The feed as it is to be saved once its items are stored, and how many they were. */
export interface TakenIn {
  readonly feed: Feed;
  readonly stored: number;
  readonly held: number;
  /** Something that the document shows was shown before. */
  readonly isFamiliar: boolean;
}

/** A seen-record lives far longer; while its item is shown it is written anew this seldom. */
const seenRenewedAfterMs = 200 * dayMs;
/** More items than these with other words at once: the words change by themselves, as counters do. */
const newWordsItemsMax = 5;
/** Ids that all change more often than this are no ids, and not worth remembering. */
const renamedAgainAfterMs = 7 * dayMs;

/** News and edits share one allowance of pages: together they must not outlast the door. */
interface Taking extends RefreshDeps {
  readonly budget: FullTextBudget;
}

/** Stores what is new in the document, or puts it aside when it is a surge. */
export async function takeIn(feed: Feed, parsed: ParsedFeed, deps: RefreshDeps): Promise<TakenIn> {
  const taking = { ...deps, budget: fullTextBudget(deps.now()) };
  // One that is still empty is not marked as seen: it is news when it says something.
  const telling = { ...parsed, items: parsed.items.filter(saysSomething) };
  return feed.started ? goOn(feed, telling, taking) : start(feed, telling, taking);
}

function saysSomething({ title, link, summary, content, enclosures, image }: ParsedItem): boolean {
  return enclosures.length > 0 || [title, link, summary, content, image].some(Boolean);
}

async function goOn(feed: Feed, parsed: ParsedFeed, deps: Taking): Promise<TakenIn> {
  const now = deps.now();
  const keys = identities(parsed.items, parsed.link);
  const all = keys.flatMap(identityKeys);
  const seen = await deps.store.seenKeys(keyOf(feed), all);
  const sifted = sift(parsed.items, keys, seen);
  const showing = { shown: keys.length, news: sifted.unseen.length, renamed: sifted.renamed };
  const isRenamed = isRenaming(showing);
  const namesCount = !isRenamed || now - (feed.renamedAt ?? 0) > renamedAgainAfterMs;
  const { habit = newHabit(now) } = feed;
  const next: Feed = { ...feed, habit, ...(isRenamed && namesCount ? { renamedAt: now } : {}) };
  const taken = await storeOrHold(next, sifted.unseen, isSurge(showing, habit, now), deps);
  // Last, so that a death before it leaves the renaming as plain to see as it was.
  const edits = await editsOf(feed, editedItems(sifted.known, seen, now), deps);
  await remember(feed, toRemember(sifted, namesCount, aging(all, seen, now)), deps, edits);
  return { ...taken, isFamiliar: seen.size > 0 };
}

type Taken = Omit<TakenIn, 'isFamiliar'>;

async function storeOrHold(
  feed: Feed,
  news: readonly Unseen[],
  isTooMuch: boolean,
  deps: Taking,
): Promise<Taken> {
  if (news.length === 0 && !feed.hold?.filling) return { feed, stored: 0, held: 0 };
  const hold = await holdOf(feed, deps);
  const isBegun = hold !== undefined && !isDeepStrictEqual(hold, feed.hold);
  if (isTooMuch || isBegun || hold?.filling) {
    const { hold: _, ...rest } = feed;
    return putAside({ ...rest, ...present({ hold }) }, news, deps);
  }
  const { stored, ends } = await storeAll(feed, news, deps);
  const { habit = newHabit(deps.now()) } = feed;
  const next = { ...feed, habit: habitAfter(habit, stored, deps.now()), ...endsAfter(feed, ends) };
  return { feed: next, stored, held: 0 };
}

function toRemember(sifted: Sifted, namesCount: boolean, aging: readonly string[]): string[] {
  const names = namesCount ? sifted.newNames : [];
  const words = sifted.newWords.length <= newWordsItemsMax ? sifted.newWords.flat() : [];
  return [...new Set([...names, ...words, ...aging])];
}

/** Records of what is still shown are renewed long before they expire. */
function aging(all: readonly string[], seen: ReadonlyMap<string, Sighting>, now: number): string[] {
  return all.filter((each) => now - (seen.get(each)?.at ?? now) > seenRenewedAfterMs);
}

async function remember(
  feed: Feed,
  keys: readonly string[],
  deps: Taking,
  edits: readonly Edit[] = [],
): Promise<void> {
  if (keys.length + edits.length > 0) await deps.store.markSeen(keyOf(feed), keys, edits);
}

/** Edited items as they are to be kept, with the text of their page where that is wanted. */
async function editsOf(
  feed: Feed,
  edited: ReturnType<typeof editedItems>,
  deps: Taking,
): Promise<readonly Edit[]> {
  const edits: Edit[] = [];
  for (const { known, identityKey, words, itemKey, firstSeenAt } of edited) {
    const whole = await completeItem(known.item, feed.fullText, deps);
    const kept = { ...fitForStorage(whole), key: itemKey, ...keyOf(feed), firstSeenAt };
    const item = { ...kept, print: textPrintOf(kept) };
    edits.push({ item, identityKey, words });
  }
  return edits;
}

/** What a feed holds when it is added is no news, save the few that the owner asked for. */
async function start(feed: Feed, parsed: ParsedFeed, deps: Taking): Promise<TakenIn> {
  const keys = identities(parsed.items, parsed.link);
  const all = chooseUnseen(parsed.items, keys, new Set<string>());
  const latest = all.slice(isOldestFirst(parsed.items) ? -feed.backlogItems : 0);
  const news = feed.backlogItems === 0 ? [] : latest.slice(0, feed.backlogItems);
  const { stored } = await storeAll(feed, news, deps);
  const old = all.filter((each) => !news.includes(each));
  await remember(feed, [...new Set(old.flatMap((each) => each.identityKeys))], deps);
  const shown = isOldestFirst(parsed.items) ? all : [...all].reverse();
  const ends = await Promise.all(shown.slice(-endsItemsMax).map(({ item }) => deps.endsOf(item)));
  const next = { ...feed, habit: newHabit(deps.now()), ...endsAfter(feed, ends) };
  return { feed: next, stored, held: 0, isFamiliar: true };
}

/**
 * The hold as it is now. Another worker may have begun one since the feed was loaded; what it has
 * not put aside yet would look like a little news.
 */
async function holdOf(feed: Feed, { store }: RefreshDeps): Promise<Hold | undefined> {
  return (await store.loadFeed(keyOf(feed)))?.hold;
}

/**
 * The surge is announced on the feed's row before its first item is put aside, so that what a death
 * in the middle leaves over is held by the next refresh however little it is.
 */
async function putAside(feed: Feed, news: readonly Unseen[], deps: Taking): Promise<Taken> {
  const { filling, since = deps.now(), items = 0 } = feed.hold ?? ({} as Partial<Hold>);
  const hold: Hold = { since, items: filling ? items : items + news.length };
  if (!filling) await deps.store.changeFeed(keyOf(feed), { hold: { ...hold, filling: true } });
  for await (const { item, identityKeys: keys, words } of complete(feed, news, deps)) {
    await deps.store.holdItem({ ...item, firstSeenAt: deps.now() }, keys, words);
  }
  const values = { count: String(hold.items), id: feed.id };
  await deps.tell(feedNotice('feedHeld', feed, { since, at: deps.now(), values }));
  return { feed: { ...feed, hold }, stored: 0, held: news.length };
}

/** So many items tell what a feed repeats, in some 600 bytes of its row. */
const endsItemsMax = 8;

type Ends = readonly (readonly string[])[];

function endsAfter({ ends = [] }: Feed, news: Ends): Pick<Feed, 'ends'> {
  return news.length === 0 ? {} : { ends: [...ends, ...news].slice(-endsItemsMax) };
}

interface Stored {
  readonly stored: number;
  /** Of the last of them. */
  readonly ends: Ends;
}

async function storeAll(feed: Feed, news: readonly Unseen[], deps: Taking): Promise<Stored> {
  if (news.length === 0) return { stored: 0, ends: [] };
  await deps.store.changeFeed(keyOf(feed), { storing: true });
  const latest: ParsedItem[] = [];
  const noting = async function* () {
    for await (const each of complete(feed, news, deps)) {
      latest.push(each.item);
      if (latest.length > endsItemsMax) latest.shift();
      yield each;
    }
  };
  const stored = await deps.store.storeItems(noting());
  const ends = stored === 0 ? [] : await Promise.all(latest.map(deps.endsOf));
  return { stored, ends };
}

/** Oldest first, so that first-seen has the order in which they were written. */
async function* complete(
  feed: Feed,
  news: readonly Unseen[],
  deps: Taking,
): AsyncGenerator<Required<News>> {
  const inOrder = isOldestFirst(news.map((each) => each.item)) ? news : [...news].reverse();
  for (const { item: parsed, identityKeys: keys, words } of inOrder) {
    const whole = await completeItem(parsed, feed.fullText, deps);
    const kept = { ...fitForStorage(whole), key: keys[0], ...keyOf(feed) };
    yield { item: { ...kept, print: textPrintOf(kept) }, identityKeys: keys, words };
  }
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
