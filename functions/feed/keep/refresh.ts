/**
 * Brings one feed up to date: one conditional GET, the items not seen before, then the validators.
 * The order matters. Items are durable before the validators are, because a server answers 304 to
 * new validators for ever, and what was not stored by then would never be seen again.
 */
import { createHash } from 'node:crypto';
import { dayMs } from '../../config/time.ts';
import type { Feed, FeedKey } from '../feed.ts';
import type { Fetched, FetchedBody } from '../get/fetched.ts';
import type { ParsedFeed } from '../item.ts';
import { isProven, noteMove } from '../moved.ts';
import { present } from '../present.ts';
import { parse } from '../read/parse.ts';
import { isResting } from '../rest-times.ts';
import { backoffMs } from '../schedule/backoff.ts';
import { askedMinutes, nextInterval } from '../schedule/interval.ts';
import { offeredHub } from '../websub/subscription.ts';
import { openTaking } from './complete.ts';
import { feedNotice, isFailingForLong } from './feed-notice.ts';
import { lookAndAdmit, lookAtGate, saveChanges } from './look-at-gate.ts';
import { notePages, readPagesLeft } from './pages-left.ts';
import { type GoodAnswer, wellAgain } from './recovery.ts';
import type { RefreshDeps } from './refresh-deps.ts';
import { takeIn } from './take-in.ts';

