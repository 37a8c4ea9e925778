/** What an owner looks at first: what waits for them, what comes next, and what became of the last. */
import { dayMs } from '../../config/time.ts';
import type { Feed, FeedKey } from '../../feed/feed.ts';
import { type NewsletterGate, rulesFor } from '../../feed/gate/gate-rules.ts';
import type { Waiting } from '../../feed/gate/waiting.ts';
import { type Call, objectionTo, skippedAt } from '../call.ts';
import { type Edition, hadNoReaders } from '../edition.ts';
import type { Newsletter } from '../newsletter.ts';
import type { Segment } from '../segment.ts';
import { editionBefore, readersMet } from './readers-before.ts';

/** What is due at an instant (ms). */
export interface DueSegments {
  readonly at: number;
  readonly segments: readonly Segment[];
  /** So many more are due then, and were not read. */
  readonly unread: number;
}

/** The next instants, the earliest first. */
export interface SegmentsAhead {
  readonly next: readonly DueSegments[];
  /** Whether there is a segment, due at an instant or not. */
  readonly isAny: boolean;
}

/** What is read for it: as many calls of the table however many read the newsletter. */
export interface TodayDeps {
  readonly feeds: (newsletterId: string) => Promise<readonly Feed[]>;
  readonly gateOf: (newsletterId: string) => Promise<NewsletterGate>;
  readonly waiting: (feed: FeedKey) => Promise<readonly Waiting[]>;
  readonly ahead: (newsletterId: string, now: number) => Promise<SegmentsAhead>;
  /** Those for instants since, the earliest first. */
  readonly calls: (newsletterId: string, since: number) => Promise<readonly Call[]>;
  /** The latest of a newsletter, the held ones, and those of these ids, in no order. */
  readonly editions: (newsletterId: string, ids: readonly string[]) => Promise<readonly Edition[]>;
}

/** What is due at an instant (ms), and to how many it goes. */
export interface NextDue extends DueSegments {
  /** As many as were met the last time. */
  readonly readers: number;
  /** Segments that have had no edition yet: how many read them nobody counted. */
  readonly uncounted: number;
  readonly isSkipped: boolean;
}

/** The editions of one instant (ms), counted together. */
export interface PastDue {
  readonly at: number;
  readonly editions: readonly Edition[];
  readonly submitted: number;
  readonly refused: number;
  readonly skipped: number;
}

/** What waits for the owner's word at the gate of a feed, the latest found at `upTo` (ms). */
export interface WaitingFeed {
  readonly feed: Feed;
  readonly titles: readonly string[];
  readonly upTo: number;
}

/** How things stand. */
export interface Today {
  /** Last calls that wait, or that the owner has stopped. */
  readonly calls: readonly (Call & { readonly held: readonly Edition[] })[];
  /** Held for a reason that no call is about, the longest waiting first. */
  readonly held: readonly Edition[];
  readonly gate: readonly WaitingFeed[];
  /** Feeds whose gate was not looked at: these were too many. */
  readonly gatesUnseen: number;
  /** Failing, silent, and stopped for a reason. */
  readonly troubled: readonly Feed[];
  readonly next: readonly NextDue[];
  readonly last: readonly PastDue[];
  readonly feeds: number;
  /** Whether somebody reads it, or did until lately. */
  readonly isRead: boolean;
}

const calledMs = 7 * dayMs;
const segmentsLookedUpMax = 40;
const pastMax = 5;
const gatesMax = 3;

/** How things stand with a newsletter at `now` (ms). */
export async function today(
  { newsletter, now }: { readonly newsletter: Newsletter; readonly now: number },
  deps: TodayDeps,
): Promise<Today> {
  const { id } = newsletter;
  const [feeds, gate, ahead, calls] = await Promise.all([
    deps.feeds(id),
    deps.gateOf(id),
    deps.ahead(id, now),
    deps.calls(id, now - calledMs),
  ]);
  const before = new Map(
    ahead.next
      .flatMap((one) => one.segments)
      .slice(0, segmentsLookedUpMax)
      .flatMap((segment) => {
        const last = editionBefore(segment, now);
        return last === undefined ? [] : [[segment.id, last.id] as const];
      }),
  );
  const editions = await deps.editions(id, [...before.values()]);
  const open = openCalls(calls, editions, now);
  const skipped = skippedAt(calls);
  const asked = feeds.filter((feed) => mayWait(feed, gate));
  return {
    ...open,
    gate: await waitingFeeds(asked.slice(0, gatesMax), deps),
    gatesUnseen: Math.max(0, asked.length - gatesMax),
    troubled: feeds.filter(isTroubled).sort((a, b) => b.failures - a.failures),
    next: ahead.next.map((one) => ({
      ...withReaders(one, before, editions),
      isSkipped: skipped.has(one.at),
    })),
    last: pastDues(editions),
    feeds: feeds.length,
    isRead: ahead.isAny,
  };
}

