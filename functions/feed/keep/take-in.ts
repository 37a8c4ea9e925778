/** Takes in what a feed shows: what is new is stored, what is known under another name remembered. */
import { isDeepStrictEqual } from 'node:util';
import { dayMs } from '../../config/time.ts';
import type { Feed } from '../feed.ts';
import { rulesFor } from '../gate/gate-rules.ts';
import { reasonsToWait } from '../gate/waiting.ts';
import { habitAfter, newHabit } from '../habit.ts';
import type { ParsedFeed, ParsedItem } from '../item.ts';
import { present } from '../present.ts';
import { isOldestFirst, keyOf, openTaking, type Taking } from './complete.ts';
import { type Alias, type Edit, editedItems, type Sighting } from './edit.ts';
import { editsOf } from './edit-texts.ts';
import {
  type Identity,
  identities,
  identityKeys,
  type Remembered,
  type Sifted,
  sift,
  type Unseen,
} from './identity.ts';
import { nextItems } from './next-item.ts';
import { oldPosts } from './old-posts.ts';
import { notePages, readPagesLeft, withPagesLeft } from './pages-left.ts';
import { type Aside, holdOf, putAside } from './put-aside.ts';
import type { RefreshDeps } from './refresh-deps.ts';
import { knownByLikeness, shownItems } from './same-item.ts';
import { endsAfter, endsItemsMax, latelyAfter, noFilters, storeAll } from './store-news.ts';
import { isRenaming, isSurge } from './surge.ts';
import { takeDown } from './take-down.ts';
import { marksOf } from './withdrawn.ts';

/** The feed as it is to be saved once its items are stored, and how many they were. */
export interface TakenIn {
  readonly feed: Feed;
  readonly stored: number;
  readonly held: number;
  /** Something that the document shows was shown before. */
  readonly isFamiliar: boolean;
  /** Whether an item is gone could not be made out: the next poll reads the document again. */
  readonly isOpen: boolean;
}

/** A seen-record lives far longer; while its item is shown it is written anew this seldom. */
const seenRenewedAfterMs = 200 * dayMs;
/** More items than these with other words at once: the words change by themselves, as counters do. */
const newWordsItemsMax = 5;
/** Ids that all change more often than this are no ids, and not worth remembering. */
const renamedAgainAfterMs = 7 * dayMs;

/** Stores what is new in the document, or puts it aside when it is a surge. */
export async function takeIn(feed: Feed, parsed: ParsedFeed, deps: RefreshDeps): Promise<TakenIn> {
  const taking = openTaking(deps);
  // One that is still empty is not marked as seen: it is news when it says something.
  const telling = { ...parsed, items: parsed.items.filter(saysSomething) };
  const before = await readPagesLeft(feed, taking);
  const go = before.started ? goOn : start;
  const taken = await go(before, telling, taking);
  const noted = await notePages(withPagesLeft(taken.feed, taking.pagesLeft), taking);
  return { ...taken, feed: noted };
}

function saysSomething({ title, link, summary, content, enclosures, image }: ParsedItem): boolean {
  return enclosures.length > 0 || [title, link, summary, content, image].some(Boolean);
}

async function goOn(feed: Feed, parsed: ParsedFeed, deps: Taking): Promise<TakenIn> {
  const now = deps.now();
  const { items } = parsed;
  const keys = identities(items, parsed.link);
  const all = keys.flatMap(identityKeys);
  const { lately = [], withdrawn = [] } = feed;
  const seen = await deps.store.seenKeys(keyOf(feed), [...all, ...lately, ...withdrawn]);
  const judged = {
    known: knownByLikeness({ items, keys, seen, lately, now }),
    next: nextItems({ items, keys, seen, now }),
  };
  const sifted = sift(items, keys, seen, judged);
  const showing = { shown: keys.length, news: sifted.unseen.length, renamed: sifted.renamed };
  const isRenamed = isRenaming(showing);
  const namesCount = !isRenamed || now - (feed.renamedAt ?? 0) > renamedAgainAfterMs;
  const { habit = newHabit(now) } = feed;
  const next: Feed = { ...feed, habit, ...(isRenamed && namesCount ? { renamedAt: now } : {}) };
  const isShown = all.some((key) => seen.has(key));
  const appearance = {
    news: sifted.unseen.map(({ item }) => item),
    known: sifted.known.map(({ item }) => item),
    addedAt: feed.addedAt,
    isFirst: feed.isBlank === true,
  };
  const old = oldPosts(appearance);
  const isTooMuch = isSurge(showing, habit, now);
  const ground = (item: ParsedItem) => isTooMuch || old.has(item);
  const taken = await storeOrHold(next, sifted.unseen, ground, deps);
  // Last, so that a death before it leaves the renaming as plain to see as it was.
  const edits = await editsOf(feed, editedItems(sifted.known, seen, now), deps);
  const remembered = toRemember(sifted, { namesCount, seen, aging: aging(all, seen, now), now });
  await remember(feed, remembered, deps, edits);
  const order = { before: feed.shown, isOldestFirst: isOldestFirst(items) };
  const shown = { feed: keyOf(feed), items, keys, seen, ...order };
  const taking = { shown, ours: lately, withdrawn, isWhole: parsed.isWhole !== false };
  const takenDown = await takeDown(feed, taking, deps);
  const { isBlank: _, ...rest } = taken.feed;
  // What is shown again may be taken down once more.
  const back = { ...taken.feed, ...latelyAfter(taken.feed, takenDown.back) };
  const after = {
    ...(items.length === 0 ? taken.feed : rest),
    ...(takenDown.isOpen ? {} : stillShown(back, keys, seen, feed)),
    ...takenDown.changes,
  };
  return { ...taken, feed: after, isFamiliar: isShown, isOpen: takenDown.isOpen };
}

