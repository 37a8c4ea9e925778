/** What a hub says to us: it asks back whether we meant it, and it tells that something is new. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FeedKey } from '../feed.ts';
import { type Subscription, secretOf, tokenOf } from './subscription.ts';

/** The two parts of the address that the hub called. */
export interface Callback {
  readonly feed: string;
  readonly token: string;
}

/** The query of a verification of intent, as it came (§5.3). */
export interface HubQuestion {
  readonly mode?: string | undefined;
  readonly topic?: string | undefined;
  readonly challenge?: string | undefined;
  readonly leaseSeconds?: string | undefined;
}

type Load = (key: FeedKey) => Promise<Subscription | undefined>;

const challengeCharsMax = 4_000;

/** The challenge, if we asked for just this; undefined otherwise. It changes nothing. */
export async function answerHub(
  callback: Callback,
  question: HubQuestion,
  deps: { readonly load: Load },
): Promise<string | undefined> {
  const { mode, topic, challenge = '', leaseSeconds = '' } = question;
  const held = await openCallback(callback, deps.load);
  if (held === undefined || mode !== held.asked || topic !== held.topic) return undefined;
  const hasLease = /^[1-9]\d{0,9}$/.test(leaseSeconds);
  if (mode === 'subscribe' && !hasLease) return undefined;
  return challenge.length > 0 && challenge.length <= challengeCharsMax ? challenge : undefined;
}

/** What a hub pushes, with the address it calls. */
export interface Ping extends Callback {
  /** The header X-Hub-Signature. */
  readonly signature: string | undefined;
  /** What was pushed: only its signature is looked at. */
  readonly body: Uint8Array;
}

/** What a ping reads and writes. */
export interface PingDeps {
  readonly load: Load;
  /** Notes when a fetch is queued, unless another ping noted one since `previous`. */
  noteFetch(key: FeedKey, at: number, previous: number | undefined): Promise<boolean>;
  /** Has the first poll after this instant fetch the feed. */
  noteWaiting(key: FeedKey, until: number): Promise<void>;
  queueFetch(key: FeedKey): Promise<void>;
  now(): number;
}

/** `unknown`: nobody here subscribed to that. `ignored`: it is not signed as agreed. */
export type PingTaken = 'queued' | 'waiting' | 'ignored' | 'unknown';

/** A feed is fetched at once for pings at most this often; the last ping of many is never lost. */
const fetchGapMs = 10_000;

/** Queues a fetch of the feed. A ping within the gap waits for the next poll, and stands for others. */
export async function takePing(ping: Ping, deps: PingDeps): Promise<PingTaken> {
  const held = await openCallback(ping, deps.load);
  if (held === undefined || held.asked === 'unsubscribe') return 'unknown';
  if (!isSigned(ping, secretOf(held))) return 'ignored';
  const { newsletterId, feedId, fetchAt, waitsUntil = 0 } = held;
  const key = { newsletterId, feedId };
  const now = deps.now();
  if (waitsUntil > now) return 'waiting';
  const gapEndsAt = (fetchAt ?? Number.NEGATIVE_INFINITY) + fetchGapMs;
  if (gapEndsAt > now) {
    await deps.noteWaiting(key, gapEndsAt);
    return 'waiting';
  }
  if (!(await deps.noteFetch(key, now, fetchAt))) return 'waiting';
  await deps.queueFetch(key);
  return 'queued';
}

/** Both calls of a hub, answered from these rows. */
export function openCallbacks(deps: PingDeps): {
  readonly answer: (callback: Callback, question: HubQuestion) => Promise<string | undefined>;
  readonly ping: (ping: Ping) => Promise<PingTaken>;
} {
  return {
    answer: (callback, question) => answerHub(callback, question, deps),
    ping: (ping) => takePing(ping, deps),
  };
}

async function openCallback(
  { feed, token }: Callback,
  load: Load,
): Promise<Subscription | undefined> {
  const [, newsletterId, feedId] = /^([a-z0-9-]{1,40})\.([A-Za-z0-9_-]{1,64})$/.exec(feed) ?? [];
  if (newsletterId === undefined || feedId === undefined) return undefined;
  const held = await load({ newsletterId, feedId });
  // Before the hub is asked there is no seed, and a token that anybody could make.
  if (held === undefined || held.asked === 'nothing') return undefined;
  return isEqual(token, tokenOf(held)) ? held : undefined;
}

/** `method=signature in hex` (§7.1). sha1 is weak, but some hubs know no other. */
function isSigned({ signature = '', body }: Ping, secret: string): boolean {
  const [, method, given] = /^(sha1|sha256|sha384|sha512)=([0-9a-f]+)$/i.exec(signature) ?? [];
  if (method === undefined || given === undefined) return false;
  const expected = createHmac(method.toLowerCase(), secret).update(body).digest('hex');
  return isEqual(given.toLowerCase(), expected);
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
