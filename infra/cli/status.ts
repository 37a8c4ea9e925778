/** `status`: how the whole of it stands, what needs the owner first. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { Segment } from '../../functions/edition/segment.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import type { Pace } from '../../functions/mail/pace.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { walkSubscribers } from '../../functions/store/subscriber-walk.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { feedState, feedTable } from './feed-text.ts';
import { type ReaderState, readerState, readerStates } from './reader-text.ts';
import { scheduleText } from './schedule-text.ts';
import { factsText, tableText } from './table-text.ts';
import { countText, numberText, timeText } from './time-text.ts';

interface NewsletterStatus {
  readonly newsletter: Newsletter;
  readonly readers: Readonly<Record<ReaderState, number>>;
  readonly feeds: readonly Feed[];
  readonly segments: readonly SegmentStatus[];
}

interface SegmentStatus extends Segment {
  readonly readers: number;
}

interface Sending {
  readonly queues: Readonly<Record<string, number>>;
  readonly pace: Pace | undefined;
}

const segmentsShownMax = 10;

const status = command({
  name: 'status',
  summary: 'Show newsletters, readers, feeds, the next editions, queues and sending',
  takes: [],
  options: {},
  isReading: true,
  run: async ({ screen }, connection) => {
    const [newsletters, sending] = await Promise.all([
      newsletterStatuses(connection),
      sendingStatus(connection),
    ]);
    const now = connection.now();
    const zone = newsletters[0]?.newsletter.zone ?? 'UTC';
    const none = ['There is no newsletter yet. paperboy newsletter create --help tells how.', ''];
    return {
      lines: [
        ...(newsletters.length === 0 ? none : []),
        ...newsletters.flatMap((one) => newsletterLines(one, screen.columns)),
        ...sendingLines(sending, { now, zone, width: screen.columns }),
      ],
      json: { now, newsletters: newsletters.map(toJson), ...sending },
    };
  },
});

async function newsletterStatuses({ table, now }: Connection): Promise<NewsletterStatus[]> {
  const newsletters = await newsletterStore(table).list();
  const counts = await countReaders(table, now());
  return Promise.all(
    newsletters.map(async (newsletter) => {
      const [feeds, segments] = await Promise.all([
        feedStore(table).list(newsletter.id),
        segmentStore(table).list(newsletter.id),
      ]);
      return {
        newsletter,
        readers: counts.byState(newsletter.id),
        feeds: [...feeds].sort((a, b) => urgencyOf(b) - urgencyOf(a)),
        segments: segments
          .map((segment) => ({ ...segment, readers: counts.inSegment(segment.id) }))
          .sort((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity)),
      };
    }),
  );
}

/** Everybody counted in one walk. */
async function countReaders(table: Connection['table'], now: number) {
  const counts = new Map<string, number>();
  const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for await (const reader of walkSubscribers(table, now)) {
    const state = readerState(reader, now);
    add(`${reader.newsletterId} ${state}`);
    if (state === 'confirmed' || state === 'paused') add(reader.segmentId);
  }
  const countOf = (key: string) => counts.get(key) ?? 0;
  return {
    byState: (id: string) =>
      Object.fromEntries(readerStates.map((state) => [state, countOf(`${id} ${state}`)])) as Record<
        ReaderState,
        number
      >,
    inSegment: (id: string) => countOf(id),
  };
}

/** Failing feeds first, then those that were stopped for a reason. */
function urgencyOf({ failures, lastError }: Feed): number {
  return failures > 0 ? 2 : lastError === undefined ? 0 : 1;
}

async function sendingStatus({ table, queues }: Connection): Promise<Sending> {
  const names = ['fetch', 'send', 'confirmations'] as const;
  const [pace, ...depths] = await Promise.all([
    paceStore(table).load(),
    ...names.map((name) => queues[name].depth()),
  ]);
  return { pace, queues: Object.fromEntries(names.map((name, n) => [name, depths[n] ?? 0])) };
}

function newsletterLines(
  { newsletter, readers, feeds, segments }: NewsletterStatus,
  width: number,
): string[] {
  const troubled = feeds.filter((feed) => urgencyOf(feed) > 0);
  const states = readerStates
    .filter((state) => state === 'confirmed' || readers[state] > 0)
    .map((state) => `${numberText(readers[state])} ${state}`);
  const well = feeds.length - troubled.length;
  const troubles = troubled.length === 0 ? '' : `, ${troubled.length} need a look`;
  return [
    `${newsletter.name} (${newsletter.id}), times in ${newsletter.zone}`,
    '',
    ...factsText(
      [
        ['Readers', states.join(', ')],
        [
          'Feeds',
          `${countText(well, 'feed')} as ${well === 1 ? 'it' : 'they'} should be${troubles}`,
        ],
      ],
      width,
    ),
    ...(troubled.length === 0 ? [] : ['', ...feedTable(troubled, width)]),
    '',
    ...segmentLines(segments, newsletter, width),
    '',
  ];
}

const segmentColumns = [
  { title: 'NEXT EDITION' },
  { title: 'SCHEDULE', shrinksTo: 12 },
  { title: 'SECTIONS', shrinksTo: 10 },
  { title: 'READERS', align: 'right' },
] as const;

function segmentLines(
  segments: readonly SegmentStatus[],
  { zone }: Newsletter,
  width: number,
): string[] {
  if (segments.length === 0) return ['No edition is planned: nobody has confirmed yet.'];
  const rows = segments
    .slice(0, segmentsShownMax)
    .map(({ dueAt, schedule, sections, readers }) => [
      dueAt === undefined ? 'when there is news' : timeText(dueAt, zone),
      scheduleText(schedule, zone),
      sections === 'all' ? 'all' : sections.join(', '),
      numberText(readers),
    ]);
  const more = segments.length - segmentsShownMax;
  return [
    ...tableText(segmentColumns, rows, width),
    ...(more > 0 ? [`and ${countText(more, 'schedule')} more`] : []),
  ];
}

interface Look {
  readonly now: number;
  readonly zone: string;
  readonly width: number;
}

function sendingLines({ queues, pace }: Sending, { now, zone, width }: Look): string[] {
  const waiting = Object.entries(queues).map(([name, depth]) => `${name} ${numberText(depth)}`);
  const isHalted = pace?.haltedUntil !== undefined && pace.haltedUntil > now;
  const halt = isHalted
    ? `halted until ${timeText(pace.haltedUntil ?? now, zone)}: ${pace.haltReason ?? 'no reason'}`
    : 'as it should be';
  return factsText(
    [
      ['In queues', waiting.join(', ')],
      ['Sending', pace === undefined ? 'nothing was sent yet' : halt],
      ['Account', pace && quotaText(pace)],
    ],
    width,
  );
}

function quotaText({ quota, takenSince }: Pace): string {
  const { maxPerSecond, max24Hour, sentLast24Hours } = quota;
  const sent = numberText(sentLast24Hours + takenSince);
  const limit = max24Hour < 0 ? 'no daily limit' : `${numberText(max24Hour)} a day`;
  return `${numberText(maxPerSecond)} a second, ${limit}, ${sent} sent in the last day`;
}

function toJson({ newsletter, readers, feeds, segments }: NewsletterStatus) {
  const { id, name, zone } = newsletter;
  const withState = feeds.map((feed) => ({ ...feed, status: feedState(feed) }));
  return { id, name, zone, readers, feeds: withState, segments };
}

export const statusCommands = [status];
