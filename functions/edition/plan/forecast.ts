/**
 * The coming weeks at a glance, in as many calls of the table however many read the newsletter: who
 * is due is told by the editions before, and what comes in by the habits of the feeds. `lookAhead`
 * counts every reader instead.
 */
import { dayMs } from '../../config/time.ts';
import type { Feed } from '../../feed/feed.ts';
import { type NewsletterGate, rulesFor } from '../../feed/gate/gate-rules.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import { skippedAt } from '../call.ts';
import type { Edition } from '../edition.ts';
import { isClosed, type Newsletter } from '../newsletter.ts';
import type { Segment } from '../segment.ts';
import { type LookAheadDeps, stamped } from './look-ahead.ts';
import { editionBefore, readersMet } from './readers-before.ts';
import { type Foreseen, leavesAt, type Stamp, simulate } from './simulate.ts';

/** What is read for it. */
export interface ForecastDeps extends Omit<LookAheadDeps, 'readersFrom'> {
  /** Those of these ids, in no order. */
  readonly editionsOf: (ids: readonly string[]) => Promise<readonly Edition[]>;
}

/** How far to look, in milliseconds since 1970. */
interface ForecastInput {
  readonly newsletter: Newsletter;
  readonly now: number;
  readonly until: number;
}

/** An edition that is to come; `readers` is absent where none went out before. */
export interface Coming
  extends Pick<Foreseen, 'at' | 'schedule' | 'sections' | 'known' | 'expected' | 'isInstant'> {
  readonly readers?: number;
}

/** What is to come, the earliest first, and what was left out of it. */
export interface Forecast {
  readonly coming: readonly Coming[];
  /** Choices of readers that were not looked at, because there are so many. */
  readonly segmentsUnseen: number;
  /** Feeds at whose gate something may wait that was not looked at. */
  readonly gatesUnseen: number;
}

/** So far back it is looked what came in; before that, habits tell how much it was. */
const knownMs = 7 * dayMs;
const segmentsMax = 60;
const gatesMax = 3;

/** The editions in (now, until]; of a closed newsletter there are none. */
export async function forecast(
  { newsletter, now, until }: ForecastInput,
  deps: ForecastDeps,
): Promise<Forecast> {
  if (isClosed(newsletter)) return { coming: [], segmentsUnseen: 0, gatesUnseen: 0 };
  const { id } = newsletter;
  const [feeds, { segments: all, calls }, gate, recent] = await Promise.all([
    deps.feeds(id),
    deps.ahead(id),
    deps.gateOf(id),
    stamped(id, now - knownMs, now, deps),
  ]);
  const due = all
    .filter(({ dueAt = now }) => dueAt <= until)
    .sort((a, b) => (a.dueAt ?? now) - (b.dueAt ?? now));
  const segments = due.slice(0, segmentsMax);
  const asked = feeds.filter((feed) => mayWait(feed, gate));
  const [leaving, before] = await Promise.all([
    leavingSoon(asked.slice(0, gatesMax), { gate, now }, deps),
    editionsBefore(segments, now, deps),
  ]);
  const editions = simulate({
    ...{ newsletter, feeds, now, until },
    segments: segments.map((segment) => withReaders(segment, before.get(segment.id))),
    stamps: [...recent, ...leaving],
    stampsSince: now - knownMs,
    skipped: skippedAt(calls),
  });
  return {
    coming: editions.map((one) => comingOf(one, readersMet(before.get(one.segmentId)))),
    segmentsUnseen: due.length - segments.length,
    gatesUnseen: Math.max(0, asked.length - gatesMax),
  };
}

function mayWait(feed: Feed, gate: NewsletterGate): boolean {
  const { approval, settleMinutes } = rulesFor(feed, gate);
  return feed.hold !== undefined || approval !== undefined || settleMinutes > 0;
}

async function leavingSoon(
  feeds: readonly Feed[],
  { gate, now }: { readonly gate: NewsletterGate; readonly now: number },
  { waiting }: Pick<ForecastDeps, 'waiting'>,
): Promise<Stamp[]> {
  const stamps = await Promise.all(
    feeds.map(async (feed) => {
      const all = await waiting({ newsletterId: feed.newsletterId, feedId: feed.id });
      const leave = all.map((one) => leavesAt(one, rulesFor(feed, gate), now));
      return leave.flatMap((at) => (at === undefined ? [] : [{ feedId: feed.id, at }]));
    }),
  );
  return stamps.flat();
}

/** The last edition of each segment, where there was one. */
async function editionsBefore(
  segments: readonly Segment[],
  now: number,
  { editionsOf }: Pick<ForecastDeps, 'editionsOf'>,
): Promise<ReadonlyMap<string, Edition>> {
  const ids = segments.flatMap((segment) => editionBefore(segment, now)?.id ?? []);
  const found = await editionsOf(ids);
  return new Map(found.map((edition) => [edition.segmentId, edition]));
}

/** As if all had got the last edition; who reads a segment that had none has read since it is there. */
function withReaders(segment: Segment, last: Edition | undefined) {
  const receivedThrough = last?.cutoff ?? segment.joinedAt - eligibleLagMs;
  return { ...segment, groups: [{ receivedThrough, readers: 1 }] };
}

function comingOf(
  { at, schedule, sections, known, expected, isInstant }: Foreseen,
  readers: number | undefined,
): Coming {
  const met = readers === undefined ? {} : { readers };
  return { at, schedule, sections, known, expected, isInstant, ...met };
}