type Taken = Omit<TakenIn, 'isFamiliar' | 'isOpen'>;

async function storeOrHold(
  feed: Feed,
  news: readonly Unseen[],
  isGround: (item: ParsedItem) => boolean,
  deps: Taking,
): Promise<Taken> {
  if (news.length === 0 && !feed.hold?.filling) return { feed, stored: 0, held: 0 };
  const hold = await holdOf(feed, deps);
  const isBegun = hold !== undefined && !isDeepStrictEqual(hold, feed.hold);
  const isFilling = hold?.filling === true;
  const isAll = isBegun || isFilling;
  const { hold: _, ...rest } = feed;
  const rules = rulesFor(feed, await deps.store.gateOf(feed.newsletterId));
  const waits = reasonsToWait(rules);
  const judged = news.map((each): Aside => {
    return { ...each, why: isAll || isGround(each.item) ? ['surge', ...waits] : waits };
  });
  const aside = judged.filter(({ why }) => why.length > 0);
  const through = judged.filter(({ why }) => why.length === 0);
  const held = { ...rest, ...present({ hold }) };
  const waiting =
    aside.length > 0 || isFilling ? await putAside(held, { news: aside }, deps) : held;
  const { stored, ends, latest } = await storeAll(waiting, through, rules, deps);
  const { habit = newHabit(deps.now()) } = feed;
  const surging = judged.filter(({ why }) => why.includes('surge')).length;
  const next = {
    ...waiting,
    habit: habitAfter(habit, news.length, deps.now(), news.length - surging),
    ...endsAfter(feed, ends),
    ...latelyAfter(feed, [...aside.map(({ identityKeys: [key] }) => key), ...latest]),
  };
  return { feed: next, stored, held: aside.length };
}

/** What newer ones have pushed out is looked for no longer; an empty document says nothing. */
function stillShown(
  { lately = [] }: Feed,
  keys: readonly Identity[],
  seen: ReadonlyMap<string, Sighting>,
  before: Feed,
): Pick<Feed, 'lately' | 'shown'> {
  if (keys.length === 0) return {};
  const present = shownItems(keys, seen);
  const left = lately.filter((key) => present.has(key) || before.lately?.includes(key) !== true);
  return { lately: left, shown: marksOf(keys) };
}

interface Remembering {
  readonly namesCount: boolean;
  readonly seen: ReadonlyMap<string, Sighting>;
  readonly aging: readonly string[];
  readonly now: number;
}

function toRemember(
  { newNames, newWords }: Sifted,
  { namesCount, seen, aging: old, now }: Remembering,
): (string | Alias)[] {
  const names = namesCount ? newNames : [];
  const words = newWords.length <= newWordsItemsMax ? newWords : [];
  const aliases = names.map(({ name, as }) => {
    const known = seen.get(as);
    return known?.item === undefined ? name : { name, as: known };
  });
  return [...aliases, ...words.flatMap((each) => called(each, now)), ...old];
}

/** With words, title and date: they tell a story from the next one of a series. */
function called({ item, keys, words }: Remembered, at: number): Alias[] {
  const as = { at, ...present({ title: item.title, date: item.publishedAt, words }) };
  return keys.map((name) => ({ name, as }));
}

/** Records of what is still shown are renewed long before they expire. */
function aging(all: readonly string[], seen: ReadonlyMap<string, Sighting>, now: number): string[] {
  return all.filter((each) => now - (seen.get(each)?.at ?? now) > seenRenewedAfterMs);
}

async function remember(
  feed: Feed,
  keys: readonly (string | Alias)[],
  deps: Taking,
  edits: readonly Edit[] = [],
): Promise<void> {
  if (keys.length + edits.length > 0) await deps.store.markSeen(keyOf(feed), keys, edits);
}

/** What a feed holds when it is added is no news, save the few that the owner asked for. */
async function start(feed: Feed, parsed: ParsedFeed, deps: Taking): Promise<TakenIn> {
  const keys = identities(parsed.items, parsed.link);
  const nothing = new Map<string, Sighting>();
  const next = nextItems({ items: parsed.items, keys, seen: nothing, now: deps.now() });
  const { unseen: all, newNames } = sift(parsed.items, keys, nothing, { known: new Map(), next });
  const newest = all.slice(isOldestFirst(parsed.items) ? -feed.backlogItems : 0);
  const news = feed.backlogItems === 0 ? [] : newest.slice(0, feed.backlogItems);
  const { stored, latest } = await storeAll(feed, news, noFilters, deps);
  const old = all.filter((each) => !news.includes(each));
  const oldNames = old.flatMap(({ item, identityKeys: names, words }) => {
    return called({ item, keys: names, words }, deps.now());
  });
  await remember(feed, [...oldNames, ...newNames.map(({ name }) => name)], deps);
  const shown = isOldestFirst(parsed.items) ? all : [...all].reverse();
  const ends = await Promise.all(shown.slice(-endsItemsMax).map(({ item }) => deps.endsOf(item)));
  const started = {
    ...feed,
    habit: newHabit(deps.now()),
    ...endsAfter(feed, ends),
    ...latelyAfter(feed, latest),
    shown: marksOf(keys),
    // Its backlog may come behind a document that was empty while the server started.
    ...(all.length === 0 ? ({ isBlank: true } as const) : {}),
  };
  return { feed: started, stored, held: 0, isFamiliar: true, isOpen: false };
}
