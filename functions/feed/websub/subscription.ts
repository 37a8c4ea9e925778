/**
 * WebSub (W3C Recommendation, 2018): where a feed names a hub, the hub is asked to say when there is
 * something new. What it pushes is never read, it only makes us look at the feed sooner; the feed
 * itself stays the one source, and polling goes on as if there were no hub.
 */
import { createHmac } from 'node:crypto';
import { dayMs, hourMs } from '../../config/time.ts';
import type { Feed, FeedKey, HubOffer } from '../feed.ts';
import type { FetchedBody } from '../get/fetched.ts';
import { linkedAddress } from '../get/link-header.ts';
import type { ParsedFeed } from '../item.ts';
import type { AskHub } from './hub.ts';

/** A feed's subscription to a hub. */
export interface Subscription extends FeedKey, HubOffer {
  /** What the hub was asked for last, and will ask back about; nothing yet where one was found. */
  readonly asked: 'subscribe' | 'unsubscribe' | 'nothing';
  /** Random and known to nobody: the callback's address and the secret are made of it. */
  readonly seed: string;
  /** When to ask again or, after `unsubscribe`, to forget it. */
  readonly dueAt: number;
  /** Asks in a row that the hub did not take. */
  readonly failures: number;
  /** When a ping last queued a fetch. */
  readonly fetchAt?: number;
  /** A ping waits for the poll that comes after this instant. */
  readonly waitsUntil?: number;
}

/** What tending a subscription reads and writes. */
export interface TendDeps {
  loadFeed(key: FeedKey): Promise<Feed | undefined>;
  readonly subscriptions: {
    load(key: FeedKey): Promise<Subscription | undefined>;
    /** Keeps all but `fetchAt` and `waitsUntil`, which belong to the pings. */
    save(subscription: Subscription): Promise<void>;
    forget(key: FeedKey): Promise<void>;
  };
  readonly ask: AskHub;
  readonly world: { readonly siteUrl: string; randomId(): string; now(): number };
}

type Mode = Exclude<Subscription['asked'], 'nothing'>;

/** What was done about a subscription. */
export type Tended =
  | { readonly kind: 'nothing' | 'forgotten' }
  | { readonly kind: 'asked'; readonly mode: Mode }
  | { readonly kind: 'failed'; readonly mode: Mode; readonly reason: string };

const leaseSeconds = 10 * 24 * 3_600;
/**
 * A hub may grant less than it was asked for (§5.1), and says so in a GET, which changes nothing
 * here. So it is asked again this often, whatever it granted: no lease of a day or more ever ends.
 */
const askAgainMs = 20 * hourMs;
const retryMs = hourMs;
const leavingMs = dayMs;

/** The hub that a feed names: in the headers of its answer first, then in the document (§4). */
export function offeredHub(feed: ParsedFeed, fetched: FetchedBody): HubOffer | undefined {
  const { links = '', url } = fetched;
  const hub = linkedAddress(links, 'hub', url) ?? feed.hub;
  if (hub === undefined) return undefined;
  return { hub, topic: linkedAddress(links, 'self', url) ?? feed.self ?? url };
}

/**
 * Does what is to be done about the subscription of a feed: asks the hub for it, asks again before
 * it ends, leaves when the feed has gone, stopped, or named no hub any more.
 */
export async function tendSubscription(key: FeedKey, deps: TendDeps): Promise<Tended> {
  const [feed, held] = await Promise.all([deps.loadFeed(key), deps.subscriptions.load(key)]);
  const offer = feed?.state === 'stopped' ? undefined : feed?.hub;
  const now = deps.world.now();
  if (offer === undefined) return held === undefined ? nothing : await leave(held, now, deps);
  const isAsked = held !== undefined && held.asked !== 'nothing';
  const isSame = isAsked && held.hub === offer.hub && held.topic === offer.topic;
  if (isSame && held.asked === 'subscribe' && held.dueAt > now) return nothing;
  const { seed, failures } = isSame ? held : { seed: deps.world.randomId(), failures: 0 };
  const { newsletterId, feedId } = key;
  const wanted = { newsletterId, feedId, ...offer, seed, failures, dueAt: now + retryMs } as const;
  return await ask({ ...wanted, asked: 'subscribe' }, now + askAgainMs, deps);
}

const nothing: Tended = { kind: 'nothing' };

async function leave(held: Subscription, now: number, deps: TendDeps): Promise<Tended> {
  if (held.asked === 'subscribe') {
    // Kept for a while: the hub asks back whether we mean it (§5.3).
    const dueAt = now + leavingMs;
    return await ask({ ...held, asked: 'unsubscribe', failures: 0, dueAt }, dueAt, deps);
  }
  if (held.asked === 'unsubscribe' && held.dueAt > now) return nothing;
  await deps.subscriptions.forget(held);
  return { kind: 'forgotten' };
}

/** Saved before the hub hears of it: some ask back before they answer. */
async function ask(
  wanted: Subscription & { asked: Mode },
  nextAt: number,
  deps: TendDeps,
): Promise<Tended> {
  const { asked: mode } = wanted;
  await deps.subscriptions.save(wanted);
  const answer = await deps.ask(wanted.hub, requestOf(wanted, deps.world.siteUrl));
  if (answer.kind === 'accepted') {
    await deps.subscriptions.save({ ...wanted, failures: 0, dueAt: nextAt });
    return { kind: 'asked', mode };
  }
  const failures = wanted.failures + 1;
  const wait = Math.min(retryMs * 2 ** (failures - 1), askAgainMs);
  const dueAt = mode === 'unsubscribe' ? nextAt : deps.world.now() + wait;
  await deps.subscriptions.save({ ...wanted, failures, dueAt });
  return { kind: 'failed', mode, reason: answer.reason };
}

/** The form that is posted to the hub (§5.1). */
function requestOf(subscription: Subscription, siteUrl: string): URLSearchParams {
  return new URLSearchParams({
    'hub.mode': subscription.asked,
    'hub.topic': subscription.topic,
    'hub.callback': `${siteUrl}/websub/${callbackPath(subscription)}`,
    'hub.lease_seconds': String(leaseSeconds),
    'hub.secret': secretOf(subscription),
  });
}

/** What follows `/websub/` in the address that the hub calls: the feed, and a token. */
function callbackPath(subscription: Subscription): string {
  const { newsletterId, feedId } = subscription;
  return `${newsletterId}.${feedId}/${tokenOf(subscription)}`;
}

/** The part of the callback's address that nobody can guess. */
export function tokenOf({ seed }: Pick<Subscription, 'seed'>): string {
  return derived(seed, 'callback');
}

/** The key with which the hub signs what it pushes (§7). */
export function secretOf({ seed }: Pick<Subscription, 'seed'>): string {
  return derived(seed, 'secret');
}

function derived(seed: string, purpose: string): string {
  return createHmac('sha256', seed).update(`websub ${purpose}`).digest('base64url');
}
