/** What is to come of a newsletter, read from what there is: the command and any desk call the same. */
import type { Feed, FeedKey } from '../../feed/feed.ts';
import { type NewsletterGate, rulesFor } from '../../feed/gate/gate-rules.ts';
import type { Waiting } from '../../feed/gate/waiting.ts';
import { type Call, skippedAt } from '../call.ts';
import type { Heading } from '../choose/headings.ts';
import type { PlanningCursor } from '../edition.ts';
import { isClosed, type Newsletter } from '../newsletter.ts';
import type { Segment } from '../segment.ts';
import type { SegmentReader } from './freeze.ts';
import { type Foreseen, leavesAt, type ReaderGroup, type Stamp, simulate } from './simulate.ts';
import { spanMsMax } from './spans.ts';

/** When editions are due, and what their owner has said about instants from now on. */
export interface Ahead {
  readonly segments: readonly Segment[];
  readonly calls: readonly Call[];
}

/** What is read to look ahead. */
export interface LookAheadDeps {
  readonly ahead: (newsletterId: string) => Promise<Ahead>;
  /** A page of the readers of a segment. */
  readonly readersFrom: (
    segmentId: string,
    cursor: PlanningCursor,
  ) => Promise<{ readonly readers: readonly SegmentReader[]; readonly next?: PlanningCursor }>;
  readonly feeds: (newsletterId: string) => Promise<readonly Feed[]>;
  readonly gateOf: (newsletterId: string) => Promise<NewsletterGate>;
  readonly waiting: (feed: FeedKey) => Promise<readonly Waiting[]>;
  /** What left the gate in (from, to], a page at a time. */
  readonly headings: (
    newsletterId: string,
    from: number,
    to: number,
  ) => AsyncIterable<readonly Heading[]>;
}

/** How far to look, in milliseconds since 1970. */
interface LookAheadInput {
  readonly newsletter: Newsletter;
  readonly now: number;
  readonly until: number;
}

/** The editions in (now, until], the earliest first; of a closed newsletter there are none. */
export async function lookAhead(
  { newsletter, now, until }: LookAheadInput,
  deps: LookAheadDeps,
): Promise<Foreseen[]> {
  if (isClosed(newsletter)) return [];
  const feeds = await deps.feeds(newsletter.id);
  const segments: (Segment & { readonly groups: readonly ReaderGroup[] })[] = [];
  const { segments: chosen, calls } = await deps.ahead(newsletter.id);
  for (const segment of chosen) {
    const groups = await groupsIn(segment.id, deps);
    if (groups.length > 0) segments.push({ ...segment, groups });
  }
  const stamps = [
    ...(await stamped(newsletter.id, now - spanMsMax, now, deps)),
    ...(await leaving(newsletter.id, feeds, now, deps)),
  ];
  return simulate({ newsletter, segments, feeds, stamps, skipped: skippedAt(calls), now, until });
}

/** Nearly all readers of a segment have received as much. */
async function groupsIn(
  segmentId: string,
  { readersFrom }: Pick<LookAheadDeps, 'readersFrom'>,
): Promise<ReaderGroup[]> {
  const groups = new Map<string, ReaderGroup>();
  for (let cursor: PlanningCursor | undefined = { shard: 0 }; cursor !== undefined; ) {
    const page: Awaited<ReturnType<LookAheadDeps['readersFrom']>> = await readersFrom(
      segmentId,
      cursor,
    );
    for (const { receivedThrough, pausedUntil } of page.readers) {
      const name = `${receivedThrough} ${pausedUntil ?? 0}`;
      const readers = (groups.get(name)?.readers ?? 0) + 1;
      const paused = pausedUntil === undefined ? {} : { pausedUntil };
      groups.set(name, { receivedThrough, ...paused, readers });
    }
    cursor = page.next;
  }
  return [...groups.values()];
}

/** What left the gate in (from, to] and is not kept out. */
export async function stamped(
  newsletterId: string,
  from: number,
  to: number,
  { headings }: Pick<LookAheadDeps, 'headings'>,
): Promise<Stamp[]> {
  const stamps: Stamp[] = [];
  for await (const page of headings(newsletterId, from, to)) {
    for (const { feedId, firstSeenAt, outBy } of page) {
      if (outBy === undefined) stamps.push({ feedId, at: firstSeenAt });
    }
  }
  return stamps;
}

async function leaving(
  newsletterId: string,
  feeds: readonly Feed[],
  now: number,
  { gateOf, waiting }: Pick<LookAheadDeps, 'gateOf' | 'waiting'>,
): Promise<Stamp[]> {
  const gate = await gateOf(newsletterId);
  const stamps: Stamp[] = [];
  for (const feed of feeds) {
    for (const one of await waiting({ newsletterId, feedId: feed.id })) {
      const at = leavesAt(one, rulesFor(feed, gate), now);
      if (at !== undefined) stamps.push({ feedId: feed.id, at });
    }
  }
  return stamps;
}
