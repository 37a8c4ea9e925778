/** What a good answer settles, whether or not it brought anything. */
import type { Feed } from '../feed.ts';
import type { Fetched } from '../get/fetched.ts';
import { noteMove } from '../moved.ts';
import { feedNotice, isSilent, silentDays } from './feed-notice.ts';
import type { RefreshDeps } from './refresh-deps.ts';

/** An answer of a feed that is well, with news or without. */
export type GoodAnswer = Extract<Fetched, { kind: 'unchanged' | 'body' }>;

/** The feed without its failures, its silence noted, the proof of a move carried on. */
export async function wellAgain(
  feed: Feed,
  fetched: GoodAnswer,
  deps: Pick<RefreshDeps, 'tell' | 'now'>,
): Promise<Feed> {
  const at = deps.now();
  const heard = await ledToPlain(await listened(feed, at, deps), fetched, deps);
  const { moved: before, ...rest } = heard;
  const moved = noteMove(before, fetched.movedTo, at);
  const cleared: Feed = moved === undefined ? rest : { ...rest, moved };
  if (feed.failures === 0 && feed.lastError === undefined) return cleared;
  if (feed.failingToldAt !== undefined) {
    await deps.tell(
      feedNotice('feedRecovered', feed, { since: feed.failingToldAt, at, values: {} }),
    );
  }
  const { notBefore: _n, lastError: _e, failingSince: _s, failingToldAt: _t, ...well } = cleared;
  return { ...well, failures: 0 };
}

/** A feed that leads from https to http is read, and the owner hears of it once. */
async function ledToPlain(
  feed: Feed,
  { isPlain }: GoodAnswer,
  deps: Pick<RefreshDeps, 'tell' | 'now'>,
): Promise<Feed> {
  if (isPlain !== true || feed.plainToldAt !== undefined) return feed;
  const at = deps.now();
  await deps.tell(feedNotice('feedPlain', feed, { since: feed.addedAt, at, values: {} }));
  return { ...feed, plainToldAt: at };
}

/** Whether the feed has fallen silent, or speaks again: the owner hears of each once. */
async function listened(feed: Feed, at: number, deps: Pick<RefreshDeps, 'tell'>): Promise<Feed> {
  const since = feed.habit?.newsAt ?? feed.addedAt;
  const { silentToldAt, ...rest } = feed;
  if (silentToldAt === undefined) {
    if (!isSilent(feed, at)) return feed;
    const values = { days: String(Math.floor(silentDays(feed, at))) };
    await deps.tell(feedNotice('feedSilent', feed, { since, at, values }));
    return { ...feed, silentToldAt: at };
  }
  if (since <= silentToldAt) return feed;
  await deps.tell(feedNotice('feedNewsAgain', feed, { since: silentToldAt, at, values: {} }));
  return rest;
}