function withReaders(
  due: DueSegments,
  before: ReadonlyMap<string, string>,
  editions: readonly Edition[],
): Omit<NextDue, 'isSkipped'> {
  const byId = new Map(editions.map((edition) => [edition.id, edition]));
  const met = due.segments.map(({ id }) => readersMet(byId.get(before.get(id) ?? '')));
  return {
    ...due,
    readers: met.reduce<number>((sum, count = 0) => sum + count, 0),
    uncounted: due.unread + met.filter((count) => count === undefined).length,
  };
}

/** A call is about all that was held for its owner at its instant: these wait for nothing else. */
function openCalls(
  calls: readonly Call[],
  editions: readonly Edition[],
  now: number,
): Pick<Today, 'calls' | 'held'> {
  const held = editions
    .filter(({ state }) => state === 'held')
    .sort((a, b) => (a.held?.at ?? 0) - (b.held?.at ?? 0));
  const objected = calls.filter((call) => objectionTo(call, now) !== undefined);
  const isAbout = (call: Call, edition: Edition) =>
    edition.scheduledAt === call.scheduledAt && awaitsOnlyOwner(edition);
  const withHeld = objected
    .map((call) => ({ ...call, held: held.filter((edition) => isAbout(call, edition)) }))
    // What was stopped and given up since is over.
    .filter(
      ({ state, scheduledAt, held: own }) =>
        state === 'waiting' || (state === 'stopped' && scheduledAt > now) || own.length > 0,
    );
  const isSaid = (edition: Edition) =>
    withHeld.some((call) => isAbout(call, edition)) ||
    calls.some((call) => isAbout(call, edition) && isLetGo(call, edition));
  return { calls: withHeld, held: held.filter((edition) => !isSaid(edition)) };
}

/** The next tick lets it go; what was stopped since is another matter. */
function isLetGo({ state, decidedAt = 0 }: Call, { held }: Edition): boolean {
  return state === 'going' && decidedAt >= (held?.at ?? 0);
}

function awaitsOnlyOwner({ held }: Edition): boolean {
  const reasons = held?.reasons ?? [];
  return reasons.every(({ check }) => check === 'awaitsOwner' || check === 'stoppedByOwner');
}

/** Whether something of it may wait for the owner's word. */
function mayWait(feed: Feed, gate: NewsletterGate): boolean {
  return feed.hold !== undefined || rulesFor(feed, gate).approval !== undefined;
}

async function waitingFeeds(
  feeds: readonly Feed[],
  { waiting }: Pick<TodayDeps, 'waiting'>,
): Promise<WaitingFeed[]> {
  const found = await Promise.all(
    feeds.map(async (feed) => {
      const all = await waiting({ newsletterId: feed.newsletterId, feedId: feed.id });
      const own = all.filter(({ why }) => why.some((one) => one !== 'settling'));
      return {
        feed,
        titles: own.map(({ item }) => item.title || item.link || item.key),
        upTo: Math.max(0, ...own.map(({ item }) => item.firstSeenAt)),
      };
    }),
  );
  return found.filter(({ titles }) => titles.length > 0);
}

/** Whether somebody should look at a feed. */
function isTroubled({ state, failures, lastError, silentToldAt, ...feed }: Feed): boolean {
  if (feed.stoppedByClosing === true) return false;
  if (state === 'stopped') return lastError !== undefined;
  return failures > 0 || silentToldAt !== undefined;
}

function pastDues(editions: readonly Edition[]): PastDue[] {
  const past = editions.filter((edition) => !hadNoReaders(edition));
  const unique = [...new Map(past.map((edition) => [edition.id, edition])).values()];
  return [...Map.groupBy(unique, ({ scheduledAt }) => scheduledAt)]
    .sort(([a], [b]) => b - a)
    .slice(0, pastMax)
    .map(([at, own]) => ({
      at,
      editions: own,
      submitted: sumOf(own, 'submitted'),
      refused: sumOf(own, 'refused'),
      skipped: sumOf(own, 'skipped'),
    }));
}

function sumOf(editions: readonly Edition[], name: 'submitted' | 'refused' | 'skipped'): number {
  return editions.reduce((sum, edition) => sum + edition[name], 0);
}