/** What came of a refresh. */
export type Refreshed =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'updated'; readonly stored: number; readonly held: number }
  | { readonly kind: 'admitted'; readonly released: number }
  | { readonly kind: 'started'; readonly stored: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped'; readonly reason: string }
  | { readonly kind: 'skipped'; readonly reason: string };

/** Only a document names a hub, and only what goes for good leaves one. */
export function mayMoveHub({ kind }: Refreshed): boolean {
  return kind === 'updated' || kind === 'started' || kind === 'stopped';
}

/** Some servers answer 304 whatever has changed, and seen-records are renewed by reading. */
const readWholeEveryMs = 30 * dayMs;

/** Refreshes a feed; only a broken store throws. */
export async function refreshFeed(key: FeedKey, deps: RefreshDeps): Promise<Refreshed> {
  const feed = await deps.store.loadFeed(key);
  if (feed === undefined) return { kind: 'skipped', reason: 'The feed has been removed.' };
  const reason = reasonToWait(feed, deps.now()) ?? (await siteRests(feed, deps));
  if (reason !== undefined) return leftAlone(feed, reason, deps);
  const fetched = await deps.get(feed.url, isWholeWanted(feed, deps) ? undefined : feed.validators);
  return takeAnswer(feed, fetched, deps);
}

/** Counts as a failure what came to no end: the feed is left alone for longer each time. */
export async function setAside(key: FeedKey, deps: RefreshDeps): Promise<Refreshed> {
  const feed = await deps.store.loadFeed(key);
  if (feed === undefined) return { kind: 'skipped', reason: 'The feed has been removed.' };
  const reason = 'Reading it took the process down, or more time than there is.';
  // Its neighbours waited for it: its owner hears of it the first time.
  return failedAgain(feed, { reason, isGrave: true }, deps);
}

/** Nobody asks it now; what has waited at the gate for as long as it may goes all the same. */
async function leftAlone(feed: Feed, reason: string, deps: RefreshDeps): Promise<Refreshed> {
  const { released } = await lookAndAdmit(feed, { isFresh: false }, deps);
  return released === undefined ? { kind: 'skipped', reason } : { kind: 'admitted', released };
}

async function siteRests({ url }: Feed, deps: RefreshDeps): Promise<string | undefined> {
  const until = await deps.restsUntil(url);
  return until === undefined ? undefined : 'Its site asks to be left alone for a while.';
}

function reasonToWait(feed: Feed, now: number): string | undefined {
  if (feed.state === 'stopped') return 'The feed is stopped.';
  if ((feed.notBefore ?? 0) > now) return 'The feed is to be left alone for a while.';
  const { restTimes: rest, intervalMinutes } = feed;
  const rests = rest !== undefined && isResting(rest, intervalMinutes, now);
  return rests ? 'The feed asks to be left alone at this hour.' : undefined;
}

/** A document once a month, and one to prove that the new address is the same feed. */
function isWholeWanted(feed: Feed, { now }: RefreshDeps): boolean {
  const readAt = feed.readAt ?? feed.lastChangedAt ?? feed.addedAt;
  return isProven(feed.moved, now()) || (feed.started && now() - readAt > readWholeEveryMs);
}

async function takeAnswer(feed: Feed, fetched: Fetched, deps: RefreshDeps): Promise<Refreshed> {
  switch (fetched.kind) {
    case 'unchanged':
      return unchanged(feed, fetched, deps);
    case 'gone':
      return stopped(feed, deps);
    case 'retryLater':
      if (fetched.scope === 'site') await deps.pauseSite(fetched.url, fetched.notBefore);
      return failed(feed, fetched.reason, deps, fetched.notBefore);
    case 'failed':
      return failed(feed, fetched.reason, deps);
    case 'body':
      return read(feed, fetched, deps);
  }
}

async function stopped(feed: Feed, deps: RefreshDeps): Promise<Refreshed> {
  const reason = 'The feed is gone for good (410).';
  const at = deps.now();
  // Who takes the feed up again is told when it stops once more.
  const since = feed.takenUpAt ?? feed.addedAt;
  await deps.tell(feedNotice('feedGone', feed, { since, at, values: {} }));
  await saveChanges(feed, { ...feed, state: 'stopped', lastError: reason }, deps);
  return { kind: 'stopped', reason };
}

async function failed(
  feed: Feed,
  reason: string,
  deps: RefreshDeps,
  until?: number,
): Promise<Refreshed> {
  const looked = await lookAndAdmit(feed, { isFresh: false }, deps);
  return failedAgain(looked.feed, { reason, until }, deps);
}

interface Failing {
  readonly reason: string;
  readonly until?: number | undefined;
  /** The owner is told at once. */
  readonly isGrave?: boolean;
}

async function failedAgain(
  feed: Feed,
  { reason, until, isGrave = false }: Failing,
  deps: RefreshDeps,
): Promise<Refreshed> {
  const now = deps.now();
  const failures = feed.failures + 1;
  const { failingSince = now } = feed;
  const wait = backoffMs(feed.id, feed.intervalMinutes, failures);
  const notBefore = Math.max(until ?? 0, now + wait);
  const next: Feed = { ...feed, failures, failingSince, lastError: reason, notBefore };
  const isNews = feed.failingToldAt === undefined && (isGrave || isFailingForLong(next, now));
  if (isNews) {
    await deps.tell(
      feedNotice('feedFailing', feed, { since: failingSince, at: now, values: { reason } }),
    );
  }
  await saveChanges(feed, isNews ? { ...next, failingToldAt: now } : next, deps);
  return { kind: 'failed', reason };
}

/** Nothing new costs no write, unless the feed has just recovered, or is to be asked less often. */
async function unchanged(feed: Feed, fetched: GoodAnswer, deps: RefreshDeps): Promise<Refreshed> {
  const looked = await lookAndAdmit(feed, { isFresh: true }, deps);
  await saveUnchanged(looked.feed, fetched, deps);
  const { released } = looked;
  return released === undefined ? { kind: 'unchanged' } : { kind: 'admitted', released };
}

async function saveUnchanged(feed: Feed, fetched: GoodAnswer, deps: RefreshDeps): Promise<void> {
  const good = await wellAgain(await restOfPages(feed, deps), fetched, deps);
  // A 304 may shorten what was asked for, never lengthen it: some servers count it from anew.
  const asked = askedMinutes(fetched.freshForMs, undefined) ?? 0;
  const said = fetched.freshForMs === undefined ? good.askedMinutes : asked;
  const next = { ...good, ...present({ askedMinutes: smaller(said, good.askedMinutes) }) };
  const after = paced(next, false, deps.now());
  // What was asked for is noted only when it changes the interval.
  await saveChanges(feed, after.intervalMinutes === feed.intervalMinutes ? good : after, deps);
}

/** What there was no room for at the last refresh. */
async function restOfPages(feed: Feed, deps: RefreshDeps): Promise<Feed> {
  if (feed.pagesLeft === undefined) return feed;
  const taking = openTaking(deps);
  return notePages(await readPagesLeft(feed, taking), taking);
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? other : Math.min(one, other);
}

async function read(feed: Feed, fetched: FetchedBody, deps: RefreshDeps): Promise<Refreshed> {
  const bodyHash = createHash('sha256').update(fetched.bytes).digest('hex');
  const isSame = feed.started && bodyHash === feed.bodyHash;
  if (isSame && !isWholeWanted(feed, deps)) return unchanged(feed, fetched, deps);
  const parsed = await parse(fetched.bytes, fetched);
  if (parsed.kind === 'refused') return failed(feed, parsed.reason, deps);
  if (parsed.kind === 'page') return failed(feed, 'It is a web page, not a feed.', deps);
  const isWhole = fetched.cutAtBytes === undefined;
  const taken = await takeIn(feed, { ...parsed.feed, isWhole }, deps);
  const gate = await lookAtGate(taken.feed, { isFresh: true }, deps);
  // Before the validators are saved: a death in between is followed by another whole reading.
  if (taken.stored + gate.released > 0 || feed.storing) await deps.wake(feed.newsletterId);
  const good = await wellAgain(gate.feed, fetched, deps);
  const now = deps.now();
  const after: Feed = {
    ...(isProven(feed.moved, now) ? adopted(good, fetched, taken.isFamiliar, now) : good),
    ...described(feed, parsed.feed),
    started: true,
    ...(taken.isOpen
      ? { validators: {}, bodyHash: '' }
      : { validators: fetched.validators, bodyHash }),
    readAt: now,
    ...(isSame ? {} : { lastChangedAt: now }),
  };
  const before: Feed = { ...feed, storing: true };
  await saveChanges(before, paced(withWishes(after, fetched, parsed.feed), !isSame, now), deps);
  const { stored, held } = taken;
  return feed.started ? { kind: 'updated', stored, held } : { kind: 'started', stored };
}

/** The proven new address, if what is served there is the same feed; else the proof begins anew. */
function adopted(feed: Feed, fetched: FetchedBody, isFamiliar: boolean, now: number): Feed {
  const { moved: _, ...rest } = feed;
  if (fetched.movedTo === undefined) return rest;
  if (isFamiliar) return { ...rest, url: fetched.movedTo };
  const moved = noteMove(undefined, fetched.movedTo, now);
  return { ...rest, ...present({ moved }) };
}

function described(feed: Feed, parsed: ParsedFeed): Partial<Feed> {
  return present({
    title: feed.title || parsed.title.slice(0, 200),
    siteUrl: feed.siteUrl ?? parsed.link,
  });
}

/** What the answer and the document ask for and offer, in place of what the last ones did. */
function withWishes(feed: Feed, fetched: FetchedBody, parsed: ParsedFeed): Feed {
  const { storing: _s, askedMinutes: _a, restTimes: _r, hub: _h, ...rest } = feed;
  const asked = askedMinutes(fetched.freshForMs, parsed.ttlMinutes);
  const hub = offeredHub(parsed, fetched);
  return { ...rest, ...present({ askedMinutes: asked, restTimes: parsed.restTimes, hub }) };
}

function paced(feed: Feed, hasChanged: boolean, now: number): Feed {
  const intervalMinutes = nextInterval(feed, hasChanged, now);
  if (intervalMinutes === feed.intervalMinutes) return feed;
  return { ...feed, intervalMinutes, intervalChangedAt: now };
}
