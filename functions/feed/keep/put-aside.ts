/** Puts what has to wait where no edition looks. */
import type { Feed, Hold } from '../feed.ts';
import type { WaitReason } from '../gate/waiting.ts';
import { complete, keyOf, type Taking } from './complete.ts';
import { feedNotice } from './feed-notice.ts';
import type { Unseen } from './identity.ts';
import type { RefreshDeps } from './refresh-deps.ts';

/** A new item, and why it waits. */
export interface Aside extends Unseen {
  readonly why: readonly WaitReason[];
}

/**
 * The hold as it is now. Another worker may have begun one since the feed was loaded; what it has
 * not put aside yet would look like a little news.
 */
export async function holdOf(feed: Feed, { store }: RefreshDeps): Promise<Hold | undefined> {
  return (await store.loadFeed(keyOf(feed)))?.hold;
}

/**
 * That something waits is written on the feed's row before the first item is put aside, so that what
 * a death in the middle leaves over waits with the next refresh however little it is.
 */
export async function putAside(
  feed: Feed,
  { news }: { news: readonly Aside[] },
  deps: Taking,
): Promise<Feed> {
  const surging = news.filter(({ why }) => why.includes('surge'));
  const hold =
    surging.length > 0 || feed.hold?.filling ? holdAfter(feed, surging.length, deps) : undefined;
  const gateAt = Math.min(feed.gateAt ?? Number.POSITIVE_INFINITY, deps.now());
  await deps.store.changeFeed(keyOf(feed), {
    gateAt,
    ...(hold === undefined || feed.hold?.filling ? {} : { hold: { ...hold, filling: true } }),
  });
  for await (const { item, ...facts } of complete(feed, news, deps)) {
    await deps.store.gate.hold({ ...facts, item: { ...item, firstSeenAt: deps.now() } });
  }
  const approvals = news.filter(({ why }) => why.includes('approval')).length;
  await tell(feed, { hold, approvals }, deps);
  return { ...feed, gateAt, ...(hold === undefined ? {} : { hold }) };
}

function holdAfter({ hold: before }: Feed, surging: number, { now }: RefreshDeps): Hold {
  const { filling, since = now(), items = 0 } = before ?? ({} as Partial<Hold>);
  return { since, items: filling ? items : items + surging };
}

interface Told {
  readonly hold: Hold | undefined;
  /** So many wait for the owner's word. */
  readonly approvals: number;
}

async function tell(feed: Feed, { hold, approvals }: Told, deps: Taking): Promise<void> {
  const at = deps.now();
  if (hold !== undefined) {
    const values = { count: String(hold.items), id: feed.id };
    await deps.tell(feedNotice('feedHeld', feed, { since: hold.since, at, values }));
  } else if (approvals > 0) {
    const values = { count: String(approvals), id: feed.id };
    // The same after a death in the middle, another with the next document.
    const since = feed.readAt ?? feed.addedAt;
    await deps.tell(feedNotice('feedWaiting', feed, { since, at, values }));
  }
}
